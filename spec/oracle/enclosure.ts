/**
 * Intervals that surely hold the exact result: reals extended by IEEE 754's rules for special values.
 * An infinite end of an interval with two different ends is a bound; an interval of one infinite point is the value ±∞.
 */
import type { FloatDtype } from '../tensor.ts';
import type { Arithmetic } from './arithmetic.ts';

export interface Interval<R> {
  readonly low: R;
  readonly high: R;
}

export type Enclosure<R> = Interval<R> | 'NaN';

/** The working precision cannot tell; ask again with more bits. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/** An interval, where a rule already keeps NaN away. */
export function notNaN<R>(value: Enclosure<R>): Interval<R> {
  if (value === 'NaN') throw new RangeError('no interval is NaN');
  return value;
}

/** What is known of a question. @throws Undecided where nothing is */
export function decided<T>(answer: T | undefined, question: string): T {
  if (answer === undefined) throw new Undecided(question);
  return answer;
}

const undecided = (question: string): never => {
  throw new Undecided(question);
};

/** Interval operations on one arithmetic at one precision. */
export class Enclosures<R> {
  readonly arithmetic: Arithmetic<R>;
  readonly bits: number;
  readonly zero: Interval<R>;
  readonly one: Interval<R>;

  constructor(arithmetic: Arithmetic<R>, bits: number) {
    this.arithmetic = arithmetic;
    this.bits = bits;
    this.zero = this.point(arithmetic.zero);
    this.one = this.point(arithmetic.one);
  }

  private point(value: R): Interval<R> {
    return { low: value, high: value };
  }

  private infinite(sign: number): Interval<R> {
    const { infinity } = this.arithmetic;
    return this.point(sign < 0 ? this.arithmetic.negate(infinity) : infinity);
  }

  fromNumber(value: number): Enclosure<R> {
    return Number.isNaN(value) ? 'NaN' : this.point(this.arithmetic.fromNumber(value));
  }

  fromDecimal(text: string): Interval<R> {
    const low = this.arithmetic.fromDecimal(text, this.bits, 'down');
    const high = this.arithmetic.fromDecimal(text, this.bits, 'up');
    return this.arithmetic.compare(low, high) === 0 ? this.point(low) : { low, high };
  }

  isPoint(a: Interval<R>): boolean {
    return a.low === a.high || this.arithmetic.compare(a.low, a.high) === 0;
  }

  isZero(a: Interval<R>): boolean {
    return this.arithmetic.sign(a.low) === 0 && this.arithmetic.sign(a.high) === 0;
  }

  isInfinite(a: Interval<R>): boolean {
    return !this.arithmetic.isFinite(a.low) && this.isPoint(a);
  }

  /** The sign of every number in a, or `undefined` when they differ. */
  signOf(a: Interval<R>): -1 | 0 | 1 | undefined {
    const [low, high] = [this.arithmetic.sign(a.low), this.arithmetic.sign(a.high)];
    if (low === high) return low;
    return undefined;
  }

  /** Whether a ≤ b, a ≥ b for all their numbers: −1 below, 0 equal, 1 above, `undefined` when it depends. */
  order(a: Interval<R>, b: Interval<R>): -1 | 0 | 1 | undefined {
    if (this.arithmetic.compare(a.high, b.low) < 0) return -1;
    if (this.arithmetic.compare(a.low, b.high) > 0) return 1;
    return this.isPoint(a) && this.isPoint(b) && this.arithmetic.compare(a.low, b.low) === 0 ? 0 : undefined;
  }

  private pair(low: R, high: R): Interval<R> {
    return this.arithmetic.compare(low, high) === 0 ? this.point(low) : { low, high };
  }

  negate(a: Enclosure<R>): Enclosure<R> {
    if (a === 'NaN') return a;
    const low = this.arithmetic.negate(a.high);
    return a.low === a.high ? this.point(low) : { low, high: this.arithmetic.negate(a.low) };
  }

  add(a: Enclosure<R>, b: Enclosure<R>): Enclosure<R> {
    if (a === 'NaN' || b === 'NaN') return 'NaN';
    if (this.isInfinite(a)) return this.isInfinite(b) && this.signOf(a) !== this.signOf(b) ? 'NaN' : a;
    if (this.isInfinite(b)) return b;
    const { arithmetic, bits } = this;
    return this.pair(arithmetic.add(a.low, b.low, bits, 'down'), arithmetic.add(a.high, b.high, bits, 'up'));
  }

  subtract(a: Enclosure<R>, b: Enclosure<R>): Enclosure<R> {
    return this.add(a, this.negate(b));
  }

  multiply(a: Enclosure<R>, b: Enclosure<R>): Enclosure<R> {
    if (a === 'NaN' || b === 'NaN') return 'NaN';
    if (this.isInfinite(a) || this.isInfinite(b)) return this.infiniteProduct(a, b);
    const down = (x: R, y: R): R => this.end(x, y, 'down');
    const up = (x: R, y: R): R => this.end(x, y, 'up');
    const [signA, signB] = [this.signOf(a), this.signOf(b)];
    if (signA === 0 || signB === 0) return this.zero;
    if (signA === 1 && signB === 1) return this.pair(down(a.low, b.low), up(a.high, b.high));
    if (signA === -1 && signB === -1) return this.pair(down(a.high, b.high), up(a.low, b.low));
    if (signA === 1 && signB === -1) return this.pair(down(a.high, b.low), up(a.low, b.high));
    if (signA === -1 && signB === 1) return this.pair(down(a.low, b.high), up(a.high, b.low));
    const corners: readonly (readonly [R, R])[] = [
      [a.low, b.low],
      [a.low, b.high],
      [a.high, b.low],
      [a.high, b.high],
    ];
    return this.pair(
      this.smallest(corners.map(([x, y]) => down(x, y))),
      this.largest(corners.map(([x, y]) => up(x, y))),
    );
  }

