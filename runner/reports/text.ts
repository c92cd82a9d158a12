/** An examination as people read it: a table by loss, what failed and how to see it again, what should be better. */
import picocolors from 'picocolors';
import type { Diagnosis } from '../diagnose.ts';
import type { Examination } from '../examine.ts';
import type { Deviation, Verdict } from '../verdict.ts';
import { diagnosisLines } from './diagnoses.ts';
import { faultLines } from './faults.ts';
import { grouped, isExpected, type Row, rows, tightest, totals } from './tally.ts';

/** Failures shown of each loss and dtype; the rest are counted. */
const SHOWN = 5;

export interface TextOptions {
  /** How the subject is written on the command line, to repeat a failure. */
  readonly again: string;
  readonly quiet: boolean;
  readonly colours: boolean;
  readonly diagnoses: readonly Diagnosis[];
}

type Paint = ReturnType<typeof picocolors.createColors>;

export function textReport(examination: Examination, options: TextOptions): string {
  const paint = picocolors.createColors(options.colours);
  const { hello, faults, stale, incomplete } = examination;
  const list = rows(examination);
  const parts: string[] = [];
  if (!options.quiet) {
    const details = [hello.language, hello.device, hello.dialect].filter((detail) => detail !== undefined).join(', ');
    parts.push(paint.bold(`${hello.name} ${hello.version}`) + (details ? ` (${details})` : ''));
    if (list.length > 0) parts.push(...table(list, paint), ...summary(list));
  }
  parts.push(...failures(examination, options, paint));
  parts.push(...options.diagnoses.map((one) => diagnosisLines(one, paint)));
  if (!options.quiet) parts.push(...improvements(examination), ...declinedReasons(examination));
  for (const fault of faults) parts.push(paint.yellow(faultLines(fault)));
  for (const sentence of stale) parts.push(paint.red(`stale expectation: ${sentence}`));
  if (incomplete !== undefined) parts.push(paint.red(incompleteness(incomplete, list)));
  return parts.join('\n');
}

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Shown only where it says something. */
  readonly optional?: boolean;
}

const columns: readonly Column[] = [
  { title: 'loss', cell: (row) => row.loss },
  { title: 'dtype', cell: (row) => row.dtype },
  { title: 'passed', cell: (row) => String(row.passed + row.expected) },
  { title: 'failed', cell: (row) => String(row.failed) },
  { title: 'declined', cell: (row) => String(row.declined) },
  { title: 'unanswered', cell: (row) => String(row.unanswered), optional: true },
  { title: 'accurate', cell: (row) => String(row.byGrade.accurate) },
  { title: 'standard', cell: (row) => String(row.byGrade.standard) },
  { title: 'lenient', cell: (row) => String(row.byGrade.lenient) },
  { title: 'worst', cell: (row) => row.worst.toFixed(2) },
];

/** Rows of which all was declined are left to the reasons below. */
function table(all: readonly Row[], paint: Paint): readonly string[] {
  const list = all.filter((row) => row.passed + row.failed + row.expected + row.unanswered > 0);
  if (list.length === 0) return [];
  const shown = columns.filter(({ optional, cell }) => !optional || list.some((row) => cell(row) !== '0'));
  const widths = shown.map(({ title, cell }) => Math.max(title.length, ...list.map((row) => cell(row).length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  const head = paint.dim(line(shown.map(({ title }) => title)));
  const body = list.map((row) => {
    const text = line(shown.map(({ cell }) => cell(row)));
    return row.failed > 0 ? paint.red(text) : text;
  });
  return [head, ...body];
}

/** The grade that all reach, and how near the nearest came to an end of what is allowed. */
function summary(list: readonly Row[]): string[] {
  const grade = tightest(list);
  const nearest = list.reduce((a, b) => (b.worst > a.worst ? b : a));
  return [
    ...(grade && list.every(({ failed }) => failed === 0) ? [`Every passed vector reaches the grade ${grade}.`] : []),
    ...(nearest.worst > 0
      ? [`Nearest to an end of what is allowed: ${nearest.worstAt}, ${nearest.worst.toFixed(2)} of the way.`]
      : []),
  ];
}

function failures(examination: Examination, { again }: TextOptions, paint: Paint): string[] {
  const failed = examination.verdicts.filter((one) => one.status === 'failed' && !isExpected(examination, one));
  return grouped(failed).flatMap((group) => {
    const shown = group.slice(0, SHOWN).map((verdict) => failure(verdict, again, paint));
    const rest = group.length - shown.length;
    return rest > 0 ? [...shown, `  … and ${rest} more of ${group[0]?.loss} in ${group[0]?.dtype}`] : shown;
  });
}

function failure({ address, reason, deviations }: Verdict, again: string, paint: Paint): string {
  const worst = worstOf(deviations);
  const detail = worst ? `\n    ${deviation(worst)}` : '';
  return `${paint.red('FAIL')} ${address}: ${reason ?? ''}${detail}\n    see it: lossproof explain ${address}${again}`;
}

/** The entry that is furthest off, of the output that the reason speaks of. */
function worstOf(deviations: readonly Deviation[]): Deviation | undefined {
  const broken = deviations.filter(({ level }) => level === 'must');
  const candidates = broken.length > 0 ? broken.filter(({ output }) => output === broken[0]?.output) : deviations;
  return [...candidates].sort((a, b) => b.distance - a.distance)[0];
}

export function deviation({ output, entry, answered, expected, low, high, distance }: Deviation): string {
  const place = /^\w+$/.test(output)
    ? `${output === 'loss' ? '' : 'gradient of '}${output}[${entry}]`
    : `(${output}) at ${entry}`;
  const allowed = Number.isFinite(low) && low !== high ? `, allowed ${low} to ${high}` : '';
  const far = Number.isFinite(distance) ? `; ${distance.toPrecision(3)} times what is allowed` : '';
  return `${place} is ${answered}, exactly ${expected}${allowed}${far}`;
}

/** What only gates on request: missed `should` clauses. */
function improvements({ verdicts }: Examination): string[] {
  return [...counted(verdicts.flatMap(({ misses }) => misses))].map(
    ([miss, count]) => `should: ${miss} (${vectors(count)})`,
  );
}

function declinedReasons({ verdicts }: Examination): string[] {
  const declined = verdicts.filter(({ status }) => status === 'declined');
  return [...counted(declined.map(({ reason }) => reason ?? ''))].map(
    ([reason, count]) => `declined: ${count} (${reason})`,
  );
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const vectors = (count: number): string => `${count} vector${count === 1 ? '' : 's'}`;

function incompleteness(why: string, list: readonly Row[]): string {
  const unanswered = list.reduce((sum, row) => sum + row.unanswered, 0);
  return unanswered === 0 ? `incomplete: ${why}` : `incomplete: ${vectors(unanswered)} without an answer, since ${why}`;
}

/** The last line of a run. */
export function closingLine(list: readonly Row[]): string {
  const { passed, failed, skipped } = totals(list);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
