/** A run as machines read it; spec/schema/report.schema.json describes it. */
import { type Scalar, toScalar } from '../../spec/tensor.ts';
import type { Diagnosis } from '../diagnose.ts';
import type { Examination } from '../examine.ts';
import type { Deviation, Verdict } from '../verdict.ts';
import { isExpected, type Row, rows, totals } from './tally.ts';

export const REPORT_FORMAT = 1;

/** A subject that could not be examined. */
export interface NotStarted {
  readonly name: string;
  readonly why: string;
}

/** @param exit the code with which the run ends */
export const jsonReport = (
  subjects: readonly object[],
  notStarted: readonly NotStarted[],
  all: readonly Row[],
  exit: number,
): object => ({ format: REPORT_FORMAT, exit, totals: totals(all), subjects, notStarted });

/** @param exit the code with which a run of this subject alone would end */
export function subjectReport(examination: Examination, diagnoses: readonly Diagnosis[], exit: number): object {
  const { hello, verdicts, faults, stale, incomplete, milliseconds } = examination;
  const { name, version, language, device, dialect } = hello;
  const list = rows(examination);
  return {
    subject: { name, version, language, device, dialect },
    exit,
    milliseconds: Math.round(milliseconds),
    totals: totals(list),
    losses: list.map((row) => ({ ...row, worst: toScalar(row.worst) })),
    verdicts: verdicts.map((verdict) => spelled(verdict, isExpected(examination, verdict))),
    diagnoses,
    faults,
    stale,
    incomplete: incomplete ?? null,
  };
}

const spelled = (verdict: Verdict, expected: boolean): object => ({
  ...verdict,
  worst: toScalar(verdict.worst),
  expected,
  deviations: verdict.deviations.map(spelledDeviation),
});

/** JSON has no word for NaN and infinity. */
const spelledDeviation = (one: Deviation): Readonly<Record<keyof Deviation, Scalar>> => ({
  ...one,
  answered: toScalar(one.answered),
  expected: toScalar(one.expected),
  low: toScalar(one.low),
  high: toScalar(one.high),
  distance: toScalar(one.distance),
});
