/** An examination as machines read it; spec/schema/report.schema.json describes it. */
import { toScalar } from '../../spec/tensor.ts';
import type { Examination } from '../examine.ts';
import { rows, totals } from './tally.ts';

export const REPORT_FORMAT = 1;

export function jsonReport(examination: Examination, exit: number): object {
  const { hello, verdicts, expected, faults, stale, incomplete } = examination;
  const list = rows(examination);
  return {
    format: REPORT_FORMAT,
    subject: { name: hello.name, version: hello.version, language: hello.language, device: hello.device, dialect: hello.dialect },
    exit,
    totals: totals(list),
    losses: list.map((row) => ({ ...row, worst: toScalar(row.worst) })),
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      worst: toScalar(verdict.worst),
      expected: expected.has(verdict.address),
      deviations: verdict.deviations.map((one) => ({
        ...one,
        answered: toScalar(one.answered),
        expected: toScalar(one.expected),
        low: toScalar(one.low),
        high: toScalar(one.high),
        distance: toScalar(one.distance),
      })),
    })),
    faults,
    stale,
    incomplete: incomplete ?? null,
  };
}
