/** Exact values of formulas that defeat floating point, to the last bit, against Python's mpmath at 40,000 bits. */
import { describe, expect, test } from 'vitest';
import { Graph } from '../formula/graph.ts';
import { exactValue, nodeOf, type Setting } from '../testing.ts';
import type { Arithmetic } from './arithmetic.ts';
import { bigint } from './bigint.ts';
import { Undecided } from './enclosure.ts';
import { exactValues, withEnoughBits } from './exact.ts';
import { mpfr } from './mpfr.ts';

const row = (...x: number[]): Setting => ({ inputs: { x }, sizes: { k: x.length } });
const lse = 'log(sum[k](exp(x[k])))';

// Rounded from mpmath by exact rational division, so that subnormal results round once.
const hard: readonly [formula: string, setting: Setting, value: number][] = [
  ['log(1 + exp(-x[0]))', row(700), 9.85967654375977e-305],
  ['log(1 + exp(-x[0]))', row(740), 4.2e-322],
  ['log(1 + exp(-x[0]))', row(745), 5e-324],
  ['log(1 + exp(-x[0]))', row(745.25), 0],
  ['log(1 + exp(-x[0]))', row(-1e4), 1e4],
  ['log(1 + exp(-x[0]))', row(1e4), 0],
  ['log(1 + exp(-x[0]))', row(36.75), 1.0956650033262367e-16],
  [`${lse} - x[0]`, row(1e8, 1e8 + 1, 1e8 - 2), 1.3490122167681864],
  [`${lse} - x[1]`, row(1e8, 1e8 + 1, 1e8 - 2), 0.3490122167681864],
  [`${lse} - x[0]`, row(-1e8, -1e8 - 8, -1e8 + 8), 8.000335518870326],
  [`${lse} - x[0]`, row(20, 0, 1), 7.66395003060776e-9],
  [`${lse} - x[0]`, row(700, 0), 9.85967654375977e-305],
  [`${lse} - x[0]`, row(744, 0), 1e-323],
  [`${lse} - x[0]`, row(1e4, 0), 0],
  ['exp(x[0]) / sum[k](exp(x[k]))', row(-740, 0, -1), 3.06e-322],
  ['exp(x[0]) / (exp(x[0]) + 1) - 1', row(40), -4.248354255291589e-18],
  ['log1p(x[0]) - x[0]', row(1e-8), -4.999999966666667e-17],
  ['log1p(x[0]) - x[0] + x[0] * x[0] / 2', row(2 ** -27), 1.3786343465513265e-25],
  ['exp(x[0]) - 1 - x[0]', row(2 ** -30), 4.33680869128834e-19],
  ['expm1(x[0])', row(5e-324), 5e-324],
  ['exp(x[0])', row(709.75), 1.7398368732641605e308],
  ['exp(x[0])', row(-745.125), 5e-324],
  ['exp(x[0])', row(-745.25), 0],
  ['log(x[0])', row(5e-324), -744.4400719213812],
  ['log(x[0])', row(Number.MAX_VALUE), 709.782712893384],
  // By hand: nothing is lost where the reals lose nothing.
  ['(x[0] + 1) - x[0]', row(1e300), 1],
  ['x[0] * x[0] / x[0] / x[0]', row(1e-200), 1],
  ['exp(x[0]) / exp(x[0])', row(1e5), 1],
  ['(1 + x[0]) * (1 - x[0]) - 1', row(2 ** -500), -(2 ** -1000)],
  ['x[0] * 3 - 0.3', row(0.1), 1.6653345369377347e-17],
];

describe('to the last bit', async () => {
  for (const arithmetic of [bigint, await mpfr()] as readonly Arithmetic<unknown>[]) {
    test.each(hard)(`${arithmetic.name}: %s of %j is %d`, (formula, setting, value) => {
      expect(exactValues(arithmetic, [nodeOf(formula, setting)])).toEqual([value]);
    });
  }
});

test.each<[string, number, 'float32' | 'float16' | 'bfloat16', number]>([
  // PyTorch's numbers: the correctly rounded values in each dtype.
  ['exp(x[0])', 1, 'float32', 2.7182817459106445],
  ['log(x[0])', 2, 'float32', 0.6931471824645996],
  ['exp(x[0])', -100, 'float32', 3.783505853677006e-44],
  ['exp(x[0])', -103.5, 'float32', 1.401298464324817e-45],
  ['exp(x[0])', 89, 'float32', Infinity],
  ['exp(x[0])', 1, 'float16', 2.71875],
  ['exp(x[0])', 12, 'float16', Infinity],
  ['exp(x[0])', 1, 'bfloat16', 2.71875],
])('%s of %d is rounded once to %s', (formula, x, dtype, value) => {
  expect(exactValues(bigint, [nodeOf(formula, row(x))], dtype)).toEqual([value]);
});

test.each<[string, number[], number]>([
  ['0 * x[0]', [Infinity], NaN],
  ['x[0] - x[0]', [Infinity], NaN],
  ['x[0] / x[0]', [0], NaN],
  ['x[0] / x[0]', [Infinity], NaN],
  ['log(x[0])', [0], -Infinity],
  ['log(x[0])', [-1], NaN],
  ['1 / x[0]', [0], Infinity],
  ['exp(x[0])', [-Infinity], 0],
  ['x[0] * log(x[0])', [0], NaN],
  ['if(x[0] == 0, 0, x[0] * log(x[0]))', [0], 0],
  ['max(x[0], x[1])', [NaN, 1], NaN],
  ['x[0] * exp(x[1])', [0, 800], 0], // exp(800) is finite among the reals
])('%s of %j is %d', (formula, x, value) => {
  expect(exactValue(formula, row(...x))).toBe(value);
});

test('comparison with NaN is false, and "not equal" true', () => {
  for (const [relation, taken] of [
    ['<', 2],
    ['<=', 2],
    ['==', 2],
    ['>=', 2],
    ['>', 2],
    ['!=', 1],
  ] as const) {
    expect(exactValue(`if(exp(x[0]) ${relation} 1, 1, 2)`, row(NaN)), relation).toBe(taken);
  }
});

test('precision is raised until a comparison is decided', () => {
  // e^(10^-40) exceeds 1 by less than 128 bits see beside 1.
  expect(exactValue('if(exp(1e-40) - 1 > 0, 1, 2)')).toBe(1);
  expect(exactValue('if(log(exp(1e-300)) > 0, 1, 2)')).toBe(1);
});

test('what no precision decides is said, not guessed', () => {
  // ln(e^0.1) equals 0.1, but no enclosure can ever show it.
  expect(() => exactValue('if(log(exp(0.1)) == 0.1, 1, 2)')).toThrow(/a comparison stays open at 32768 bits/);
});

test('of alternatives the one asked for is taken, and numbers are released after every attempt', () => {
  const node = nodeOf('either(x[0], 2 * x[0], 4 * x[0])', row(3), new Graph());
  expect([0, 1, 2, 3].map((alternative) => exactValues(bigint, [node], 'float64', alternative)[0])).toEqual([
    3, 6, 12, 3,
  ]);
  let released = 0;
  const counting: Arithmetic<unknown> = { ...(bigint as Arithmetic<unknown>), release: () => void released++ };
  let attempts = 0;
  withEnoughBits(counting, () => {
    if (++attempts < 3) throw new Undecided('something');
  });
  expect([attempts, released]).toEqual([3, 3]);
});

test('a mistake of the program is not taken for doubt', () => {
  const attempt = (): never => {
    throw new TypeError('mine');
  };
  expect(() => withEnoughBits(bigint, attempt)).toThrow('mine');
});
