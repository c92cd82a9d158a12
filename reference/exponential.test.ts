/** Expected values: mpmath 1.2.0 at 60 digits, rounded to the nearest double. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, expWriter, log1p, log1pFraction, log1pWriter } from './exponential.ts';

/** The distance in units of the expected value's last place. */
function ulps(actual: number, expected: number): number {
  if (actual === expected) return 0;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(actual - expected) / 2 ** (exponent - 52);
}

test('e^x is the nearest double, at every size', () => {
  const table = [
    [-745, 5e-324],
    [-708.5, 2.006132305331306e-308],
    [-707.5, 5.453232991066742e-308],
    [-40, 4.248354255291589e-18],
    [-1, 0.36787944117144233],
    [-0.5, 0.6065306597126334],
    [-0.1, 0.9048374180359595],
    [-1e-3, 0.999000499833375],
    [-1e-10, 0.9999999999],
    [0, 1],
    [1e-10, 1.0000000001],
    [0.1, 1.1051709180756477],
    [0.3, 1.3498588075760032],
    [1, Math.E],
    [2.5, 12.182493960703473],
    [10, 22026.465794806718],
    [88.5, 2.7230878250681117e38],
    [307, 2.130129192828224e133],
    [706.5, 6.746079651723795e306],
    [Infinity, Infinity],
    [-Infinity, 0],
    [Number.NaN, Number.NaN],
  ];
  for (const [x, expected] of table) {
    expect(exp(x), `exp(${x})`).toBe(expected);
  }
});

test('log(1 + u) keeps its relative accuracy down to the smallest u', () => {
  const table = [
    [0, 0],
    [5e-324, 5e-324],
    [1e-300, 1e-300],
    [1e-17, 1e-17],
    [1e-10, 9.999999999500001e-11],
    [0.001, 0.0009995003330835331],
    [0.0078, 0.007769737264360664],
    [0.0079, 0.00786895837869518],
    [0.015625, 0.015504186535965254],
    [0.1, 0.09531017980432487],
    [0.25, 0.22314355131420976],
    [0.3, 0.26236426446749106],
    [0.5, 0.4054651081081644],
    [0.7, 0.5306282510621704],
    [0.9, 0.6418538861723948],
    [0.99999, 0.6931421805474453],
    [1, Math.LN2],
  ];
  for (const [u, expected] of table) {
    expect(ulps(log1pFraction(u), expected), `log1p(${u})`).toBeLessThanOrEqual(1);
  }
  expect(log1pFraction(Number.NaN)).toBeNaN();
});

test('log(1 + x) also of what is greater than 1', () => {
  const table = [
    [1e-300, 1e-300],
    [0.3, 0.26236426446749106],
    [1, Math.LN2],
    [1.5, 0.9162907318741551],
    [2, 1.0986122886681098],
    [3, 1.3862943611198906],
    [1023, 6.931471805599453],
    [1e9, 20.72326583794641],
    [1e300, 690.7755278982137],
    [Infinity, Infinity],
  ];
  for (const [x, expected] of table) {
    expect(ulps(log1p(x), expected), `log1p(${x})`).toBeLessThanOrEqual(1);
  }
  expect(log1p(Number.NaN)).toBeNaN();
});

test('many exponentials at once: as one by one in float64, within 1e-12 where answers are shorter, and their sum', () => {
  const x = Float64Array.of(-Infinity, -800, -87.5, -1, -1e-9, 0, 3, 691, Number.NaN);
  const expected = [
    0, 0, 9.982350930569248e-39, 0.36787944117144233, 0.999999999, 1, 20.085536923187668, 1.2516617917327736e300,
  ];
  for (const [dtype, allowed] of [
    ['float64', 1e-15],
    ['float32', 1e-12],
    ['bfloat16', 1e-12],
  ] as const) {
    const exps = new Float64Array(x.length);
    expect(expWriter(dtype)(x, 0, 9, exps)).toBeNaN();
    expect(exps[8]).toBeNaN();
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(exps[i] - value), `e^${x[i]} in ${dtype}`).toBeLessThanOrEqual(allowed * value);
    }
    expect(expWriter(dtype)(Float64Array.of(5, 6, 7), 6, 2, exps)).toBeCloseTo(1 + 0.36787944117144233, 11);
  }
});

test('many logarithms at once, within 1e-12 where answers are shorter', () => {
  const u = Float64Array.of(0, 1e-300, 1e-10, 0.001, 0.1, 0.3, 0.9, 1, Number.NaN);
  // biome-ignore format: one line
  const expected = [0, 1e-300, 9.999999999500001e-11, 0.0009995003330835331, 0.09531017980432487, 0.26236426446749106, 0.6418538861723948, Math.LN2];
  for (const [dtype, allowed] of [
    ['float64', 3e-16],
    ['float32', 1e-12],
    ['bfloat16', 1e-12],
  ] as const) {
    const logs = new Float64Array(u.length);
    log1pWriter(dtype)(u, 9, logs);
    expect(logs[8]).toBeNaN();
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(logs[i] - value), `log1p(${u[i]}) in ${dtype}`).toBeLessThanOrEqual(allowed * value);
    }
  }
});

test("the shorter exponentials lie within 1e-12 of the engine's everywhere", () => {
  const one = new Float64Array(1);
  fc.assert(
    fc.property(
      fc.double({ min: -707, max: 699, noNaN: true }),
      fc.double({ min: -9, max: 9, noNaN: true }),
      (x, shift) => {
        const expected = Math.exp(x - shift);
        return (
          Math.abs(expWriter('float32')(Float64Array.of(x), shift, 1, one) - expected) <= 1e-12 * expected ||
          x - shift > 700
        );
      },
    ),
    { numRuns: 5000 },
  );
});

test("both stay within two units of the last place of the engine's own", () => {
  fc.assert(
    fc.property(fc.double({ min: -707, max: 707, noNaN: true }), (x) => ulps(exp(x), Math.exp(x)) <= 2),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (u) => ulps(log1pFraction(u), Math.log1p(u)) <= 2),
    { numRuns: 5000 },
  );
});
