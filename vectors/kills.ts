/** The kill matrix of a loss: which vector, under which profiles, tells which mistake from a correct implementation. */
import { readText } from '../spec/files.ts';
import { profiles } from '../spec/profiles.ts';

/** As it is committed: for each row one character a mistake, which stands for a set of profiles. */
export interface KillFile {
  readonly loss: string;
  /** The largest half-width at `accurate`, in units of u·(Σ|xᵢ·∂f/∂xᵢ| + |f|). */
  readonly accuracy: number;
  /** The columns. */
  readonly mistakes: readonly string[];
  readonly sets: Readonly<Record<string, readonly string[]>>;
  /** By vector, or vector@manner where it was asked once more. */
  readonly rows: Readonly<Record<string, string>>;
}

/** By profile: the mistakes that are told. */
export type Kills = Readonly<Record<string, readonly string[]>>;

const NONE = '.';
const EVERY = '#';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const loadKills = (loss: string): KillFile => JSON.parse(readText(`vectors/kills/${loss}.json`));

/** The mistakes that a row tells, by profile. */
export function killsOf({ mistakes, sets, rows }: KillFile, row: string): Kills {
  const letters = [...(rows[row] ?? '')];
  const told = (profile: string): string[] =>
    mistakes.filter((_, column) => sets[letters[column] ?? NONE]?.includes(profile));
  const all = [...profiles.keys()].map((profile) => [profile, told(profile)] as const);
  return Object.fromEntries(all.filter(([, own]) => own.length > 0));
}

/** Rows that tell a mistake, with the profiles under which they do. */
export function killers({ mistakes, sets, rows }: KillFile, mistake: string): ReadonlyMap<string, readonly string[]> {
  const column = mistakes.indexOf(mistake);
  return new Map(
    Object.entries(rows).flatMap(([row, letters]) => {
      const set = sets[letters[column] ?? NONE];
      return set ? [[row, set] as const] : [];
    }),
  );
}

/** @param rows by vector, or vector@manner */
export function printKills(
  loss: string,
  accuracy: number,
  mistakes: readonly string[],
  rows: ReadonlyMap<string, Kills>,
): string {
  const letters = new Map([
    ['', NONE],
    [[...profiles.keys()].join(), EVERY],
  ]);
  const letterOf = (set: string): string => {
    const letter = letters.get(set) ?? LETTERS[letters.size - 2];
    if (letter === undefined) throw new Error(`${loss}: more sets of profiles than letters`);
    letters.set(set, letter);
    return letter;
  };
  const lines = [...rows].map(([row, kills]) => {
    const cells = mistakes.map((mistake) =>
      letterOf([...profiles.keys()].filter((profile) => kills[profile]?.includes(mistake)).join()),
    );
    return `${JSON.stringify(row)}:"${cells.join('')}"`;
  });
  const sets = Object.fromEntries([...letters].flatMap(([set, letter]) => (set ? [[letter, set.split(',')]] : [])));
  return [
    `{"loss":"${loss}","accuracy":${accuracy},`,
    `"mistakes":${JSON.stringify(mistakes)},`,
    `"sets":${JSON.stringify(sets)},`,
    '"rows":{',
    `${lines.join(',\n')}`,
    '}}\n',
  ].join('\n');
}
