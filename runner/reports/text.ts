/** An examination as people read it: a table by loss, what failed and how to see it again, what should be better. */
import picocolors from 'picocolors';
import type { Examination } from '../examine.ts';
import type { Deviation, Verdict } from '../verdict.ts';
import { type Row, rows, tightest, totals } from './tally.ts';

/** Failures shown of each loss and dtype; the rest are counted. */
const SHOWN = 5;

export interface TextOptions {
  /** How the subject is written on the command line, to repeat a failure. */
  readonly again: string;
  readonly quiet: boolean;
  readonly colours: boolean;
}

export function textReport(examination: Examination, options: TextOptions): string {
  const paint = picocolors.createColors(options.colours);
  const { hello, faults, stale, incomplete } = examination;
  const list = rows(examination);
  const parts: string[] = [];
  if (!options.quiet) {
    const details = [hello.language, hello.device, hello.dialect].filter((detail) => detail !== undefined).join(', ');
    parts.push(paint.bold(`${hello.name} ${hello.version}`) + (details ? ` (${details})` : ''), table(list, paint));
  }
  parts.push(...failures(examination, options, paint));
  if (!options.quiet) parts.push(...improvements(examination), ...declinedReasons(examination));
  for (const { kind, times, sentences } of faults) {
    parts.push(paint.yellow(`fault: ${kind}${times > 1 ? `, ${times} times` : ''}: ${sentences[0] ?? ''}`));
  }
  for (const sentence of stale) parts.push(paint.red(`stale expectation: ${sentence}`));
  if (incomplete !== undefined) parts.push(paint.red(`incomplete: ${incomplete}`));
  return parts.filter((part) => part !== '').join('\n');
}

type Paint = ReturnType<typeof picocolors.createColors>;

function table(list: readonly Row[], paint: Paint): string {
  const head = ['loss', 'dtype', 'passed', 'failed', 'declined', 'accurate', 'standard', 'lenient', 'worst'];
  const body = list.map((row) => [
    row.loss,
    row.dtype,
    String(row.passed + row.expected),
    String(row.failed),
    String(row.declined),
    String(row.byGrade.accurate),
    String(row.byGrade.standard),
    String(row.byGrade.lenient),
    row.worst.toFixed(2),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  const lines = body.map((cells, index) => ((list[index]?.failed ?? 0) > 0 ? paint.red(line(cells)) : line(cells)));
  const grade = tightest(list);
  const ending = grade && list.every(({ failed }) => failed === 0) ? [`Every passed vector is ${grade} or better.`] : [];
  return [paint.dim(line(head)), ...lines, ...ending].join('\n');
}

function failures({ verdicts, expected }: Examination, { again }: TextOptions, paint: Paint): string[] {
  const failed = verdicts.filter(({ status, address }) => status === 'failed' && !expected.has(address));
  return [...byLossAndDtype(failed).values()].flatMap((group) => {
    const shown = group.slice(0, SHOWN).map((verdict) => failure(verdict, again, paint));
    const rest = group.length - shown.length;
    return rest > 0 ? [...shown, `  … and ${rest} more of ${group[0]?.loss} in ${group[0]?.dtype}`] : shown;
  });
}

function byLossAndDtype(verdicts: readonly Verdict[]): ReadonlyMap<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = `${verdict.loss} ${verdict.dtype}`;
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  return groups;
}

function failure({ address, reason, deviations }: Verdict, again: string, paint: Paint): string {
  const [first] = [...deviations].sort((a, b) => b.distance - a.distance);
  const detail = first ? `\n    ${deviation(first)}` : '';
  return `${paint.red('FAIL')} ${address}: ${reason ?? ''}${detail}\n    see it: lossproof explain ${address}${again}`;
}

export function deviation({ output, entry, answered, expected, low, high, distance }: Deviation): string {
  const allowed = Number.isFinite(low) && low !== high ? `, allowed ${low} to ${high}` : '';
  const far = Number.isFinite(distance) ? `; ${distance.toPrecision(3)} times what is allowed` : '';
  return `${output}[${entry}] is ${answered}, exactly ${expected}${allowed}${far}`;
}

/** What only gates on request: missed `should` clauses. */
function improvements({ verdicts }: Examination): string[] {
  const misses = new Map<string, number>();
  for (const verdict of verdicts) for (const miss of verdict.misses) misses.set(miss, (misses.get(miss) ?? 0) + 1);
  return [...misses].map(([clause, count]) => `should: ${clause} is missed by ${count} vector${count === 1 ? '' : 's'}`);
}

function declinedReasons({ verdicts }: Examination): string[] {
  const reasons = new Map<string, number>();
  for (const { status, reason } of verdicts) {
    if (status === 'declined' && reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `declined: ${count} (${reason})`);
}

/** The last line of a run. */
export function closingLine(list: readonly Row[]): string {
  const { passed, failed, skipped } = totals(list);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
