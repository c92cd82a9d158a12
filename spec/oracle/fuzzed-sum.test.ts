/** Sums in the fuzzed reading: which are exact, how far others may be off, and where a part of one overflows. */
import { describe, expect, test } from 'vitest';
import type { Profile } from '../profiles.ts';
import { float32, of, point, profileNamed, row } from './testing.ts';

const sum = 'sum[n](x[n])';
const float64 = profileNamed('float64');
const gpu = profileNamed('float32-gpu');

test.each<[terms: number[], exact: number | undefined, profile?: Profile]>([
  [[2 ** 24 - 1, 1], 2 ** 24],
  [[2 ** 24, 1], undefined], // 2^24 + 1 has 25 digits
  [[9, 2 ** 24 - 8], undefined],
  [[2 ** 23 - 1, 0.5], 2 ** 23 - 0.5],
  [[2 ** 23 - 1, 1.5], undefined], // counted in halves it is more than 2^24
  [[2 ** 23, 1.5], undefined],
  [[3, 2 ** -22], 3 + 2 ** -22],
  [[3, 2 ** -23], undefined],
  [[2 ** -126, 2 ** -126], 2 ** -125],
  [[2 ** -127, 2 ** -127], undefined], // may be read as 0
  [[1.5 * 2 ** -126, -(2 ** -126)], undefined], // half of 2^-126 may be flushed
  [[2 ** 127, 2 ** 127 - 2 ** 104], 2 ** 128 - 2 ** 104], // the largest number there is
  [[2 ** 53 - 1, 1], 2 ** 53, float64],
  [[2 ** 53, 1], undefined, float64], // 2^53 + 1 has 54 digits, and binary64 does not show it
  [[2 ** 53 - 1, 1, 1], undefined, float64],
  [[2 ** 1023, 2 ** 1023 - 2 ** 971], Number.MAX_VALUE, float64],
])('a sum of %j', (terms, exact, profile = float32) => {
  const seen = of(sum, row(...terms), profile);
  if (exact !== undefined) expect(seen).toEqual(point(exact));
  else expect(seen.low).toBeLessThan(seen.high);
});

test('a sum with what may be more than a short number is not exact', () => {
  const { low, high } = of('sum(max(x[0] / 3, 5), 1)', row(15)); // x[0] / 3 lies around 5
  expect(low).toBeLessThan(6);
  expect(high).toBeGreaterThan(6 + 5 * 2 * 2 ** -24);
});

test('a sum with a number longer than the dtype is not exact', () => {
  const x = 1 + 2 ** -52; // its square is 1 + 2^-51 + 2^-104
  const { low, high } = of('sum(x[0] * x[0], -1)', row(x), float64, new Set(['multiplication']));
  expect([low, high]).toEqual([2 ** -52, 3 * 2 ** -52 + 2 ** -103]); // (x² − 1) ± u·(x² + 1)
});

test('a sum of one sign stays on its side of 0', () => {
  const small = [2 ** -127, 2 ** -127];
  expect(of(sum, row(...small)).low).toBe(0);
  expect(of(sum, row(...small.map((x) => -x))).high).toBe(0);
});

test('a sum that is spared costs nothing', () => {
  expect(of(sum, row(1, 2 ** -24, -3), float32, new Set(['sum']))).toEqual(point(-2 + 2 ** -24));
});

describe('the slack of a sum that cancels', () => {
  const terms = [1, 2 ** -24, -1, -(2 ** -24)];
  const magnitude = 2 + 2 ** -23;

  test('to nearest is (n − 1)·u·Σ|x| to the last bit', () => {
    const slack = 3 * 2 ** -24 * magnitude;
    expect(of(sum, row(...terms))).toEqual({ low: -slack, high: slack, nan: false });
  });

  test('where + rounds up or down is that of all steps going one way, and hardly more', () => {
    const { low, high } = of(sum, row(...terms), gpu);
    const e = 2 ** -23;
    expect(low).toBe(-high);
    expect(high / magnitude).toBeGreaterThan(3 * e + 3 * e ** 2 + e ** 3); // (1 + e)³ − 1
    expect(high / magnitude).toBeLessThan(3 * e + 9.00001 * e ** 2); // 3e / (1 − 3e)
  });

  test('near nothing holds what may be flushed at each step', () => {
    const tiny = terms.map((x) => x * 2 ** -100);
    const slack = 3 * 2 ** -124 * magnitude;
    const flushed = 3 * 2 ** -126;
    expect(of(sum, row(...tiny)).high).toBe(slack + flushed);
  });
});

describe('a sum that may be infinite', () => {
  const anything = { low: -Infinity, high: Infinity, nan: true };
  const e89 = 4.489612819174345e38; // exp(89), which may overflow and may not

  test.each<[text: string, x: number[]]>([
    [sum, [Infinity, -Infinity]],
    ['sum(-exp(x[0]), x[1])', [89, Infinity]],
    ['sum(exp(x[0]), x[1])', [89, -Infinity]],
    [sum, [Infinity, -3e38, -3e38]], // -6e38 may be added up first
    ['sum(-exp(x[0]), x[1], x[1])', [89, 3e38]],
    ['sum(exp(x[0]), -exp(x[0]))', [89]],
  ])('%s of %j may be NaN', (text, x) => {
    expect(of(text, row(...x.map(Math.fround)))).toEqual(anything);
  });

  test.each<[terms: number[], value: number]>([
    [[Infinity, 1], Infinity],
    [[Infinity, -3e38], Infinity],
    [[-Infinity, 0.1, 3e38], -Infinity],
    [[Infinity, Infinity], Infinity],
  ])('%j adds up to %d alone', (terms, value) => {
    expect(of(sum, row(...terms.map(Math.fround)))).toEqual(point(value));
  });

  test('either way is not NaN for that', () => {
    const either = { low: -Infinity, high: Infinity, nan: false };
    expect(of('sum(either(exp(x[0]), -exp(x[0])), x[1])', row(89, 0))).toEqual(either);
  });

  test('has another end, which moves as any', () => {
    const { low, high, nan } = of('sum(-exp(x[0]), x[1])', row(89, 2 ** 127));
    expect([low, nan]).toEqual([-Infinity, false]);
    const u = 2 ** -24;
    const least = e89 * (1 - 8 * u);
    expect((high - (2 ** 127 - least)) / (u * (least + 2 ** 127))).toBeCloseTo(1, 4);
    const mirrored = of('sum(exp(x[0]), x[1])', row(89, -(2 ** 127)));
    expect([mirrored.low, mirrored.high, mirrored.nan]).toEqual([-high, Infinity, false]);
  });
});

test('a sum with what may be NaN may be NaN', () => {
  const perhaps = 'min(max(x[0] * x[0] - x[0] * x[0], 7), 8)';
  const { low, high, nan } = of(`sum(${perhaps}, 1)`, row(Math.fround(1e20)));
  expect(low).toBeCloseTo(8, 5);
  expect(high).toBeCloseTo(9, 5);
  expect(nan).toBe(true);
  expect(of('sum(either(x[0], x[1]), 1)', row(3, Number.NaN))).toEqual({ low: 4, high: 4, nan: true });
});
