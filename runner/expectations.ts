/** What a subject is known to fail: listed failures still run, and an entry that is no longer true fails the run. */
import { readFileSync } from 'node:fs';
import semver from 'semver';
import { readSheet, SpecError } from '../spec/yaml.ts';
import { Failure } from './failure.ts';
import type { Hello } from './protocol.ts';
import { glob } from './select.ts';

export interface SubjectSheet {
  readonly says?: string;
  readonly module?: string;
  readonly command?: readonly string[];
  readonly bundled?: boolean;
  readonly needs?: string;
  readonly expect?: readonly Entry[];
}

export interface Entry {
  readonly fails: string;
  readonly reason: string;
  readonly until?: string;
  readonly when?: { readonly version?: string; readonly device?: string; readonly dtype?: string; readonly language?: string };
}

/** @throws Failure with place and remedy when the file is missing or wrong */
export function readSubjectSheet(file: string): SubjectSheet {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new Failure('usage', `${file} ${why}; give --expectations the path of a lossproof.yaml`);
  }
  try {
    const sheet = readSheet<SubjectSheet | null>(file, text, 'subject');
    for (const [index, { when }] of (sheet.content?.expect ?? []).entries()) {
      if (when?.version !== undefined && semver.validRange(when.version) === null) {
        sheet.fail(['expect', index, 'when', 'version'], `"${when.version}" is no version range; write one like ">=1.13 <2"`);
      }
    }
    return sheet.content ?? {};
  } catch (error) {
    if (error instanceof SpecError) throw new Failure('usage', error.message);
    throw error;
  }
}

/** Watches a run: which failures were expected, and which entries turned out untrue. */
export class Expectations {
  private readonly entries: readonly { readonly entry: Entry; readonly pattern: RegExp; matched: boolean }[];
  private readonly stale: string[] = [];

  /** @param today as yyyy-mm-dd */
  constructor(entries: readonly Entry[], hello: Hello, today: string) {
    this.entries = entries
      .filter((entry) => applies(entry, hello))
      .map((entry) => ({ entry, pattern: glob(entry.fails), matched: false }));
    for (const { entry } of this.entries) {
      if (entry.until !== undefined && entry.until < today) {
        this.stale.push(`"${entry.fails}" expired on ${entry.until}: look again, and remove it or move the day`);
      }
    }
  }

  /** Hears of an address that exists, selected or not, so that an entry that matches nothing is noticed. */
  exists(address: string): void {
    for (const one of this.entries) one.matched ||= one.pattern.test(address);
  }

  /** Whether this failure was expected; hears of passes, too. */
  expects(address: string, dtype: string, failed: boolean): boolean {
    const own = this.entries.filter(
      ({ entry, pattern }) => pattern.test(address) && (entry.when?.dtype === undefined || entry.when.dtype === dtype),
    );
    if (own.length > 0 && !failed) {
      this.stale.push(`"${own[0]?.entry.fails}" lists ${address}, which passes: remove it or narrow it`);
    }
    return own.length > 0 && failed;
  }

  /** What is no longer true, a sentence each. */
  problems(): readonly string[] {
    const unmatched = this.entries.filter(({ matched }) => !matched);
    return [...this.stale, ...unmatched.map(({ entry }) => `"${entry.fails}" matches no vector: correct or remove it`)];
  }
}

function applies({ when }: Entry, hello: Hello): boolean {
  if (!when) return true;
  if (when.device !== undefined && when.device !== hello.device) return false;
  if (when.language !== undefined && when.language !== hello.language) return false;
  if (when.version === undefined) return true;
  const version = semver.coerce(hello.version);
  return version !== null && semver.satisfies(version, when.version);
}
