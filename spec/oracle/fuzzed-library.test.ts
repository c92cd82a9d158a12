/** Library functions whose error depends on the argument: which rule holds for which part of a range, worked by hand. */
import { describe, expect, test } from 'vitest';
import type { ErrorRule, Profile } from '../profiles.ts';
import { float32, of, profileNamed, row } from './testing.ts';

const gpu = profileNamed('float32-gpu');
const u = 2 ** -24;
const absolute = 2 ** -21;
const { log, exp } = Math;
const anything = { low: -Infinity, high: Infinity, nan: true };
const ruling = (rules: readonly ErrorRule[]): Profile => ({ ...float32, ulps: { ...float32.ulps, log: rules } });
const either = (x: readonly number[]): string => `either(${x.map((_, index) => `x[${index}]`).join(', ')})`;

// WGSL: log is off by 2^-21 from 0.5 to 2, and by 3 ulps elsewhere.
test.each<[x: number[], low: number, high: number]>([
  [[0.5], log(0.5) - absolute, log(0.5) + absolute],
  [[2], log(2) - absolute, log(2) + absolute],
  [[0.25, 0.5], log(0.25) * (1 + 6 * u), log(0.5) + absolute],
  [[0.25, 1], log(0.25) * (1 + 6 * u), absolute],
  [[1, 3], -absolute, log(3) * (1 + 6 * u)],
  [[0.25, 3], log(0.25) * (1 + 6 * u), log(3) * (1 + 6 * u)],
  [[3, 5], log(3) * (1 - 6 * u), log(5) * (1 + 6 * u)],
  [[0.125, 0.25], log(0.125) * (1 + 6 * u), log(0.25) * (1 - 6 * u)],
])('log of any number of %j', (x, low, high) => {
  const seen = of(`log(${either(x)})`, row(...x), gpu);
  expect(seen.low).toBeCloseTo(low, 14);
  expect(seen.high).toBeCloseTo(high, 14);
  expect(seen.nan).toBe(false);
});

// A number is less than 0.01 · 2^-24 of itself from the ends given.
test.each<[x: number[], low: number, high: number]>([
  [[-5, 2], exp(-5) * (1 - 26 * u), exp(2) * (1 + 14 * u)], // 3 + 2·|x| ulps, each at its own end
  [[-90], 0, exp(-90) * (1 + 366 * u) + 2 ** -126], // 183 ulps of what is nearly nothing are less than flushing
])('exp of any number of %j', (x, low, high) => {
  const seen = of(`exp(${either(x)})`, row(...x), gpu);
  expect(Math.abs(seen.low - low)).toBeLessThanOrEqual(0.01 * u * low);
  expect(Math.abs(seen.high / high - 1)).toBeLessThan(0.01 * u);
});

test('so many ulps that they are more than flushing', () => {
  const loose = { ...float32, ulps: { ...float32.ulps, exp: [{ ulps: 2 ** 25 }] } };
  const { low, high } = of('exp(x[0])', row(-100), loose);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(2 ** 25 * 2 ** -149);
  expect(high).toBeLessThan(1.01 * (2 ** 25 * 2 ** -149 + 2 ** 26 * u * exp(-100) + exp(-100)));
});

describe('what no rule speaks of may be anything', () => {
  const middle = { from: 0.5, to: 2, absolute };
  test.each<[rules: ErrorRule[], x: number[]]>([
    [[], [1]],
    [[middle], [3]],
    [[middle], [0.25]],
    [[middle], [1, 3]],
    [[middle], [0.25, 1]],
  ])('by %j at any number of %j', (rules, x) => {
    expect(of(`log(${either(x)})`, row(...x), ruling(rules))).toEqual(anything);
  });

  test('but the ends of an interval belong to it, and one side may be open', () => {
    for (const rules of [[middle], [{ from: 0.5, absolute }], [{ to: 2, absolute }]]) {
      const { low, high } = of('log(either(x[0], x[1]))', row(0.5, 2), ruling(rules));
      expect(low).toBeCloseTo(log(0.5) - absolute, 14);
      expect(high).toBeCloseTo(log(2) + absolute, 14);
    }
    expect(of('log(x[0])', row(0.25), ruling([{ from: 0.5, absolute }]))).toEqual(anything);
    expect(of('log(x[0])', row(3), ruling([{ to: 2, absolute }]))).toEqual(anything);
  });
});

test.each([[[-1]], [[-1, 1]], [[-1, 3]]])('log of any number of %j, some of which have none, may be anything', (x) => {
  for (const profile of [gpu, ruling([{ ulps: 3 }]), ruling([{ from: -2, to: 2, absolute }, { ulps: 3 }])])
    expect(of(`log(${either(x)})`, row(...x), profile)).toEqual(anything);
});

test('log of 0 is −∞ where infinities count', () => {
  expect(of('log(x[0])', row(0), ruling([{ ulps: 3 }]))).toEqual({ low: -Infinity, high: -Infinity, nan: false });
});
