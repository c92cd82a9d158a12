/** Expected values: mpmath 1.2.0 at 60 digits, rounded to the nearest double. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp, log1pFraction } from './exponential.ts';

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
