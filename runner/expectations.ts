/** What a subject is known to fail: listed failures still run, and an entry that is no longer true fails the run. */
import semver from 'semver';
import type { Hello } from './protocol.ts';
import { glob } from './select.ts';

export interface Entry {
  readonly fails: string;
  readonly reason: string;
  readonly until?: string;
  readonly when?: {
    readonly version?: string;
    readonly device?: string;
    readonly dtype?: string;
    readonly language?: string;
  };
}

interface Watched {
  readonly entry: Entry;
  readonly pattern: RegExp;
  /** Whether it speaks of the subject at hand. */
  readonly applies: boolean;
  exists: boolean;
  readonly passing: string[];
}

/** Watches a run: which failures were expected, and which entries turned out untrue. */
export class Expectations {
  private readonly entries: readonly Watched[];
  private readonly today: string;

  /** @param today as yyyy-mm-dd */
  constructor(entries: readonly Entry[], hello: Hello, today: string) {
    this.today = today;
    this.entries = entries.map((entry) => ({
      entry,
      pattern: glob(entry.fails),
      applies: appliesTo(entry, hello),
      exists: false,
      passing: [],
    }));
  }

  /** Hears of an address that exists, selected or not, so that an entry that matches nothing is noticed. */
  exists(address: string): void {
    for (const one of this.entries) one.exists ||= matches(one, address);
  }

  /** Whether this failure was expected; hears of passes, too. */
  expects(address: string, failed: boolean): boolean {
    const own = this.entries.filter((one) => one.applies && matches(one, address));
    if (!failed) for (const { passing } of own) passing.push(address);
    return failed && own.length > 0;
  }

  /** What is no longer true, a sentence each. */
  problems(): readonly string[] {
    return this.entries.flatMap(({ entry: { fails, until }, applies, exists, passing }) => {
      const problems: string[] = [];
      const [first] = passing;
      if (!exists) problems.push(`"${fails}" matches no vector: correct or remove it`);
      if (first !== undefined) problems.push(`"${fails}" lists ${counted(passing.length, first)}: remove or narrow it`);
      if (applies && until !== undefined && until < this.today) {
        problems.push(`"${fails}" expired on ${until}: look again, and remove it or move the day`);
      }
      return problems;
    });
  }
}

const counted = (count: number, first: string): string =>
  count === 1 ? `${first}, which passes` : `${count} vectors that pass, ${first} for one`;

const matches = ({ entry, pattern }: Watched, address: string): boolean =>
  pattern.test(address) && (entry.when?.dtype === undefined || address.endsWith(`/${entry.when.dtype}`));

function appliesTo({ when }: Entry, hello: Hello): boolean {
  if (!when) return true;
  if (when.device !== undefined && when.device !== hello.device) return false;
  if (when.language !== undefined && when.language !== hello.language) return false;
  if (when.version === undefined) return true;
  const version = semver.coerce(hello.version);
  return version !== null && semver.satisfies(version, when.version);
}
