/** The options by which several commands select vectors and set how strictly answers are judged. */
import type { Command as CommandLine } from 'commander';
import { grades, type Loss } from '../spec/loss.ts';
import { formats } from '../spec/oracle/formats.ts';
import { type Given, list, repeated, text } from './command.ts';
import { Failure, nearest } from './failure.ts';
import type { Strictness } from './judge.ts';
import { checkNames, type Selection } from './select.ts';

export function addSelection(line: CommandLine): void {
  line
    .option(
      '--only <glob>',
      'addresses loss/vector/dtype, such as "cross_entropy/*/float32"; may be repeated',
      repeated,
    )
    .option('--loss <name>', 'only this loss; may be repeated', repeated)
    .option('--clause <id>', 'only vectors that show this clause; may be repeated', repeated)
    .option('--dtype <name>', 'only this dtype; may be repeated', repeated);
}

/** `--loss` and `--json`, for commands about what the spec and the vectors hold. */
export function addLossChoice(line: CommandLine): CommandLine {
  return line.option('--loss <name>', 'only this loss; may be repeated', repeated).option('--json', 'for machines');
}

/** Those of `--loss`, or all. @throws Failure when a name is unknown */
export function chosenLosses(given: Given, losses: ReadonlyMap<string, Loss>): readonly Loss[] {
  const wanted = list(given, 'loss');
  checkNames('loss', wanted, [...losses.keys()]);
  return [...losses.values()].filter(({ name }) => wanted === undefined || wanted.includes(name));
}

/** The losses are read only where a name is to be checked. @throws Failure when a name is unknown */
export async function selectionOf(given: Given): Promise<Selection> {
  const selection: Record<string, readonly string[]> = {};
  for (const name of ['only', 'loss', 'clause', 'dtype']) {
    const words = list(given, name);
    if (words) selection[name] = words;
  }
  if (selection.loss || selection.clause) {
    const { commonClauses, loadLosses } = await import('../spec/load.ts');
    const losses = loadLosses();
    checkNames('loss', selection.loss, [...losses.keys()]);
    const clauses = [...losses.values()].flatMap((loss) => [
      ...loss.clauses.keys(),
      ...[...loss.dialects.values()].flatMap((dialect) => [...dialect.clauses.keys()]),
    ]);
    checkNames('clause', selection.clause, [...commonClauses().keys(), ...clauses]);
  }
  checkNames('dtype', selection.dtype, Object.keys(formats));
  return selection;
}

export function addStrictness(line: CommandLine): void {
  line
    .option('--level <level>', 'must or should: what a failure is', 'must')
    .option('--grade <grade>', `${grades.join(', ')}: outputs outside it fail`, 'lenient')
    .option('--dialect <name>', 'judge by another ecosystem’s definition');
}

/** @throws Failure when a name is unknown */
export async function strictnessOf(given: Given): Promise<Strictness> {
  const level = text(given, 'level');
  if (level !== 'must' && level !== 'should') throw new Failure('usage', `--level is must or should, not "${level}"`);
  const grade = grades.find((candidate) => candidate === text(given, 'grade'));
  if (!grade)
    throw new Failure(
      'usage',
      `--grade: no grade "${text(given, 'grade')}"${nearest(text(given, 'grade') ?? '', grades)}`,
    );
  const dialect = text(given, 'dialect');
  if (dialect === undefined) return { level, grade };
  const { loadLosses } = await import('../spec/load.ts');
  checkNames(
    'dialect',
    [dialect],
    [...loadLosses().values()].flatMap((loss) => [...loss.dialects.keys()]),
  );
  return { level, grade, dialect };
}

/** Seconds that an answer may take, at most: what a timer can hold. */
const A_DAY = 86_400;

/** @returns milliseconds. @throws Failure when it is no number, or none that makes sense */
export const patienceOf = (given: Given): number => 1000 * number(given, 'patience', 0.01, A_DAY);

/** @throws Failure when the option is no number between the two */
export function number(given: Given, name: string, least: number, most: number): number {
  const typed = text(given, name) ?? '';
  const value = typed.trim() === '' ? Number.NaN : Number(typed);
  if (value >= least && value <= most) return value;
  throw new Failure('usage', `--${name} is a number from ${least} to ${most}, not "${typed}"`);
}

/** @throws Failure when the option is no whole number between the two */
export function count(given: Given, name: string, least: number, most: number): number {
  const value = number(given, name, least, most);
  if (Number.isInteger(value)) return value;
  throw new Failure('usage', `--${name} is a whole number, not "${text(given, name)}"`);
}
