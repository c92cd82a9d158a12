/** The sums of answers that a law keeps at 0: what a judge needs of a law, without the spec. */
import type { Enclosures, Interval } from '../spec/oracle/enclosure.ts';

/** A factor, the output it multiplies ("loss", "input_gradient", "shifted.loss") and that output's entry; or a constant. */
export type Term = readonly [factor: number, output: string, entry: number] | readonly [constant: number];

/** What a law's lines call an output of one of its questions. */
export const outputName = (question: string, output: string): string =>
  `${question === '' ? '' : `${question}.`}${output === 'loss' ? output : `${output}_gradient`}`;

export interface Range<R> {
  readonly low: Interval<R>;
  readonly high: Interval<R>;
}

/** The range of a sum, when each answer lies in the range that `of` tells. Factors are whole. */
export function sumOf<R>(
  reals: Enclosures<R>,
  terms: readonly Term[],
  of: (output: string, entry: number) => Range<R>,
): Range<R> {
  return terms.reduce<Range<R>>(
    (sum, [factor, output, entry]) => {
      const scale = finite(reals.fromNumber(factor));
      const one = { low: reals.one, high: reals.one };
      const { low, high } = output === undefined || entry === undefined ? one : of(output, entry);
      const ends = [finite(reals.multiply(scale, low)), finite(reals.multiply(scale, high))] as const;
      const [least, most] = factor < 0 ? [ends[1], ends[0]] : ends;
      return { low: finite(reals.add(sum.low, least)), high: finite(reals.add(sum.high, most)) };
    },
    { low: reals.zero, high: reals.zero },
  );
}

const finite = <R>(value: Interval<R> | 'NaN'): Interval<R> => {
  if (value === 'NaN') throw new Error('a law speaks of finite answers');
  return value;
};
