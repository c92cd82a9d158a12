/** Sums in the fuzzed reading: in any order, by any tree, with or without atomics. */
import { type Enclosure, type Enclosures, type Interval, notNaN } from './enclosure.ts';
import { formats } from './formats.ts';
import type { Range, Ranges } from './range.ts';
import type { Roundings, Spared } from './roundings.ts';

export class FuzzedSums<R> {
  private readonly reals: Enclosures<R>;
  private readonly ranges: Ranges<R>;
  private readonly roundings: Roundings<R>;
  private readonly spared: Spared;

  constructor(reals: Enclosures<R>, ranges: Ranges<R>, roundings: Roundings<R>, spared: Spared) {
    this.reals = reals;
    this.ranges = ranges;
    this.roundings = roundings;
    this.spared = spared;
  }

  /**
   * A sum in any order, by any tree, with or without atomics: |ŝ − s| ≤ (n − 1)·u·Σ|xᵢ|
   * (Jeannerod and Rump 2013; Lange and Rump 2017). Exact when every partial sum is.
   */
  sum(terms: readonly Range<R>[]): Range<R> {
    const { reals, ranges } = this;
    const kept = terms.filter((term) => !(ranges.isExact(term) && reals.isZero(term.low)));
    const [first, ...others] = kept;
    if (first && others.length === 0) return first;
    const nan = kept.some((term) => term.nan);
    const [lows, highs] = [kept.map(({ low }) => low), kept.map(({ high }) => high)];
    if (kept.every((term) => ranges.isExact(term)) && this.addsExactly(lows)) {
      const total = this.total(lows);
      return { low: total, high: total, nan };
    }
    const slack = this.slack(kept);
    const back = reals.negate(slack);
    // Terms of both signs may overflow on the way to a sum that does not: all of one sign may come first.
    const falling = this.total([...lows.map((end) => ranges.least([end, reals.zero])), back]);
    const rising = this.total([...highs.map((end) => ranges.greatest([end, reals.zero])), slack]);
    const parts = this.roundings.bounded({ low: falling, high: rising, nan });
    const [down, up] = [parts.low, parts.high].map((end) => !reals.arithmetic.isFinite(end.low));
    if (down && up) return ranges.anything();
    const [least, most] = [this.total([...lows, back]), this.total([...highs, slack])];
    // What rounds or flushes does not cross 0 where no term does.
    const low = lows.every((end) => ranges.signAtLeast(end)) ? ranges.greatest([least, reals.zero]) : least;
    const high = highs.every((end) => ranges.signAtMost(end)) ? ranges.least([most, reals.zero]) : most;
    return { low: down ? parts.low : low, high: up ? parts.high : high, nan };
  }

  private total(terms: readonly Enclosure<R>[]): Interval<R> {
    return notNaN(terms.reduce((sum, term) => this.reals.add(sum, term), this.reals.zero));
  }

  /** Of a term that may be infinite only the finite end counts: x + k·|x| rises with x, and x − k·|x| too. */
  private slack(terms: readonly Range<R>[]): Interval<R> {
    const { reals, roundings } = this;
    if (this.spared.has('sum')) return reals.zero;
    const steps = terms.length - 1;
    const sizes = terms.map(({ low, high }) => {
      const ends = [low, high].filter((end) => reals.arithmetic.isFinite(end.low));
      return reals.max([reals.zero, ...ends, ...ends.map((end) => reals.negate(end))]);
    });
    const rounding = reals.multiply(this.total(sizes), roundings.number(this.relative(steps)));
    return this.total([rounding, reals.multiply(roundings.smallestNormal, roundings.number(steps))]);
  }

  /** Rounded up or down, the factor is (1 + ε)^steps − 1 ≤ steps·ε / (1 − steps·ε) (Higham 2002, lemma 3.1). */
  private relative(steps: number): number {
    const { basic, unit } = this.roundings;
    return basic === unit ? steps * unit : (steps * basic) / (1 - steps * basic);
  }

  /** All terms are whole multiples of one unit, and their magnitudes add up to what the dtype counts in it. */
  private addsExactly(terms: readonly Interval<R>[]): boolean {
    const { arithmetic } = this.reals;
    const { unit, working } = this.roundings;
    const { smallestNormal, largest } = formats[working];
    if (!terms.every(({ low }) => arithmetic.fits(low, working))) return false;
    const values = terms.map(({ low }) => Math.abs(arithmetic.nearest(low, 'float64')));
    let finest = 2 ** 1023;
    for (const value of values) while (finest >= smallestNormal && value % finest !== 0) finest /= 2;
    // Each difference is exact as long as something is left.
    const left = values.reduce((room, value) => room - value, Math.min(largest, finest / unit));
    return finest >= smallestNormal && left >= 0;
  }
}