  /** One end of a product; an infinite bound times zero is zero, since what it bounds is finite. */
  private end(x: R, y: R, direction: 'down' | 'up'): R {
    const { arithmetic } = this;
    if (arithmetic.sign(x) === 0 || arithmetic.sign(y) === 0) return arithmetic.zero;
    return arithmetic.multiply(x, y, this.bits, direction);
  }

  private infiniteProduct(a: Interval<R>, b: Interval<R>): Enclosure<R> {
    const [signA, signB] = [this.signOf(a), this.signOf(b)];
    if (signA === undefined || signB === undefined) return undecided('the sign of a factor of ∞');
    return signA * signB === 0 ? 'NaN' : this.infinite(signA * signB);
  }

  divide(a: Enclosure<R>, b: Enclosure<R>): Enclosure<R> {
    if (a === 'NaN' || b === 'NaN') return 'NaN';
    if (this.isInfinite(b)) return this.isInfinite(a) ? 'NaN' : this.zero;
    const signB = this.signOf(b);
    if (signB === undefined) return undecided('the sign of a divisor');
    if (this.isInfinite(a)) return this.infinite((this.signOf(a) ?? 0) * (signB || 1));
    if (signB === 0) {
      const signA = this.signOf(a);
      if (signA === undefined) return undecided('the sign of what is divided by zero');
      return signA === 0 ? 'NaN' : this.infinite(signA);
    }
    const { arithmetic, bits } = this;
    const quotient = (x: R, y: R, direction: 'down' | 'up'): R =>
      arithmetic.isFinite(y) ? arithmetic.divide(x, y, bits, direction) : arithmetic.zero;
    const corners: readonly (readonly [R, R])[] =
      a.low === a.high && b.low === b.high
        ? [[a.low, b.low]]
        : [
            [a.low, b.low],
            [a.low, b.high],
            [a.high, b.low],
            [a.high, b.high],
          ];
    return this.pair(
      this.smallest(corners.map(([x, y]) => quotient(x, y, 'down'))),
      this.largest(corners.map(([x, y]) => quotient(x, y, 'up'))),
    );
  }

  private smallest(list: readonly R[]): R {
    return list.reduce((best, item) => (this.arithmetic.compare(item, best) < 0 ? item : best));
  }

  private largest(list: readonly R[]): R {
    return list.reduce((best, item) => (this.arithmetic.compare(item, best) > 0 ? item : best));
  }

  exp(a: Enclosure<R>): Enclosure<R> {
    return this.rising(a, 'exp');
  }

  expm1(a: Enclosure<R>): Enclosure<R> {
    return this.rising(a, 'expm1');
  }

  log(a: Enclosure<R>): Enclosure<R> {
    return this.logarithm(a, 'log', this.arithmetic.zero);
  }

  log1p(a: Enclosure<R>): Enclosure<R> {
    return this.logarithm(a, 'log1p', this.arithmetic.negate(this.arithmetic.one));
  }

  private rising(a: Enclosure<R>, elementary: 'exp' | 'expm1' | 'log' | 'log1p'): Enclosure<R> {
    if (a === 'NaN') return a;
    const { arithmetic, bits } = this;
    return this.pair(arithmetic[elementary](a.low, bits, 'down'), arithmetic[elementary](a.high, bits, 'up'));
  }

  private logarithm(a: Enclosure<R>, elementary: 'log' | 'log1p', edge: R): Enclosure<R> {
    if (a === 'NaN' || this.arithmetic.compare(a.high, edge) < 0) return 'NaN';
    if (this.arithmetic.compare(a.low, edge) < 0) return undecided('the sign of a logarithm’s argument');
    return this.rising(a, elementary);
  }

  /** NaN when one of them is, as IEEE 754-2019's maximum. */
  max(list: readonly Enclosure<R>[]): Enclosure<R> {
    const intervals: Interval<R>[] = [];
    for (const item of list) {
      if (item === 'NaN') return 'NaN';
      intervals.push(item);
    }
    return this.pair(this.largest(intervals.map(({ low }) => low)), this.largest(intervals.map(({ high }) => high)));
  }

  /** The smallest interval around both. */
  hull(a: Interval<R>, b: Interval<R>): Interval<R> {
    return this.pair(this.smallest([a.low, b.low]), this.largest([a.high, b.high]));
  }

  /** The nearest number of `dtype`, as an enclosure to go on with. */
  rounded(a: Enclosure<R>, dtype: FloatDtype): Enclosure<R> {
    return this.fromNumber(this.nearest(a, dtype));
  }

  /** The nearest number of `dtype`; both ends must agree on it. */
  nearest(a: Enclosure<R>, dtype: FloatDtype): number {
    if (a === 'NaN') return Number.NaN;
    const low = this.arithmetic.nearest(a.low, dtype);
    const high = a.low === a.high ? low : this.arithmetic.nearest(a.high, dtype);
    if (low !== high) undecided('the last bit of a result');
    return low === 0 ? 0 : low;
  }
}
