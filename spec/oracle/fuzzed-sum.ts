/** Sums in the fuzzed reading: in any order, by any tree, with or without atomics. */
import type { Profile } from '../profiles.ts';
import type { Enclosure, Enclosures, Interval } from './enclosure.ts';
import { formats } from './formats.ts';
import { type Range, type Ranges, single } from './range.ts';
import type { Roundings, Spared } from './roundings.ts';

export class FuzzedSums<R> {
  private readonly reals: Enclosures<R>;
  private readonly ranges: Ranges<R>;
  private readonly roundings: Roundings<R>;
  private readonly profile: Profile;
  private readonly spared: Spared;

  constructor(reals: Enclosures<R>, ranges: Ranges<R>, roundings: Roundings<R>, profile: Profile, spared: Spared) {
    this.reals = reals;
    this.ranges = ranges;
    this.roundings = roundings;
    this.profile = profile;
    this.spared = spared;
  }

  /**
   * A sum in any order, by any tree, with or without atomics: |ŝ − s| ≤ (n − 1)·u·Σ|xᵢ|
   * (Jeannerod and Rump 2013; Lange and Rump 2017). Exact when every partial sum is.
   */
  sum(terms: readonly Range<R>[]): Range<R> {
    const { reals } = this;
    const kept = terms.filter((term) => !(this.ranges.isExact(term) && reals.isZero(term.low)));
    const [first] = kept;
    if (!first) return single(reals.zero);
    if (kept.length === 1) return first;
    const total = (ends: readonly Interval<R>[]): Enclosure<R> =>
      ends.reduce<Enclosure<R>>((sum, end) => reals.add(sum, end), reals.zero);
    const low = total(kept.map((term) => term.low));
    const high = total(kept.map((term) => term.high));
    if (low === 'NaN' || high === 'NaN') return this.ranges.anything();
    const { arithmetic } = reals;
    if (
      !arithmetic.isFinite(low.low) &&
      !arithmetic.isFinite(high.high) &&
      arithmetic.compare(low.low, high.high) !== 0
    ) {
      return this.ranges.anything();
    }
    const nan = kept.some((term) => term.nan);
    if (kept.every((term) => this.ranges.isExact(term)) && this.addsExactly(kept)) return { low, high: low, nan };
    if (!arithmetic.isFinite(low.low) || !arithmetic.isFinite(high.high)) return { low, high, nan };
    if (this.spared.has('sum')) return this.roundings.bounded({ low, high, nan });
    const slack = this.slack(kept);
    const [lower, upper] = [reals.subtract(low, slack), reals.add(high, slack)];
    if (lower === 'NaN' || upper === 'NaN') throw new Error('the slack of a sum became NaN');
    const positive = kept.every((term) => this.ranges.signAtLeast(term.low));
    const negative = kept.every((term) => this.ranges.signAtMost(term.high));
    const range = this.roundings.bounded({
      low: positive ? this.ranges.greatest([lower, reals.zero]) : lower,
      high: negative ? this.ranges.least([upper, reals.zero]) : upper,
      nan,
    });
    return positive || negative ? range : this.partly(range, kept, slack);
  }

  /** Terms of both signs may overflow on the way to a sum that does not: all of one sign may come first. */
  private partly(range: Range<R>, terms: readonly Range<R>[], slack: Enclosure<R>): Range<R> {
    const { reals } = this;
    const rising = terms
      .map(({ high }) => this.ranges.greatest([high, reals.zero]))
      .reduce<Enclosure<R>>((a, b) => reals.add(a, b), slack);
    const falling = terms
      .map(({ low }) => this.ranges.least([low, reals.zero]))
      .reduce<Enclosure<R>>((a, b) => reals.add(a, b), reals.negate(slack));
    if (rising === 'NaN' || falling === 'NaN') throw new Error('part of a sum became NaN');
    const parts = this.roundings.bounded({ low: falling, high: rising, nan: false });
    const [up, down] = [parts.high !== rising, parts.low !== falling];
    if (up && down) return this.ranges.anything();
    return { ...range, ...(up ? { high: parts.high } : {}), ...(down ? { low: parts.low } : {}) };
  }

  private slack(terms: readonly Range<R>[]): Enclosure<R> {
    const { reals } = this;
    const steps = terms.length - 1;
    const magnitudes = terms
      .map(({ low, high }) => reals.max([high, reals.negate(low)]))
      .reduce((sum, magnitude) => reals.add(sum, magnitude));
    const rounding = reals.multiply(magnitudes, this.roundings.number(this.relative(steps)));
    if (!this.profile.flushes) return rounding;
    return reals.add(rounding, reals.multiply(this.roundings.tiny, this.roundings.number(steps)));
  }

  /** Rounded up or down, the factor is (1 + ε)^steps − 1 ≤ steps·ε / (1 − steps·ε) (Higham 2002, lemma 3.1). */
  private relative(steps: number): number {
    const { basic, unit } = this.roundings;
    return basic === unit ? steps * unit : (steps * basic) / (1 - steps * basic);
  }

  /** All terms are whole multiples of one unit, and their magnitudes add up to what the dtype counts in it. */
  private addsExactly(terms: readonly Range<R>[]): boolean {
    const { arithmetic } = this.reals;
    let finest = Number.POSITIVE_INFINITY;
    let magnitude = 0;
    for (const { low } of terms) {
      if (!arithmetic.fits(low.low, this.roundings.working)) return false;
      const value = Math.abs(arithmetic.nearest(low.low, 'float64'));
      if (!Number.isFinite(value)) return true;
      finest = Math.min(finest, lowestBit(value));
      magnitude += value;
    }
    const { smallestNormal, largest } = formats[this.roundings.working];
    return finest >= smallestNormal && magnitude <= largest && magnitude <= finest / (this.roundings.unit / 2) / 2;
  }
}

/** The value of the lowest set bit of a positive finite number. */
function lowestBit(value: number): number {
  let bit = 2 ** Math.floor(Math.log2(value));
  for (let rest = value; rest > 0; bit /= 2) {
    if (rest < bit) continue;
    rest -= bit;
    if (rest === 0) return bit;
  }
  return bit;
}
