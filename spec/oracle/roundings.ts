/** What one profile lets an operation round: how far each end of a range moves outward, and what stays exact. */
import type { Rounding } from '../formula/operators.ts';
import type { LibraryFunction, Profile } from '../profiles.ts';
import type { FloatDtype } from '../tensor.ts';
import { decided, type Enclosures, type Interval, notNaN, Undecided } from './enclosure.ts';
import { formats } from './formats.ts';
import { type Range, type Ranges, single } from './range.ts';

/** Roundings that an explanation leaves out to see what they cost. */
export type Spared = ReadonlySet<Rounding>;

/** 1 less, and 1 more, a relative error. */
export type Factors<R> = readonly [less: Interval<R>, more: Interval<R>];

export class Roundings<R> {
  private readonly reals: Enclosures<R>;
  private readonly ranges: Ranges<R>;
  private readonly profile: Profile;
  private readonly spared: Spared;
  /** What operations are done in. */
  readonly working: FloatDtype;
  readonly unit: number;
  /** The largest relative error of a sum, difference or product of two numbers. */
  readonly basic: number;
  readonly smallestNormal: Interval<R>;
  private readonly largest: R;
  private readonly normal: Interval<R>;
  /** Set when every result is rounded to a narrower dtype. */
  private readonly store:
    | { readonly unit: number; readonly tiny: Interval<R>; readonly normal: Interval<R>; readonly largest: R }
    | undefined;
  private readonly factors = new Map<number, Factors<R>>();

  constructor(reals: Enclosures<R>, ranges: Ranges<R>, profile: Profile, spared: Spared) {
    this.reals = reals;
    this.ranges = ranges;
    this.profile = profile;
    this.spared = spared;
    this.working = profile.computes ?? profile.dtype;
    const { unit, smallestNormal, largest } = formats[this.working];
    this.unit = unit;
    this.basic = (profile.rounding ?? 1) * unit;
    this.largest = reals.arithmetic.fromNumber(largest);
    this.smallestNormal = this.number(smallestNormal);
    this.normal = this.number(2 * smallestNormal); // a library function that errs may cross it
    if (profile.stores === 'every result') {
      const stored = formats[profile.dtype];
      this.store = {
        unit: stored.unit,
        tiny: this.number(stored.smallest / 2),
        normal: this.number(2 * stored.smallestNormal),
        largest: reals.arithmetic.fromNumber(stored.largest),
      };
    }
  }

  number(value: number): Interval<R> {
    return notNaN(this.reals.fromNumber(value));
  }

  /**
   * Exact in the formula; an implementation may hold it exactly, or rounded once to what it computes in. A parameter may
   * arrive stored; a constant of the formula may not, since 1e-12 would be 0 in float16.
   */
  literal(value: Interval<R>, mayBeStored: boolean): Range<R> {
    const held = this.reals.isPoint(value) && this.reals.arithmetic.fits(value.low, this.working);
    const rounded = held ? single(value) : this.widen(single(value), this.basic);
    return mayBeStored ? this.stored(rounded) : rounded;
  }

  /** An entry of an input is exact; one too small to be normal may be read as 0. */
  read(value: number): Range<R> {
    const exact = this.number(value);
    if (Math.abs(value) >= formats[this.working].smallestNormal) return single(exact);
    const ends = [exact, this.reals.zero];
    return { low: this.ranges.least(ends), high: this.ranges.greatest(ends), nan: false };
  }

  fits(value: Interval<R>): boolean {
    return (
      this.reals.isPoint(value) && this.reals.arithmetic.fits(value.low, this.store ? this.profile.dtype : this.working)
    );
  }

  /** Rounds to the narrower dtype, with gradual underflow, where the profile stores every result. */
  stored(range: Range<R>): Range<R> {
    const { store } = this;
    if (!store || (range.low === range.high && this.fits(range.low))) return range;
    const tiny = this.reaches(range, store.normal) ? store.tiny : undefined;
    const move = (end: Interval<R>, up: boolean): Interval<R> => this.outward(end, this.factor(store.unit), tiny, up);
    return this.bounded({ low: move(range.low, false), high: move(range.high, true), nan: range.nan }, store.largest);
  }

