/** What every arithmetic must do, whichever it is: published values, special values, rounding, and laws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FloatDtype } from '../tensor.ts';
import type { Arithmetic, Direction } from './arithmetic.ts';
import { bigint } from './bigint.ts';
import { mpfr } from './mpfr.ts';

const directions: readonly Direction[] = ['down', 'up'];
const seeded = { seed: 20240701, numRuns: 300 };

describe('bigint', () => behavesAsReals(bigint));
describe('mpfr', async () => behavesAsReals(await mpfr()));

function behavesAsReals<R>(arithmetic: Arithmetic<R>): void {
  const { fromNumber, negate, compare, add, multiply, divide, toDecimal, nearest, fits } = arithmetic;
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const isEqual = (a: R, b: R): boolean => compare(a, b) === 0;
  const isBelow = (a: R, b: R): boolean => compare(a, b) <= 0;

  // Digits: OEIS A001113 (e), A002162 (ln 2), A002392 (ln 10), A068985 (1/e).
  test.each([
    ['e', () => arithmetic.exp(arithmetic.one, 200, 'down'), '2.718281828459045235360287471352662497757'],
    ['ln 2', () => arithmetic.log(fromNumber(2), 200, 'up'), '0.6931471805599453094172321214581765680755'],
    ['ln 2 again', () => arithmetic.log1p(arithmetic.one, 200, 'up'), '0.6931471805599453094172321214581765680755'],
    ['ln 10', () => arithmetic.log(fromNumber(10), 200, 'down'), '2.302585092994045684017991454684364207601'],
    ['1/e', () => arithmetic.exp(fromNumber(-1), 200, 'down'), '0.3678794411714423215955237701614608674458'],
    ['e − 1', () => arithmetic.expm1(arithmetic.one, 200, 'up'), '1.718281828459045235360287471352662497757'],
    ['1/3', () => divide(arithmetic.one, fromNumber(3), 200, 'down'), '0.3333333333333333333333333333333333333333'],
  ])('%s is the published number to 40 digits', (_, compute, digits) => {
    expect(toDecimal(compute(), 40)).toBe(digits);
  });

  test('elementary functions are exact, and both bounds the same, at their special points', () => {
    const { zero, one, infinity, exp, log, log1p, expm1 } = arithmetic;
    for (const direction of directions) {
      for (const [value, expected] of [
        [exp(zero, 60, direction), one],
        [exp(infinity, 60, direction), infinity],
        [exp(negate(infinity), 60, direction), zero],
        [log(one, 60, direction), zero],
        [log(zero, 60, direction), negate(infinity)],
        [log(infinity, 60, direction), infinity],
        [log1p(zero, 60, direction), zero],
        [log1p(fromNumber(-1), 60, direction), negate(infinity)],
        [log1p(infinity, 60, direction), infinity],
        [expm1(zero, 60, direction), zero],
        [expm1(infinity, 60, direction), infinity],
        [expm1(negate(infinity), 60, direction), fromNumber(-1)],
      ] as const) {
        expect(isEqual(value, expected), `${toDecimal(value, 9)} is ${toDecimal(expected, 9)}`).toBe(true);
      }
    }
  });

  test('infinities add, multiply, divide and compare as in IEEE 754', () => {
    const { zero, one, infinity } = arithmetic;
    const minusInfinity = fromNumber(Number.NEGATIVE_INFINITY);
    for (const direction of directions) {
      expect(isEqual(add(infinity, fromNumber(-7), 60, direction), infinity)).toBe(true);
      expect(isEqual(add(one, minusInfinity, 60, direction), minusInfinity)).toBe(true);
      expect(isEqual(add(infinity, infinity, 60, direction), infinity)).toBe(true);
      expect(isEqual(multiply(infinity, fromNumber(-7), 60, direction), minusInfinity)).toBe(true);
      expect(isEqual(multiply(minusInfinity, minusInfinity, 60, direction), infinity)).toBe(true);
      expect(isEqual(divide(minusInfinity, fromNumber(-7), 60, direction), infinity)).toBe(true);
      expect(isEqual(divide(one, infinity, 60, direction), zero)).toBe(true);
    }
    expect(compare(infinity, fromNumber(Number.MAX_VALUE))).toBeGreaterThan(0);
    expect(compare(minusInfinity, fromNumber(-Number.MAX_VALUE))).toBeLessThan(0);
    expect([infinity, minusInfinity, one, zero].map(arithmetic.isFinite)).toEqual([false, false, true, true]);
    expect([infinity, minusInfinity, one, zero].map(arithmetic.sign)).toEqual([1, -1, 1, 0]);
    expect([nearest(infinity, 'float16'), nearest(minusInfinity, 'float64')]).toEqual([Infinity, -Infinity]);
    expect([fits(infinity, 'bfloat16'), fits(minusInfinity, 'float64')]).toEqual([true, true]);
  });

  test('exp keeps its promises where its value is out of reach', () => {
    for (const size of [2 ** 31, 2 ** 45, 1e300]) {
      const [low, high] = directions.map((direction) => arithmetic.exp(fromNumber(size), 60, direction)) as [R, R];
      expect(compare(low, fromNumber(Number.MAX_VALUE))).toBeGreaterThan(0);
      expect(arithmetic.isFinite(low)).toBe(true);
      expect(isBelow(low, high)).toBe(true);
      const [tiny, small] = directions.map((direction) => arithmetic.exp(fromNumber(-size), 60, direction)) as [R, R];
      expect(arithmetic.sign(tiny)).toBeGreaterThanOrEqual(0);
      expect(arithmetic.sign(small)).toBe(1);
      expect(compare(small, fromNumber(5e-324))).toBeLessThan(0);
      expect(compare(arithmetic.expm1(fromNumber(-size), 60, 'up'), fromNumber(-1))).toBeGreaterThan(0);
      expect(isEqual(arithmetic.expm1(fromNumber(-size), 60, 'down'), fromNumber(-1))).toBe(true);
    }
  });

  test('a tiny addend still moves a bound, and only the right one', () => {
    const tiny = fromNumber(5e-324);
    for (const [a, b] of [
      [arithmetic.one, tiny],
      [fromNumber(-1), tiny],
      [arithmetic.one, negate(tiny)],
      [fromNumber(-3), negate(tiny)],
    ] as const) {
      const [low, high] = directions.map((direction) => add(a, b, 64, direction)) as [R, R];
      expect([isEqual(low, a), isEqual(high, a)]).toEqual(arithmetic.sign(b) > 0 ? [true, false] : [false, true]);
      const exact = directions.map((direction) => add(a, b, 1200, direction)) as [R, R];
      expect(isEqual(exact[0], exact[1])).toBe(true);
    }
  });

  test('sums, products and quotients of doubles are the nearest doubles, as the machine computes them', () => {
    fc.assert(
      fc.property(number, number, (x, y) => {
        const [a, b] = [fromNumber(x), fromNumber(y)];
        const bits = 2200; // a sum of doubles needs no more
        expect(nearest(add(a, b, bits, 'up'), 'float64')).toBe(x + y || 0);
        expect(nearest(multiply(a, b, bits, 'down'), 'float64')).toBe(x * y || 0);
        if (y !== 0) expect(nearest(divide(a, b, bits, 'down'), 'float64')).toBe(x / y || 0);
        arithmetic.release();
      }),
      seeded,
    );
  });

  test('NaN is refused', () => {
    expect(() => fromNumber(NaN)).toThrow(RangeError);
  });

  test('doubles come in and go out unchanged', () => {
    fc.assert(
      fc.property(number, (x) => {
        expect(nearest(fromNumber(x), 'float64')).toBe(x || 0);
        expect(fits(fromNumber(x), 'float64')).toBe(true);
        expect(toDecimal(fromNumber(x), 17)).toBe(x === 0 ? '0' : x.toPrecision(17));
        arithmetic.release();
      }),
      seeded,
    );
  });

  test('rounding to float32 is Math.fround', () => {
    const single = fc.oneof(number, fc.double({ min: -1e-37, max: 1e-37, noNaN: true }), fc.float({ noNaN: true }));
    fc.assert(
      fc.property(single, (x) => {
        expect(nearest(fromNumber(x), 'float32')).toBe(Math.fround(x) || 0);
        expect(fits(fromNumber(x), 'float32')).toBe(Math.fround(x) === x);
        arithmetic.release();
      }),
      { ...seeded, numRuns: 2000 },
    );
  });

  // IEEE 754: quantum 2^-24 and largest 65504 in float16; float32's exponents and 8 bits in bfloat16.
  const ties: readonly [FloatDtype, number, number][] = [
    ['float16', 0.1, 0.0999755859375],
    ['float16', 2 ** -25, 0],
    ['float16', 2 ** -25 * (1 + 2 ** -50), 2 ** -24],
    ['float16', 1.5 * 2 ** -24, 2 ** -23],
    ['float16', 2.5 * 2 ** -24, 2 ** -23],
    ['float16', 1023.5 * 2 ** -24, 2 ** -14],
    ['float16', 1 + 2 ** -11, 1],
    ['float16', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['float16', 65519.999, 65504],
    ['float16', 65520, Infinity],
    ['bfloat16', 0.1, 0.10009765625],
    ['bfloat16', 1 + 2 ** -8, 1],
    ['bfloat16', 1 + 3 * 2 ** -8, 1 + 2 ** -6],
    ['bfloat16', 2 ** -134, 0],
    ['bfloat16', 3 * 2 ** -134, 2 ** -132],
    ['bfloat16', (2 - 2 ** -7) * 2 ** 127, (2 - 2 ** -7) * 2 ** 127],
    ['bfloat16', (2 - 2 ** -8) * 2 ** 127, Infinity],
    ['bfloat16', (2 - 2 ** -8 - 2 ** -40) * 2 ** 127, (2 - 2 ** -7) * 2 ** 127],
    ['float32', 2 ** -150, 0],
    ['float32', 3 * 2 ** -150, 2 ** -148],
    ['float32', (2 - 2 ** -24) * 2 ** 127, Infinity],
  ];
  test.each(ties)('in %s, %d is %d', (dtype, value, expected) => {
    expect(nearest(fromNumber(value), dtype)).toBe(expected);
    expect(nearest(fromNumber(-value), dtype)).toBe(-expected || 0);
    expect(fits(fromNumber(value), dtype)).toBe(value === expected);
  });

  test('rounding happens once: just above a tie of float32 and of float16 goes up', () => {
    for (const [dtype, half] of [
      ['float16', 2 ** -11],
      ['float32', 2 ** -24],
      ['bfloat16', 2 ** -8],
      ['float64', 2 ** -53],
    ] as const) {
      const tie = add(arithmetic.one, fromNumber(half), 60, 'up');
      expect(nearest(tie, dtype)).toBe(1);
      expect(nearest(add(tie, fromNumber(2 ** -300), 400, 'up'), dtype)).toBe(1 + 2 * half);
    }
  });

  test('half the smallest double rounds to zero, anything above it to the smallest', () => {
    const half = multiply(fromNumber(5e-324), fromNumber(0.5), 60, 'down');
    expect(nearest(half, 'float64')).toBe(0);
    expect(fits(half, 'float64')).toBe(false);
    expect(nearest(multiply(half, fromNumber(1 + 2 ** -52), 60, 'down'), 'float64')).toBe(5e-324);
    expect(nearest(multiply(half, fromNumber(-3), 60, 'down'), 'float64')).toBe(-1e-323);
  });

  test('numbers far outside a dtype round to its ends and do not fit', () => {
    const large = arithmetic.exp(fromNumber(1e300), 60, 'down');
    const small = arithmetic.exp(fromNumber(-1e300), 60, 'up');
    for (const dtype of ['float64', 'float32', 'float16', 'bfloat16'] as const) {
      for (const [a, rounded] of [
        [large, Infinity],
        [negate(large), -Infinity],
        [small, 0],
        [negate(small), 0],
      ] as const) {
        expect(nearest(a, dtype)).toBe(rounded);
        expect(fits(a, dtype)).toBe(false);
      }
    }
  });

  test('decimal literals are read exactly where the bits suffice, and enclosed where not', () => {
    for (const [text, value] of [
      ['0.125', 0.125],
      ['100', 100],
      ['-3.5e2', -350],
      ['1E+3', 1000],
      ['-0', 0],
      ['0.000', 0],
    ] as const) {
      for (const direction of directions) {
        expect(isEqual(arithmetic.fromDecimal(text, 53, direction), fromNumber(value)), text).toBe(true);
      }
    }
    for (const text of ['0.1', '-0.1', '1e-12', '6.62607015e-34', '1e-400', '123456789012345678901234567890']) {
      const [low, high] = directions.map((direction) => arithmetic.fromDecimal(text, 70, direction)) as [R, R];
      expect(compare(low, high)).toBeLessThan(0);
      expect([nearest(low, 'float64'), nearest(high, 'float64')]).toEqual([Number(text), Number(text)]);
      expect(toDecimal(low, 18)).toBe(toDecimal(high, 18));
    }
    for (const text of ['', '.5', '5.', '1e', '0x10', 'NaN', ' 1', '1_000', 'Infinity']) {
      expect(() => arithmetic.fromDecimal(text, 53, 'up'), text).toThrow(/not a decimal literal/);
    }
  });

  test('directed results are ordered, and one last place apart at most', () => {
    fc.assert(
      fc.property(number, number, fc.integer({ min: 2, max: 200 }), (x, y, bits) => {
        for (const operation of [add, multiply, divide]) {
          if (operation === divide && y === 0) continue;
          const [low, high] = directions.map((way) => operation(fromNumber(x), fromNumber(y), bits, way)) as [R, R];
          const width = add(high, negate(low), bits, 'up');
          const magnitude = arithmetic.sign(low) < 0 ? negate(low) : high;
          // One last place of a number of `bits` bits is at most 2^(1 − bits) of it.
          expect(isBelow(width, multiply(magnitude, fromNumber(2 ** (1 - bits)), bits, 'up'))).toBe(true);
        }
        arithmetic.release();
      }),
      seeded,
    );
  });

  test('exp turns sums into products and log undoes exp', () => {
    const moderate = fc.double({ min: -700, max: 700, noNaN: true });
    fc.assert(
      fc.property(moderate, moderate, (x, y) => {
        const exp = (value: R, way: Direction): R => arithmetic.exp(value, 120, way);
        const [a, b] = [fromNumber(x), fromNumber(y)];
        const sum = add(a, b, 2200, 'down');
        expect(isBelow(exp(sum, 'down'), multiply(exp(a, 'up'), exp(b, 'up'), 120, 'up'))).toBe(true);
        expect(isBelow(multiply(exp(a, 'down'), exp(b, 'down'), 120, 'down'), exp(sum, 'up'))).toBe(true);
        expect(isBelow(arithmetic.log(exp(a, 'down'), 120, 'down'), a)).toBe(true);
        expect(isBelow(a, arithmetic.log(exp(a, 'up'), 120, 'up'))).toBe(true);
        expect(isBelow(arithmetic.log1p(arithmetic.expm1(a, 120, 'down'), 120, 'down'), a)).toBe(true);
        expect(isBelow(a, arithmetic.log1p(arithmetic.expm1(a, 120, 'up'), 120, 'up'))).toBe(true);
        arithmetic.release();
      }),
      { ...seeded, numRuns: 100 },
    );
  });
}
