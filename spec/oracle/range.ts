/** Ranges of values with enclosed ends: their order, their hull, and what of them is exact. */
import { decided, type Enclosures, type Interval } from './enclosure.ts';

/** Every value between the ends; `nan` when NaN is possible too; 'NaN' when nothing else is. */
export type Fuzzy<R> = Range<R> | 'NaN';

export interface Range<R> {
  readonly low: Interval<R>;
  readonly high: Interval<R>;
  readonly nan: boolean;
}

/** The one value there is. */
export const single = <R>(value: Interval<R>): Range<R> => ({ low: value, high: value, nan: false });

export class Ranges<R> {
  private readonly reals: Enclosures<R>;

  constructor(reals: Enclosures<R>) {
    this.reals = reals;
  }

  isExact({ low, high }: Range<R>): boolean {
    return low === high && this.reals.isPoint(low);
  }

  /** @throws Undecided where it depends on what the enclosures hold */
  order(a: Interval<R>, b: Interval<R>): -1 | 0 | 1 {
    return decided(this.reals.order(a, b), 'a comparison');
  }

  /** Two ends that are the same number are one. */
  collapsed(range: Range<R>): Range<R> {
    const { low, high, nan } = range;
    return low !== high && this.reals.order(low, high) === 0 ? { low, high: low, nan } : range;
  }

  isUnbounded({ low, high }: Range<R>): boolean {
    return !this.reals.arithmetic.isFinite(low.low) || !this.reals.arithmetic.isFinite(high.high);
  }

  signAtLeast(end: Interval<R>): boolean {
    return this.reals.arithmetic.sign(end.low) >= 0;
  }

  signAtMost(end: Interval<R>): boolean {
    return this.reals.arithmetic.sign(end.high) <= 0;
  }

  /** Whether every value has the same sign, and none is zero unless all are. */
  keepsSign({ low, high }: Range<R>): boolean {
    const [first, last] = [low, high].map((end) => decided(this.reals.signOf(end), 'the sign of a divisor'));
    return first === last;
  }

  /** ∞ · 0 is NaN, also where the 0 is no end. */
  infinityMeetsZero(factors: readonly Range<R>[]): boolean {
    const mayBeZero = factors.map(({ low, high }) => this.signAtMost(low) && this.signAtLeast(high));
    return factors.some((factor, index) => this.isUnbounded(factor) && mayBeZero[1 - index]);
  }

  least(list: readonly Interval<R>[]): Interval<R> {
    const { arithmetic } = this.reals;
    return list.reduce((a, b) => ({
      low: arithmetic.compare(a.low, b.low) <= 0 ? a.low : b.low,
      high: arithmetic.compare(a.high, b.high) <= 0 ? a.high : b.high,
    }));
  }

  greatest(list: readonly Interval<R>[]): Interval<R> {
    const { arithmetic } = this.reals;
    return list.reduce((a, b) => ({
      low: arithmetic.compare(a.low, b.low) >= 0 ? a.low : b.low,
      high: arithmetic.compare(a.high, b.high) >= 0 ? a.high : b.high,
    }));
  }

  /** The smallest range around both. */
  union(a: Fuzzy<R>, b: Fuzzy<R>): Fuzzy<R> {
    if (a === 'NaN' || b === 'NaN') {
      const other = a === 'NaN' ? b : a;
      return other === 'NaN' ? other : { ...other, nan: true };
    }
    return a === b ? a : this.hull(a, b);
  }

  hull(a: Range<R>, b: Range<R>): Range<R> {
    return { low: this.least([a.low, b.low]), high: this.greatest([a.high, b.high]), nan: a.nan || b.nan };
  }

  anything(): Range<R> {
    const { arithmetic } = this.reals;
    const [plus, minus] = [arithmetic.infinity, arithmetic.negate(arithmetic.infinity)];
    return { low: { low: minus, high: minus }, high: { low: plus, high: plus }, nan: true };
  }

  isPowerOfTwo(operand: Range<R>): boolean {
    if (!this.isExact(operand)) return false;
    const value = Math.abs(this.reals.arithmetic.nearest(operand.low.low, 'float64'));
    return Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value;
  }
}