  /** An end past the largest number may have become ±∞. */
  bounded(range: Range<R>, largest = this.largest): Range<R> {
    const { arithmetic } = this.reals;
    const overflows = (value: Interval<R>): boolean => {
      if (!arithmetic.isFinite(value.low) || arithmetic.compare(value.high, largest) <= 0) return false;
      if (arithmetic.compare(value.low, largest) <= 0) throw new Undecided('an overflow');
      return true;
    };
    const infinity = { low: arithmetic.infinity, high: arithmetic.infinity };
    const minus = { low: arithmetic.negate(arithmetic.infinity), high: arithmetic.negate(arithmetic.infinity) };
    return {
      low: overflows(notNaN(this.reals.negate(range.low))) ? minus : range.low,
      high: overflows(range.high) ? infinity : range.high,
      nan: range.nan,
    };
  }

  round(image: Range<R>, rounding: Rounding, operands: readonly Range<R>[]): Range<R> {
    if (rounding === 'none' || this.spared.has(rounding)) return image;
    if (this.profile.inexact?.includes(rounding)) return this.widen(image, this.relative(rounding));
    const exact = operands.filter((operand) => this.ranges.isExact(operand));
    if (exact.some(({ low }) => this.reals.isZero(low))) return image; // x + 0, 0 / x, exp 0
    const scaled = this.scales(rounding, operands);
    // Another quotient may be computed as x · (1 / y).
    if ((rounding !== 'division' || scaled) && exact.length === operands.length && this.isHeld(image.low)) return image;
    return this.widen(image, scaled ? 0 : this.relative(rounding));
  }

  /** Whether a result has the digits of an operand: a product by ±2^k, a quotient by it. */
  private scales(rounding: Rounding, operands: readonly Range<R>[]): boolean {
    const factors = rounding === 'multiplication' ? operands : rounding === 'division' ? operands.slice(1) : [];
    return factors.some((factor) => this.ranges.isPowerOfTwo(factor));
  }

  /** Whether the profile bounds a quotient by every divisor of the range. */
  divides(divisor: Range<R>): boolean {
    const { divisors } = this.profile;
    if (!divisors) return true;
    const [least, most] = divisors.map((limit) => this.number(limit));
    return [divisor.low, divisor.high].every((end) => {
      const size = this.size(end);
      return this.ranges.order(size, least) >= 0 && this.ranges.order(size, most) <= 0;
    });
  }

  private size(value: Interval<R>): Interval<R> {
    return notNaN(this.reals.max([value, this.reals.negate(value)]));
  }

  private relative(rounding: Rounding): number {
    if (rounding === 'division') return this.profile.division * this.unit;
    const error = this.profile.ulps[rounding as LibraryFunction];
    return typeof error === 'number' ? 2 * error * this.unit : this.basic;
  }

  /** A number that the dtype holds, and that no flushing takes away. */
  private isHeld(value: Interval<R>): boolean {
    return this.fits(value) && this.ranges.order(this.size(value), this.smallestNormal) >= 0;
  }

  /** Moves both ends outward; what rounds or flushes keeps its sign, so no end crosses 0. */
  widen(range: Range<R>, relative: number): Range<R> {
    const { low, high, nan } = range;
    const tiny = this.reaches(range) ? this.smallestNormal : undefined;
    const factors = this.factor(relative);
    return { low: this.outward(low, factors, tiny, false), high: this.outward(high, factors, tiny, true), nan };
  }

  /** Whether a number of the range is nearer to 0 than the smallest normal one, where roundings are absolute. */
  reaches({ low, high }: Pick<Range<R>, 'low' | 'high'>, normal = this.normal): boolean {
    return [low, notNaN(this.reals.negate(high))].every((end) => this.ranges.order(end, normal) < 0);
  }

  /** @param absolute left out where the range stays clear of what underflows */
  outward(end: Interval<R>, [less, more]: Factors<R>, absolute: Interval<R> | undefined, up: boolean): Interval<R> {
    const { reals } = this;
    const sign = decided(reals.signOf(end), 'the sign of an end');
    if (sign === 0) return end;
    const grows = sign > 0 === up;
    const scaled = reals.multiply(end, grows ? more : less);
    const moved = notNaN(absolute ? reals.add(scaled, up ? absolute : reals.negate(absolute)) : scaled);
    if (grows) return moved;
    return up ? this.ranges.least([moved, reals.zero]) : this.ranges.greatest([moved, reals.zero]);
  }

  private factor(relative: number): Factors<R> {
    const known = this.factors.get(relative);
    if (known) return known;
    const made = this.factorsOf(this.number(relative));
    this.factors.set(relative, made);
    return made;
  }

  factorsOf(relative: Interval<R>): Factors<R> {
    const { reals } = this;
    return [notNaN(reals.subtract(reals.one, relative)), notNaN(reals.add(reals.one, relative))];
  }
}
