/** The fuzzed reading under what WGSL promises, against its table of accuracy worked by hand. */
import { describe, expect, test } from 'vitest';
import { of, profileNamed, row } from './testing.ts';

const gpu = profileNamed('float32-gpu');
const u = 2 ** -24; // an ulp is at most 2u of its number
const { abs, exp, log } = Math;

// W3C, WebGPU Shading Language, "Floating Point Accuracy". + − · are correctly rounded, up or down: 2u.
test.each<[string, number[], value: number, slack: number]>([
  ['x[0] + x[1]', [1, 2 ** -30], 1 + 2 ** -30, 2 * u],
  ['x[0] * x[1]', [3, 1 + 2 ** -23], 3 + 3 * 2 ** -23, 6 * u],
  ['x[0] / x[1]', [1, 3], 1 / 3, (7.01 * u) / 3], // 2.5 ulps, and one product more
  ['exp(x[0])', [1], Math.E, 2 * (3 + 2) * u * Math.E], // 3 + 2·|x| ulps
  ['exp(x[0])', [-5], exp(-5), 2 * (3 + 10) * u * exp(-5)],
  ['exp(x[0])', [0], 1, 2 * 3 * u],
  ['log(x[0])', [1.5], log(1.5), 2 ** -21], // absolute from 0.5 to 2
  ['log(x[0])', [1], 0, 2 ** -21],
  ['log(x[0])', [3], log(3), 2 * 3 * u * log(3)], // 3 ulps elsewhere
  ['log(x[0])', [0.25], log(0.25), 2 * 3 * u * abs(log(0.25))],
  ['log1p(x[0])', [0.25], log(1.25), 2 ** -21], // log(1 + x), whose sum is exact here
  ['expm1(x[0])', [1], Math.E - 1, 2 * (3 + 2) * u * Math.E + 2 * u * (Math.E - 1)], // exp(x) − 1
])('%s of %j lies within %d ± %d', (text, x, value, slack) => {
  const { low, high, nan } = of(text, row(...x), gpu);
  expect(nan).toBe(false);
  expect((low - (value - slack)) / slack).toBeCloseTo(0, 4);
  expect((high - (value + slack)) / slack).toBeCloseTo(0, 4);
});

test.each<[string, number[]]>([
  ['x[0] + x[1]', [0.5, 0.25]],
  ['x[0] * x[1]', [1.5, -3]],
  ['max(x[0], x[1])', [0.1, 3]],
  ['x[0] + x[1]', [1, 0]],
  ['x[0] * x[1]', [1, 0]], // no divisor, however small
])('%s of %j, which the dtype holds, is exact', (text, x) => {
  const { low, high } = of(text, row(...x), gpu);
  expect(low).toBe(high);
});

describe('nothing is promised', () => {
  const anything = { low: -Infinity, high: Infinity, nan: true };

  test.each<[string, number[]]>([
    ['x[0] + 1', [Infinity]],
    ['x[0] * x[1]', [1e30, 1e30]],
    ['log(x[0])', [0]],
    ['exp(x[0])', [89]],
    ['exp(x[0])', [-Infinity]],
    ['expm1(x[0])', [89]], // computed as exp(x) − 1
    ['log1p(x[0])', [-1]],
    ['1 / (1 + exp(x[0]))', [89]],
    ['max(exp(x[0]), 7)', [89]], // not even at least 7
    ['max(x[0], 7)', [NaN]],
    ['either(log(exp(x[0])), exp(x[0]))', [89]],
    ['x[0] / x[1]', [1, 2 ** -127]], // a divisor below 2^-126
    ['x[0] / x[1]', [1, 2 ** 126.5]], // and one above 2^126
  ])('of %s at %j', (text, x) => {
    expect(of(text, row(...x), gpu)).toEqual(anything);
  });

  test('but of an alternative that overflows nobody makes use where another does not', () => {
    const { low, high, nan } = of('either(log(exp(x[0])), x[0])', row(100), gpu);
    expect([low, high, nan]).toEqual([100, 100, false]);
  });
});

test('a spared function costs nothing, and what there is in its place neither', () => {
  const { low, high } = of('exp(x[0])', row(1), gpu, new Set(['exp']));
  expect([low, high]).toEqual([Math.E, Math.E]);
});

test('a function that is not there may have no value on the way', () => {
  const own = { ...profileNamed('float32'), ulps: { exp: 4, log: 4, expm1: 7, log1p: 'log(x) + 1' } };
  expect(of('log1p(x[0])', row(1), own)).toEqual({ low: 1, high: 1, nan: false });
  expect(of('log1p(x[0])', row(-0.5), own)).toEqual({ low: -Infinity, high: Infinity, nan: true });
});

test('a constant of what is in its place is not stored', () => {
  const own = { ...profileNamed('bfloat16-eager'), ulps: { exp: 4, log: 4, expm1: 7, log1p: '1.0009765625 - x' } };
  expect(of('log1p(x[0])', row(1), own)).toEqual({ low: 2 ** -10, high: 2 ** -10, nan: false });
});
