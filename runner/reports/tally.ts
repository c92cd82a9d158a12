/** An examination in numbers: what passed, failed and was declined, by loss and dtype, and how it ends. */
import { type Grade, grades } from '../../spec/loss.ts';
import type { Examination } from '../examine.ts';
import { type Exit, gravest } from '../failure.ts';
import type { Verdict } from '../verdict.ts';

export interface Row {
  readonly loss: string;
  readonly dtype: string;
  readonly passed: number;
  readonly failed: number;
  readonly declined: number;
  readonly expected: number;
  /** Vectors whose best grade is this. */
  readonly byGrade: Readonly<Record<Grade, number>>;
  readonly misses: number;
  /** The largest distance of an allowed output, in units of what is allowed, and where. */
  readonly worst: number;
  readonly worstAt: string;
}

export const isLaw = (verdict: Verdict): boolean => verdict.address.split('/')[1]?.startsWith('law.') === true;

export function rows(examination: Examination): readonly Row[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of examination.verdicts) {
    const key = `${verdict.loss} ${verdict.dtype}`;
    const group = groups.get(key);
    if (group) group.push(verdict);
    else groups.set(key, [verdict]);
  }
  return [...groups.values()].map((group) => rowOf(group, examination));
}

function rowOf(group: readonly Verdict[], { expected }: Examination): Row {
  const count = (holds: (verdict: Verdict) => boolean): number => group.filter(holds).length;
  const worst = group.filter((one) => !isLaw(one)).reduce((a, b) => (b.worst > a.worst ? b : a), group[0] as Verdict);
  const byGrade = (grade: Grade): number => count((one) => one.grade === grade && one.status === 'passed');
  return {
    loss: worst.loss,
    dtype: worst.dtype,
    passed: count((one) => one.status === 'passed'),
    failed: count((one) => one.status === 'failed' && !expected.has(one.address)),
    declined: count((one) => one.status === 'declined'),
    expected: count((one) => expected.has(one.address)),
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

/** Expected failures count as passed, declined vectors as skipped. */
export function totals(list: readonly Row[]): Totals {
  const sum = (of: (row: Row) => number): number => list.reduce((total, row) => total + of(row), 0);
  return { passed: sum((row) => row.passed + row.expected), failed: sum((row) => row.failed), skipped: sum((row) => row.declined) };
}

/** Faults that are the subject's breach of the protocol; dying and hanging are judged vector by vector. */
const breaches = new Set(['garbage', 'unknown id', 'duplicate', 'late', 'partial line', 'too long', 'too much garbage', 'other hello']);

export function exitOf(examination: Examination): Exit {
  const { passed, failed } = totals(rows(examination));
  const ends: Exit[] = [];
  if (examination.faults.some(({ kind }) => breaches.has(kind))) ends.push('subjectAtFault');
  if (examination.verdicts.some(({ reason }) => reason?.startsWith('broke the protocol'))) ends.push('subjectAtFault');
  if (passed + failed === 0) ends.push('nothingRan');
  if (examination.incomplete !== undefined) ends.push('incomplete');
  if (failed > 0 || examination.stale.length > 0) ends.push('doesNotConform');
  return gravest(ends);
}

/** The narrowest grade that every passed vector of these rows reaches. */
export const tightest = (list: readonly Row[]): Grade | undefined =>
  [...grades].reverse().find((grade) => list.some((row) => row.byGrade[grade] > 0));
