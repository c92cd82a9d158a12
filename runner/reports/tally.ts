/** An examination in numbers: what passed, failed and was declined, by loss and dtype, and how it ends. */
import { type Grade, grades } from '../../spec/loss.ts';
import type { Examination } from '../examine.ts';
import { type Exit, gravest } from '../failure.ts';
import type { Verdict } from '../verdict.ts';
import { isBreach } from './faults.ts';

export interface Row {
  readonly loss: string;
  readonly dtype: string;
  readonly passed: number;
  readonly failed: number;
  readonly declined: number;
  readonly unanswered: number;
  readonly expected: number;
  /** Vectors whose best grade is this. */
  readonly byGrade: Readonly<Record<Grade, number>>;
  readonly misses: number;
  /** The largest distance of an allowed output, in units of what is allowed, and where. */
  readonly worst: number;
  readonly worstAt: string;
}

export const isLaw = (verdict: Verdict): boolean => verdict.address.split('/')[1]?.startsWith('law.') === true;

export const isExpected = ({ expected }: Pick<Examination, 'expected'>, { address }: Verdict): boolean =>
  expected.has(address);

type Judged = Pick<Examination, 'verdicts' | 'expected'>;

/** By loss and dtype, in the order of the verdicts. */
export function grouped(verdicts: readonly Verdict[]): readonly (readonly Verdict[])[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = `${verdict.loss} ${verdict.dtype}`;
    const group = groups.get(key);
    if (group) group.push(verdict);
    else groups.set(key, [verdict]);
  }
  return [...groups.values()];
}

/** Of one that is not over yet, too. */
export const rows = (examination: Judged): readonly Row[] =>
  grouped(examination.verdicts).map((group) => rowOf(group, examination));

function rowOf(group: readonly Verdict[], examination: Judged): Row {
  const count = (holds: (verdict: Verdict) => boolean): number => group.filter(holds).length;
  const worst = group.reduce((a, b) => (b.worst > a.worst ? b : a));
  const byGrade = (grade: Grade): number => count((one) => one.grade === grade && one.status === 'passed');
  return {
    loss: worst.loss,
    dtype: worst.dtype,
    passed: count((one) => one.status === 'passed'),
    failed: count((one) => one.status === 'failed' && !isExpected(examination, one)),
    declined: count((one) => one.status === 'declined'),
    unanswered: count((one) => one.status === 'unanswered'),
    expected: count((one) => isExpected(examination, one)),
    byGrade: { accurate: byGrade('accurate'), standard: byGrade('standard'), lenient: byGrade('lenient') },
    misses: count((one) => one.misses.length > 0),
    worst: worst.worst,
    worstAt: worst.address,
  };
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Expected failures count as passed; what was declined, or never asked, as skipped. */
export function totals(list: readonly Row[]): Totals {
  const sum = (of: (row: Row) => number): number => list.reduce((total, row) => total + of(row), 0);
  return {
    passed: sum((row) => row.passed + row.expected),
    failed: sum((row) => row.failed),
    skipped: sum((row) => row.declined + row.unanswered),
  };
}

/** Failures that were expected are none; everything else that is wrong has its code, and the gravest one counts. */
export function exitOf(examination: Examination): Exit {
  const { faults, verdicts, stale, incomplete } = examination;
  const { passed, failed } = totals(rows(examination));
  const came = (outcome: Verdict['outcome']): boolean => verdicts.some((verdict) => verdict.outcome === outcome);
  const ends: Exit[] = [];
  if (faults.some(({ kind }) => isBreach(kind)) || came('broken')) ends.push('subjectAtFault');
  if (passed + failed === 0 && incomplete === undefined) ends.push('nothingRan');
  if (incomplete !== undefined) ends.push('incomplete');
  if (failed > 0 || stale.length > 0) ends.push('doesNotConform');
  // It died or hung, and yet answered everything once it was started again: by luck.
  if (faults.length > 0 && !came('no-answer')) ends.push('doesNotConform');
  return gravest(ends);
}

/** The narrowest grade that every passed vector of these rows reaches. */
export const tightest = (list: readonly Row[]): Grade | undefined =>
  [...grades].reverse().find((grade) => list.some((row) => row.byGrade[grade] > 0));
