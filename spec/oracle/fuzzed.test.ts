/** The fuzzed reading against the rules of floating point worked by hand. */
import { describe, expect, test } from 'vitest';
import { formats } from './formats.ts';
import { float32, of, point, profileNamed, row } from './testing.ts';

describe('what every correct machine computes exactly stays one number', () => {
  test.each<[string, number[], number]>([
    ['x[0]', [0.1], 0.1],
    ['x[0] + x[1]', [0.5, 0.25], 0.75],
    ['x[0] - x[1]', [1, 2 ** -23], 1 - 2 ** -23],
    ['x[0] * x[1]', [1.5, -3], -4.5],
    ['x[0] * 2', [0.75], 1.5],
    ['x[0] / 4', [3], 0.75],
    ['x[0] + 0', [0.1], 0.1],
    ['x[0] * 1', [0.1], 0.1],
    ['x[0] * 0', [0.3], 0],
    ['0 / x[0]', [3], 0],
    ['-x[0]', [0.1], -0.1],
    ['max(x[0], x[1])', [0.1, 3], 3],
    ['detach(x[0])', [0.1], 0.1],
    ['exp(x[0])', [0], 1],
    ['exp(x[0])', [-Infinity], 0],
    ['expm1(x[0])', [0], 0],
    ['log(x[0])', [1], 0],
    ['log1p(x[0])', [0], 0],
    ['log(x[0])', [0], -Infinity],
    ['sum[n](x[n])', [0.5, 1.25, -3, 0.125], -1.125],
    ['sum[n](x[n])', [0.1, 0, 0], 0.1],
    ['sum[n](x[n])', [Infinity, 1], Infinity],
    ['q * x[0]', [3], 1.5],
    ['streaming_sumexp[n](x[n])', [7, 7, 7], 3],
    ['streaming_sumexp[n](x[n])', [7, -Infinity, -Infinity], 1],
  ])('%s of %j is %d', (text, x, value) => {
    expect(of(text, row(...x))).toEqual(point(value));
  });
});

describe('one rounding moves an end by what the profile allows', () => {
  const u = 2 ** -24;
  const { exp, log, log1p, expm1, abs } = Math;
  // numerics.md §4.1: u for + − ·; 2.01 u for a quotient; 2 u for each of 4, 4, 4 and 7 ulps of exp, log, log1p, expm1.
  test.each<[string, number[], value: number, slack: number]>([
    ['x[0] + x[1]', [1, 2 ** -24], 1 + u, u],
    ['x[0] - x[1]', [1, 2 ** -25], 1 - u / 2, u],
    ['x[0] * x[1]', [3, 1 + 2 ** -23], 3 + 3 * 2 ** -23, 3 * u],
    ['exp(x[0]) + exp(x[1])', [1, 2], exp(1) + exp(2), (8 + 1) * u * (exp(1) + exp(2))],
    ['exp(x[0]) - exp(x[1])', [1, 2], exp(1) - exp(2), 8 * u * (exp(1) + exp(2)) + u * (exp(2) - exp(1))],
    ['exp(x[0]) * exp(x[1])', [1, 2], exp(3), (8 + 8 + 1) * u * exp(3)],
    ['exp(x[0]) / exp(x[1])', [1, 2], exp(-1), (8 + 8 + 2.01) * u * exp(-1)],
    ['x[0] / x[1]', [1, 3], 1 / 3, (2.01 * u) / 3],
    ['x[0] / x[1]', [6, 3], 2, 2 * 2.01 * u], // 6 · (1/3) may miss 2
    ['exp(x[0])', [1], Math.E, 8 * u * Math.E],
    ['exp(x[0])', [-5], exp(-5), 8 * u * exp(-5)],
    ['log(x[0])', [3], log(3), 8 * u * log(3)],
    ['log(x[0])', [0.5], log(0.5), 8 * u * abs(log(0.5))],
    ['log1p(x[0])', [0.5], log1p(0.5), 8 * u * log1p(0.5)],
    ['expm1(x[0])', [-0.5], expm1(-0.5), 14 * u * abs(expm1(-0.5))],
    ['0.1', [], 0.1, 0.1 * u],
    ['p', [], 0.1, 0.1 * u],
    ['sum[n](x[n])', [1, 2 ** -24, -3], -2 + u, 2 * u * (4 + u)], // (n − 1)·u·Σ|x|
    ['sum[n](x[n])', [1, 1, 1, 2 ** -30], 3 + 2 ** -30, 3 * u * (3 + 2 ** -30)],
    // e^−1 carries 1 − 0 exactly, 4 ulps, and nothing else where the maximum comes first; backward it is rescaled once.
    ['streaming_sumexp[n](x[n])', [1, 0], 1 + exp(-1), (8 + 10) * u * exp(-1) + u * (1 + exp(-1))],
  ])('%s of %j lies within %d ± %d', (text, x, value, slack) => {
    const { low, high, nan } = of(text, row(...x));
    expect(nan).toBe(false);
    // To second order: a millionth of the slack.
    expect((low - (value - slack)) / slack).toBeCloseTo(0, 4);
    expect((high - (value + slack)) / slack).toBeCloseTo(0, 4);
  });

  test('in binary64 the same, at its own unit', () => {
    const { low, high } = of('exp(x[0]) + 1', row(1), profileNamed('float64'));
    const slack = 8 * 2 ** -53 * Math.E + 2 ** -53 * (1 + Math.E);
    expect((high - low) / 2 / slack).toBeGreaterThan(0.8);
    expect((high - low) / 2 / slack).toBeLessThan(1.2); // the ends are themselves rounded to binary64
  });

  test('a rounding that is spared costs nothing', () => {
    expect(of('x[0] / x[1]', row(1, 3), float32, new Set(['division']))).toEqual(point(1 / 3));
    const [all, spared] = [of('exp(x[0]) / 3', row(1)), of('exp(x[0]) / 3', row(1), float32, new Set(['exp']))];
    expect(spared.high - spared.low).toBeLessThan((all.high - all.low) / 3);
  });

  test('every result of an eager half is stored in it', () => {
    const eager = profileNamed('bfloat16-eager');
    const { low, high } = of('x[0] * x[1]', row(3, 1.0078125), eager); // 3.0234375 takes 9 bits
    expect(low).toBeCloseTo(3.0234375 * (1 - 2 ** -8), 5);
    expect(high).toBeCloseTo(3.0234375 * (1 + 2 ** -8), 5);
    expect(of('x[0] * x[1]', row(3, 1.5), eager)).toEqual(point(4.5));
    expect(of('x[0] * x[1]', row(3, 1.0078125), profileNamed('bfloat16'))).toEqual(point(3.0234375));
  });
});

