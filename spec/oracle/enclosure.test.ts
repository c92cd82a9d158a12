/** Enclosures: IEEE 754's special values, honest doubt where the bits do not suffice, and truth inside every interval. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Arithmetic } from './arithmetic.ts';
import { bigint } from './bigint.ts';
import { decided, type Enclosure, Enclosures, type Interval, notNaN, Undecided } from './enclosure.ts';
import { mpfr } from './mpfr.ts';

describe('bigint', () => encloses(bigint));
describe('mpfr', async () => encloses(await mpfr()));

function encloses<R>(arithmetic: Arithmetic<R>): void {
  const reals = new Enclosures(arithmetic, 64);
  const point = (value: number): Enclosure<R> => reals.fromNumber(value);
  const between = (low: number, high: number): Interval<R> => ({
    low: arithmetic.fromNumber(low),
    high: arithmetic.fromNumber(high),
  });
  const ends = (value: Enclosure<R>): readonly number[] | 'NaN' =>
    value === 'NaN' ? value : [arithmetic.nearest(value.low, 'float64'), arithmetic.nearest(value.high, 'float64')];

  const specials = [NaN, -Infinity, -2, -1, 0, 1, 3, Infinity];

  test('sums, differences, products and quotients of special values are what IEEE 754 says', () => {
    for (const x of specials) {
      for (const y of specials) {
        const [a, b] = [point(x), point(y)];
        expect(reals.nearest(reals.add(a, b), 'float64'), `${x} + ${y}`).toBe(x + y);
        expect(reals.nearest(reals.subtract(a, b), 'float64'), `${x} − ${y}`).toBe(x - y);
        expect(reals.nearest(reals.multiply(a, b), 'float64'), `${x} · ${y}`).toBe(x * y === 0 ? 0 : x * y);
        const quotient = x / y; // zero has one sign here
        expect(reals.nearest(reals.divide(a, b), 'float64'), `${x} / ${y}`).toBe(quotient === 0 ? 0 : quotient);
      }
    }
  });

  // Finite values from mpmath.
  test.each<[x: number, exp: number, log: number, log1p: number, expm1: number]>([
    [NaN, NaN, NaN, NaN, NaN],
    [-Infinity, 0, NaN, NaN, -1],
    [-2, 0.1353352832366127, NaN, NaN, -0.8646647167633873],
    [-1, 0.36787944117144233, NaN, -Infinity, -0.6321205588285577],
    [0, 1, -Infinity, 0, 0],
    [1, Math.E, 0, Math.LN2, 1.7182818284590453],
    [3, 20.085536923187668, 1.0986122886681098, 1.3862943611198906, 19.085536923187668],
    [Infinity, Infinity, Infinity, Infinity, Infinity],
  ])('of %d, exp is %d, log %d, log1p %d and expm1 %d', (x, ...expected) => {
    const functions = [reals.exp(point(x)), reals.log(point(x)), reals.log1p(point(x)), reals.expm1(point(x))];
    expect(functions.map((value) => reals.nearest(value, 'float64'))).toEqual(expected);
  });

  test('the largest of several is NaN when one of them is', () => {
    expect(ends(reals.max([point(1), point(Infinity), point(-3)]))).toEqual([Infinity, Infinity]);
    expect(ends(reals.max([point(1), between(0, 3)]))).toEqual([1, 3]);
    expect(reals.max([point(1), 'NaN'])).toBe('NaN');
  });

  // What IEEE 754 would settle cannot be settled while a sign is open.
  test.each<[string, () => unknown, RegExp]>([
    ['a quotient by what may be zero', () => reals.divide(point(1), between(-1, 1)), /sign of a divisor/],
    ['a quotient by what may just be zero', () => reals.divide(point(1), between(0, 1)), /sign of a divisor/],
    ['what may be zero by zero', () => reals.divide(between(-1, 1), point(0)), /sign of what is divided by zero/],
    ['infinity by what may be zero', () => reals.divide(point(Infinity), between(0, 1)), /sign of a divisor/],
    ['infinity times what may be zero', () => reals.multiply(point(Infinity), between(0, 1)), /sign of a factor/],
    ['what may be zero times infinity', () => reals.multiply(between(-1, 1), point(-Infinity)), /sign of a factor/],
    ['the logarithm of what may be negative', () => reals.log(between(-1, 1)), /sign of a logarithm/],
    ['the logarithm of one more than what may be below −1', () => reals.log1p(between(-2, 0)), /sign of a logarithm/],
    [
      'the nearest number of an interval that holds two',
      () => reals.nearest(between(1, 1 + 2 ** -52), 'float64'),
      /last bit/,
    ],
  ])('%s stays undecided', (_, act, question) => {
    expect(act).toThrow(Undecided);
    expect(act).toThrow(question);
  });

  test('what is settled whatever the open sign is not asked', () => {
    expect(ends(reals.divide(between(-1, 1), point(Infinity)))).toEqual([0, 0]);
    expect(ends(reals.multiply(between(-1, 1), point(0)))).toEqual([0, 0]);
    expect(ends(reals.log(between(0, 1)))).toEqual([-Infinity, 0]);
    expect(reals.log(between(-2, -1))).toBe('NaN');
    expect(ends(reals.divide(point(Infinity), between(-2, -1)))).toEqual([-Infinity, -Infinity]);
    expect(reals.nearest(between(1, 1 + 2 ** -54), 'float64')).toBe(1);
  });

  test('an infinite end is a bound and not the value infinity: times zero it is zero', () => {
    const unbounded = between(1, Infinity);
    expect(reals.isInfinite(unbounded)).toBe(false);
    expect(ends(reals.multiply(unbounded, point(0)))).toEqual([0, 0]);
    expect(ends(reals.multiply(unbounded, between(0, 2)))).toEqual([0, Infinity]);
    expect(ends(reals.divide(point(1), unbounded))).toEqual([0, 1]);
    expect(ends(reals.divide(unbounded, unbounded))).toEqual([0, Infinity]);
    expect(ends(reals.add(unbounded, point(-Infinity)))).toEqual([-Infinity, -Infinity]);
  });

  test('comparison is decided only where it holds of all', () => {
    const order = (a: Enclosure<R>, b: Enclosure<R>) => (a === 'NaN' || b === 'NaN' ? undefined : reals.order(a, b));
    expect(order(between(0, 1), between(2, 3))).toBe(-1);
    expect(order(between(2, 3), between(0, 1))).toBe(1);
    expect(order(point(2), point(2))).toBe(0);
    expect(order(point(Infinity), point(Infinity))).toBe(0);
    expect(order(between(0, 1), between(1, 2))).toBeUndefined();
    expect(order(between(0, 1), between(0, 1))).toBeUndefined();
  });

  test('a decimal that binary cannot hold is enclosed, one that it can is a point', () => {
    expect(reals.isPoint(reals.fromDecimal('0.375'))).toBe(true);
    const tenth = reals.fromDecimal('0.1');
    expect(reals.isPoint(tenth)).toBe(false);
    expect(ends(tenth)).toEqual([0.1, 0.1]);
  });

  test('minus zero is zero', () => {
    expect(reals.nearest(reals.negate(point(0)), 'float64')).toBe(0);
    expect(reals.nearest(reals.multiply(point(-1), point(0)), 'float64')).toBe(0);
  });

  test('operations on members of two intervals lie in the operation on the intervals', () => {
    const ordinary = fc.double({ min: -40, max: 40, noNaN: true });
    const member = fc.tuple(ordinary, ordinary, fc.integer({ min: 0, max: 8 })).map(([a, b, eighths]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return { low, high, inside: Math.min(high, Math.max(low, low + (high - low) * (eighths / 8))) };
    });
    fc.assert(
      fc.property(member, member, (a, b) => {
        const [x, y] = [between(a.low, a.high), between(b.low, b.high)];
        const [p, q] = [point(a.inside), point(b.inside)];
        const holds = (outer: Enclosure<R>, inner: Enclosure<R>): void => {
          if (outer === 'NaN' || inner === 'NaN') {
            expect(inner).toBe(outer);
            return;
          }
          expect(arithmetic.compare(outer.low, inner.low)).toBeLessThanOrEqual(0);
          expect(arithmetic.compare(inner.high, outer.high)).toBeLessThanOrEqual(0);
        };
        holds(reals.add(x, y), reals.add(p, q));
        holds(reals.subtract(x, y), reals.subtract(p, q));
        holds(reals.multiply(x, y), reals.multiply(p, q));
        if (b.low > 0 || b.high < 0) holds(reals.divide(x, y), reals.divide(p, q));
        holds(reals.exp(x), reals.exp(p));
        holds(reals.max([x, y]), reals.max([p, q]));
        holds(reals.hull(x, y), p);
        arithmetic.release();
      }),
      { seed: 20240701, numRuns: 150 },
    );
  });
}

test('what is undecided or NaN is not taken for an answer', () => {
  expect(() => decided(undefined, 'which is more')).toThrow(new Undecided('which is more'));
  expect(decided(0, 'which is more')).toBe(0);
  const { zero } = new Enclosures(bigint, 64);
  expect(notNaN(zero)).toBe(zero);
  expect(() => notNaN('NaN')).toThrow(RangeError);
});
