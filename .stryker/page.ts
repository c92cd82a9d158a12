/** docs/mutation.md: what the last runs found, and why each survivor may survive. */
import { writeFileSync } from 'node:fs';
import { blocks, code, counted, heading, list, table } from '../docs/markdown.ts';
import { type Kind, type Reason, unsettled } from './reasons.ts';
import type { FileResult, Result, Survivor } from './result.ts';
import type { MutatedSet } from './sets.ts';

export interface Measured {
  readonly name: string;
  readonly set: MutatedSet;
  /** Absent before the first run. */
  readonly result: Result | undefined;
  readonly reasons: ReadonlyMap<string, readonly Reason[]>;
}

const intro = `What would notice if our own code were wrong? [Stryker](https://stryker-mutator.io) changes it in one place, \`<\` to \`<=\`, \`+\` to \`-\`, a block to nothing, and looks whether something fails; then the next place. A mutant that survives shows a gap, redundant code, or a change that changes nothing. Each is one of these:

- a gap, and becomes a vector or a test;
- redundant code, and is deleted;
- listed below, with the reason why it may survive.

The command measures, rewrites this page, and fails when a survivor has no reason or a reason no survivor. It installs Stryker for itself, takes minutes, and is no part of CI.

    npm run mutation -- reference                       # or: judge, acceptance, grades
    npm run mutation -- reference reference/half.ts     # some files only; the rest stays as it was
    npm run mutation                                    # measures nothing: checks the reasons, rewrites the page

Reasons lie in \`.stryker/reasons/\`, the last results in \`.stryker/results/\`. **Score**: killed or timed out (a mutant that loops for ever is noticed), of all that could run. Left out are the words of errors, which nobody judges.`;

const says: Readonly<Record<Kind, string>> = {
  equivalent: '',
  speed: '**Speed only.** ',
  rounding: '**Rounding only.** ',
  unasked: '**Not asked.** ',
};

export function writePage(all: readonly Measured[]): void {
  const text = blocks(
    '<!-- Made by "npm run mutation". -->',
    heading(1, 'Mutation'),
    intro,
    'Of the reasons, **speed only** marks mutants whose answers are the same and whose cost is not, **rounding only** those whose answers differ by no more than the narrowest grade allows, and **not asked** those that answer otherwise where none of what judges them asks; the rest are equivalent.',
    ...all.map(section),
  );
  writeFileSync(new URL('../docs/mutation.md', import.meta.url), `${text}\n`);
}

function section({ set, result, reasons }: Measured): string {
  const title = heading(2, set.title);
  if (!result) return blocks(title, set.judgedBy, 'Not yet measured.');
  const files = Object.entries(result.files);
  return blocks(
    title,
    set.judgedBy,
    table(
      ['file', 'mutants', 'killed', 'timed out', 'survived', 'not reached', 'left out', 'score', 'measured'],
      [...files.map(([file, one]) => row(code(file), one)), row('all', total(files.map(([, one]) => one)))],
    ),
    missing(set, result),
    `Stryker ${result.stryker}, Node ${result.node}.`,
    ...files.flatMap(([file, one]) => {
      const lines = [...(reasons.get(file) ?? []).map(reasonLine), ...unsettled(one, reasons.get(file)).map(openLine)];
      return lines.length === 0 ? [] : [blocks(heading(3, code(file)), list(lines))];
    }),
  );
}

/** Files that the set names and no run has reached. */
function missing({ mutate }: MutatedSet, { files }: Result): string {
  const without = mutate.filter((path) => !/[!*]/.test(path) && !files[path]);
  return without.length === 0 ? '' : `Not yet measured: ${without.map(code).join(', ')}.`;
}

function reasonLine({ code: line, mutants, kind, because }: Reason): string {
  return `${code(line)}\n  → ${mutants.map(code).join(', ')}\n  ${says[kind]}${because.trim()}`;
}

const openLine = ({ code: line, mutant }: Survivor): string =>
  `${code(line)}\n  → ${code(mutant)}\n  **Not yet settled.**`;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

const ran = ({ killed, timeout, survived, noCoverage }: FileResult): number => killed + timeout + survived + noCoverage;

/** In hundredths, rounded down: 100 is said of all only. */
export const score = (one: FileResult): string =>
  ran(one) === 0 ? '' : `${Math.floor((1000 * (one.killed + one.timeout)) / ran(one)) / 10} %`;

function row(title: string, one: FileResult): readonly string[] {
  const { killed, timeout, survived, noCoverage, ignored, date } = one;
  const counts = [ran(one), killed, timeout, survived, noCoverage, sum(Object.values(ignored))];
  return [title, ...counts.map(String), score(one), date];
}

export function total(files: readonly FileResult[]): FileResult {
  const of = (key: 'killed' | 'timeout' | 'survived' | 'noCoverage' | 'errors'): number =>
    sum(files.map((one) => one[key]));
  return {
    date: '',
    killed: of('killed'),
    timeout: of('timeout'),
    survived: of('survived'),
    noCoverage: of('noCoverage'),
    errors: of('errors'),
    ignored: { all: sum(files.flatMap(({ ignored }) => Object.values(ignored))) },
    survivors: files.flatMap(({ survivors }) => survivors),
  };
}

/** One line for the terminal. */
export const summaryOf = (files: readonly FileResult[]): string => {
  const all = total(files);
  return `${counted(ran(all), 'mutant')}: ${all.killed} killed, ${all.timeout} timed out, ${all.survived} survived, ${all.noCoverage} not reached; ${score(all)}`;
};