describe('near nothing and beyond everything', () => {
  const normal = formats.float32.smallestNormal;

  test.each<[string, number[]]>([
    ['x[0] * x[1]', [1e-30, 1e-10]],
    ['exp(x[0])', [-90]],
    ['x[0] / x[1]', [1e-30, 3e10]],
    ['x[0] - x[1]', [normal * 1.5, normal]],
    ['x[0]', [normal / 2]],
    ['x[0] * x[1]', [normal / 2, 2 ** 30]], // the factor may be read as 0
    ['sum[n](x[n])', [normal, -normal * 0.75]],
  ])('%s of %j may be flushed to 0, and to nothing on its other side', (text, x) => {
    const single = x.map(Math.fround);
    const { low, high } = of(text, row(...single));
    expect(low).toBeCloseTo(text.startsWith('sum') ? -0.75 * normal : 0, 44);
    expect(high).toBeGreaterThan(0);
    const mirrored = of(`-(${text})`, row(...single));
    expect([mirrored.low, mirrored.high]).toEqual([-high, 0 - low]);
  });

  test('what is exact and normal is not flushed', () => {
    expect(of('x[0] + x[1]', row(normal, normal))).toEqual(point(2 * normal));
  });

  // An end past the largest number stays as it is, for machines that round less; stored, it is infinite.
  test.each<[says: string, text: string, x: number[], low: number, high: number, nan: boolean]>([
    ['an exponential', 'exp(x[0])', [89], Math.exp(89), Infinity, false],
    ['a product', 'x[0] * x[0]', [-1e20], 1e40, Infinity, false],
    ['a negative one', 'x[0] * x[1]', [-1e20, 1e20], -Infinity, -1e40, false],
    ['a product times what may be 0', 'x[0] * x[0] * (exp(x[1]) - exp(x[1]))', [1e20, 1], -Infinity, Infinity, true],
    ['∞ − ∞', 'x[0] * x[0] - x[0] * x[0]', [1e20], -Infinity, Infinity, true],
    ['NaN', 'x[0] + 1', [NaN], NaN, NaN, true],
    ['a parameter that is NaN', 'r + 1', [], NaN, NaN, true],
    ['a logarithm of what is negative or NaN', 'log(either(x[0], x[1]))', [-1, NaN], NaN, NaN, true],
    ['what may be infinite, and 0 more', 'exp(x[0]) + x[1]', [89, 0], Math.exp(89), Infinity, false],
    ['a product of NaN, which 0 does not hide', 'x[0] * 0', [NaN], NaN, NaN, true],
    ['a logarithm of what is negative', 'log(x[0])', [-1], NaN, NaN, true],
    ['a quotient by what may be 0', '1 / (exp(x[0]) - exp(x[1]))', [1, 1], -Infinity, Infinity, true],
    ['a sum whose parts may overflow', 'sum[n](x[n])', [3e38, 3e38, -3e38], 3e38, Infinity, false],
    ['a sum whose parts may overflow below', 'sum[n](x[n])', [-3e38, -3e38, 3e38], -Infinity, -3e38, false],
    ['a sum whose parts may overflow both ways', 'sum[n](x[n])', [3e38, 3e38, -3e38, -3e38], -Infinity, Infinity, true],
    [
      'an exact sum whose parts may overflow',
      'sum[n](x[n])',
      [2 ** 127, 2 ** 127, -(2 ** 127)],
      2 ** 127,
      Infinity,
      false,
    ],
    ['a sum of what may be ∞ and −∞', 'sum(exp(x[0]), -exp(x[0]), 1)', [89], -Infinity, Infinity, true],
    ['NaN that a bounded function would hide', '1 / (1 + exp(x[0] * x[0] - x[1] * x[1]))', [1e20, 1e20], 0, 1, true],
    ['NaN that a maximum would hide', 'max(x[0] * x[0] - x[1] * x[1], 7)', [1e20, 1e20], 7, Infinity, true],
  ])('%s', (_, text, x, low, high, nan) => {
    const seen = of(text, row(...x.map(Math.fround)));
    const nearly = (value: number) =>
      Number.isFinite(value)
        ? expect.toSatisfy(
            (end: number) => Math.abs(end - value) <= 2e-6 * Math.abs(value) + 2e-7 * Number(value === 0),
          )
        : value;
    expect(seen).toEqual({ low: nearly(low), high: nearly(high), nan });
  });
});
