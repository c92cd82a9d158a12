/** How wide the acceptance is: half-widths of intervals in units of the last place of the exact answer. */
import { type Grade, grades } from '../spec/loss.ts';
import { formats } from '../spec/oracle/formats.ts';
import { profiles } from '../spec/profiles.ts';
import { type FloatDtype, fromScalar, type Scalar } from '../spec/tensor.ts';
import type { Interval, Intervals, OutputTensor } from '../vectors/format.ts';
import { answersOf } from './answers.ts';
import type { Material } from './material.ts';

export interface Widths {
  readonly profile: string;
  readonly output: string;
  /** A grade that promises nothing here, or that no interval is stored for, is missing. */
  readonly byGrade: ReadonlyMap<Grade, { readonly median: number; readonly largest: number }>;
}

/** By profile, then by output, over the first answer of every vector. */
export function widthsOf({ vectors, acceptance }: Material): readonly Widths[] {
  return [...profiles.values()].flatMap(({ name: profile, dtype }) => {
    const found = new Map<string, Map<Grade, number[]>>();
    for (const { id, outcomes } of vectors) {
      const [answer] = answersOf(outcomes);
      const intervals = acceptance.get(profile)?.vectors[id]?.[0];
      if (!answer || !intervals) continue;
      const outputs: Readonly<Record<string, OutputTensor>> = { loss: answer.loss, ...answer.gradients };
      for (const [output, { data }] of Object.entries(outputs)) {
        const byGrade = found.get(output) ?? new Map<Grade, number[]>();
        found.set(output, byGrade);
        for (const [grade, interval] of everyGrade(intervals[output] ?? {})) {
          byGrade.set(grade, [...(byGrade.get(grade) ?? []), ...halfWidths(data, interval, dtype)]);
        }
      }
    }
    return [...found].map(([output, byGrade]) => ({ profile, output, byGrade: summary(byGrade) }));
  });
}

/** A grade that is left out equals the next narrower one; where there is none, it promises nothing. */
function everyGrade(intervals: Intervals): ReadonlyMap<Grade, Interval> {
  const all = new Map<Grade, Interval>();
  let narrower: Interval | undefined;
  for (const grade of grades) {
    narrower = intervals[grade] ?? narrower;
    if (narrower) all.set(grade, narrower);
  }
  return all;
}

/** Entries that are 0 or not finite have no last place and are left out. */
export function halfWidths(data: readonly Scalar[], [low, high]: Interval, dtype: FloatDtype): readonly number[] {
  return data.flatMap((scalar, entry) => {
    const value = Math.abs(Number(fromScalar(scalar)));
    if (!(value > 0 && Number.isFinite(value))) return [];
    const width = Number(fromScalar(high[entry] ?? 'NaN')) - Number(fromScalar(low[entry] ?? 'NaN'));
    return [width / 2 / lastPlace(value, dtype)];
  });
}

/** The distance between the numbers of a dtype around `value`, which is above 0. */
export function lastPlace(value: number, dtype: FloatDtype): number {
  const { unit, smallest } = formats[dtype];
  let power = 2 ** Math.floor(Math.log2(value));
  if (power > value) power /= 2;
  if (power * 2 <= value) power *= 2;
  return Math.max(2 * unit * power, smallest);
}

function summary(byGrade: ReadonlyMap<Grade, readonly number[]>): Widths['byGrade'] {
  return new Map(
    [...byGrade].flatMap(([grade, widths]) => {
      const sorted = [...widths].sort((a, b) => a - b);
      const median = sorted[Math.floor((sorted.length - 1) / 2)];
      return median === undefined ? [] : [[grade, { median, largest: sorted[sorted.length - 1] ?? median }] as const];
    }),
  );
}
