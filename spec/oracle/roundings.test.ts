/** Single roundings in the fuzzed reading: what scales, flushes, is stored or overflows, worked by hand. */
import { describe, expect, test } from 'vitest';
import { bigint } from './bigint.ts';
import { Enclosures, Undecided } from './enclosure.ts';
import { formats } from './formats.ts';
import { Ranges } from './range.ts';
import { Roundings } from './roundings.ts';
import { float32, of, point, profileNamed, row } from './testing.ts';

const u = 2 ** -24;
const normal = 2 ** -126;
const { largest } = formats.float32;
const gpu = profileNamed('float32-gpu');
const product = 'x[0] * x[1]';

describe('what adds no rounding of its own', () => {
  test('a product of a range by a power of two, on either side, and its quotient', () => {
    const { low, high, nan } = of('exp(x[0])', row(1));
    for (const text of ['exp(x[0]) * x[1]', 'x[1] * exp(x[0])', 'exp(x[0]) / x[2]']) {
      expect(of(text, row(1, 8, 0.125)), text).toEqual({ low: 8 * low, high: 8 * high, nan });
    }
    expect(of('exp(x[0]) * x[1]', row(1, -1))).toEqual({ low: -high, high: -low, nan });
  });

  test('a sum of a range and 0', () => {
    const alone = of('exp(x[0])', row(1));
    for (const text of ['exp(x[0]) + x[1]', 'x[1] + exp(x[0])', 'exp(x[0]) - x[1]']) {
      expect(of(text, row(1, 0)), text).toEqual(alone);
    }
  });
});

test('a range rounds though one of its ends is a short number', () => {
  const { low, high } = of('either(x[0], x[1]) * x[2]', row(1, 1.5, 3));
  expect([low, high]).toEqual([3 * (1 - u), 4.5 * (1 + u)]);
});

describe('operations that a profile calls inexact', () => {
  test('may miss a number of the dtype', () => {
    expect(of('x[0] / x[1]', row(3, 2), gpu)).toEqual({
      low: 1.5 * (1 - 7.01 * u),
      high: 1.5 * (1 + 7.01 * u),
      nan: false,
    });
    const own = { ...float32, inexact: ['exp'] as const };
    expect(of('exp(x[0])', row(0), own)).toEqual({ low: 1 - 8 * u, high: 1 + 8 * u, nan: false });
    expect(of('x[0] / x[1]', row(3, 2), own)).toEqual(point(1.5));
  });
});

describe('a quotient is bounded by divisors of some magnitudes only', () => {
  const bounding = { ...gpu, divisors: [0.5, 2] as const };
  test.each<[divisors: number[], bounded: boolean]>([
    [[0.5], true],
    [[2], true],
    [[-0.5], true],
    [[-2], true],
    [[0.5 - 2 ** -25], false],
    [[2 + 2 ** -22], false],
    [[-0.25], false],
    [[-4], false],
    [[1, 4], false],
    [[0.25, 1], false],
    [[0.5, 2], true],
  ])('from those of either %j', (divisors, bounded) => {
    const text = `x[0] / either(${divisors.map((_, index) => `x[${index + 1}]`).join(', ')})`;
    const { low, high } = of(text, row(1, ...divisors), bounding);
    expect([Number.isFinite(low), Number.isFinite(high)]).toEqual([bounded, bounded]);
  });
});

describe('near nothing', () => {
  test.each<[says: string, text: string, x: number[], low: number, high: number]>([
    [
      'what is well above the smallest normal number is relatively exact',
      product,
      [3 * 2 ** -60, 3 * 2 ** -60 * (1 + 2 ** -23)],
      9 * 2 ** -120 * (1 + 2 ** -23) * (1 - u),
      9 * 2 ** -120 * (1 + 2 ** -23) * (1 + u),
    ],
    [
      'and so is its mirror',
      product,
      [-3 * 2 ** -60, 3 * 2 ** -60 * (1 + 2 ** -23)],
      -9 * 2 ** -120 * (1 + 2 ** -23) * (1 + u),
      -9 * 2 ** -120 * (1 + 2 ** -23) * (1 - u),
    ],
    [
      'a range around 0 holds what may be flushed, at both ends',
      'either(x[0], x[1]) * x[2]',
      [-(2 ** -100), 2 ** -100, 1.5 * 2 ** -20],
      -1.5 * 2 ** -120 * (1 + u) - normal,
      1.5 * 2 ** -120 * (1 + u) + normal,
    ],
    [
      'an end that is 0 stays 0',
      'either(x[0], x[1]) * x[2]',
      [0, 2 ** -100, 1.5 * 2 ** -20],
      0,
      1.5 * 2 ** -120 * (1 + u) + normal,
    ],
    [
      'an upper end that is 0 stays 0',
      'either(x[0], x[1]) * x[2]',
      [0, -(2 ** -100), 1.5 * 2 ** -20],
      -1.5 * 2 ** -120 * (1 + u) - normal,
      0,
    ],
    ['a product by a power of two may be flushed', product, [1.5 * 2 ** -110, 2 ** -20], 0, 1.5 * 2 ** -130 + normal],
    ['and so may a quotient by one', 'x[0] / x[1]', [1.5 * 2 ** -110, 2 ** 20], 0, 1.5 * 2 ** -130 + normal],
    ['a constant may be', '1e-39', [], 0, 1e-39 * (1 + u) + normal],
    ['an input is read as it is, or as 0', 'x[0]', [2 ** -127], 0, 2 ** -127],
    ['a negative one too', 'x[0]', [-(2 ** -127)], -(2 ** -127), 0],
    ['the smallest normal number is not flushed', 'x[0]', [normal], normal, normal],
    ['nor as a product', product, [1.5 * 2 ** -63, 1.5 * 2 ** -64], 1.125 * normal, 1.125 * normal],
    ['nor as the smallest one', product, [-(2 ** -63), 2 ** -63], -normal, -normal],
    [
      'nor is what begins at twice that',
      'either(x[0], x[1]) * x[2]',
      [2 ** -63, 2 ** -60, 2 ** -62],
      2 * normal,
      16 * normal,
    ],
    [
      'or ends at it, below 0',
      'either(x[0], x[1]) * x[2]',
      [-(2 ** -63), -(2 ** -60), 2 ** -62],
      -16 * normal,
      -2 * normal,
    ],
    ['0 is 0', 'x[0]', [0], 0, 0],
  ])('%s', (_, text, x, low, high) => {
    const near = (end: number) =>
      end === 0 ? 0 : expect.toSatisfy((seen: number) => Math.abs(seen / end - 1) < 1e-13);
    expect(of(text, row(...x))).toEqual(low === high ? point(low) : { low: near(low), high: near(high), nan: false });
  });
});

describe('stored in half', () => {
  const float16 = profileNamed('float16-eager');
  const bfloat16 = profileNamed('bfloat16-eager');

  test('what is exact stays so where half holds it', () => {
    expect(of(product, row(1.5, 2), bfloat16)).toEqual(point(3));
    expect(of('x[0] / x[1]', row(3, 2), bfloat16)).toEqual(point(1.5));
    expect(of('sum[n](x[n])', row(254, 1), bfloat16)).toEqual(point(255));
  });

  test('what needs more digits is rounded once more, by half a step', () => {
    const sum = of('sum[n](x[n])', row(256, 1), bfloat16); // 257 takes 9 bits
    expect([sum.low, sum.high]).toEqual([257 * (1 - 2 ** -8), 257 * (1 + 2 ** -8)]);
    const range = of('max(x[0] / 3, 5) * x[1]', row(15, 2), bfloat16); // from 10 to a little more
    expect(range.low).toBe(10 * (1 - 2 ** -8));
    expect(range.high).toBeGreaterThan(10 * (1 + 2 ** -8));
    const { high } = of('p', row(), bfloat16);
    expect(high).toBeCloseTo(0.1 * (1 + 2 ** -8), 7);
    const constant = of('0.1', row(), bfloat16); // a constant is not stored
    expect((constant.high - 0.1) / (0.1 * u)).toBeCloseTo(1, 6);
    expect(of('1.0009765625', row(), bfloat16)).toEqual(point(1 + 2 ** -10)); // binary32 holds it
  });

  test('underflows gradually: by half of its smallest step', () => {
    const [value, smallest] = [1.25 * 2 ** -24, 2 ** -24];
    const { low, high } = of(product, row(1.25 * 2 ** -12, 2 ** -12), float16);
    expect((low - (value * (1 - 2 ** -11) - smallest / 2)) / smallest).toBeCloseTo(0, 6);
    expect((high - (value * (1 + 2 ** -11) + smallest / 2)) / smallest).toBeCloseTo(0, 6);
  });

  test('does not underflow above that', () => {
    const value = 2 ** -12 * (1 + 2 ** -11);
    const { low, high } = of(product, row(1 + 2 ** -11, 2 ** -12), float16);
    expect((low - value) / value / 2 ** -11).toBeCloseTo(-1, 3);
    expect((high - value) / value / 2 ** -11).toBeCloseTo(1, 3);
  });

  test('overflows past its own largest number', () => {
    expect(of(product, row(256, 255), float16)).toEqual(point(65280));
    expect(of(product, row(256, 256), float16)).toEqual({ low: 65536 * (1 - 2 ** -11), high: Infinity, nan: false });
  });
});

describe('the largest number', () => {
  const reals = new Enclosures(bigint, 64);
  const ranges = new Ranges(reals);
  const roundings = new Roundings(reals, ranges, float32, new Set());
  const between = (low: number, high: number) => ({ low: bigint.fromNumber(low), high: bigint.fromNumber(high) });

  test('is finite', () => {
    expect(of('max(x[0], x[1])', row(largest, -largest))).toEqual(point(largest));
    expect(of('x[0] - x[1]', row(-largest, 0))).toEqual(point(-largest));
  });

  test.each<[says: string, low: number, high: number]>([
    ['may be below or above it', largest / 2, 2 * largest],
    ['begins with it', largest, 2 * largest],
  ])('an end that %s is undecided', (_, low, high) => {
    expect(() => roundings.bounded({ low: reals.zero, high: between(low, high), nan: false })).toThrow(Undecided);
    expect(() => roundings.bounded({ low: between(-high, -low), high: reals.zero, nan: false })).toThrow(Undecided);
  });
});
