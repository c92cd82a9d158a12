/** Simulated machines against arithmetic worked by hand: what rounds where, in which order, and what is flushed. */
import { describe, expect, test } from 'vitest';
import { type Conditions, type Machine, machine, type Precision, type SumOrder } from './machine.ts';

const plain: Conditions = { order: 'forward', ulps: 0, flushes: false };
const make = (precision: Precision['dtype'] | Precision, conditions: Partial<Conditions> = {}): Machine =>
  machine(typeof precision === 'string' ? { dtype: precision } : precision, { ...plain, ...conditions });

describe('rounding', () => {
  test.each<[Precision['dtype'], number, number]>([
    ['float64', 0.1, 0.1],
    ['float32', 0.1, 0.10000000149011612],
    ['float32', 1 + 2 ** -24, 1],
    ['float32', 1 + 3 * 2 ** -24, 1 + 2 ** -22],
    ['float32', 1e39, Infinity],
    ['float32', 2 ** -149, 2 ** -149],
    ['float32', 2 ** -150, 0],
  ])('in %s, %d is stored as %d', (dtype, value, stored) => {
    expect(make(dtype).round(value)).toBe(stored);
    expect(make(dtype).round(-value)).toBe(-stored);
  });

  // Values of IEEE 754 binary16 and of bfloat16 (8 significant bits), ties to even.
  test.each<['float16' | 'bfloat16', number, number]>([
    ['float16', 0.1, 0.0999755859375],
    ['float16', 1 + 2 ** -11, 1],
    ['float16', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['float16', 65519, 65504],
    ['float16', 65520, Infinity],
    ['float16', 2 ** -24, 2 ** -24],
    ['bfloat16', 0.1, 0.10009765625],
    ['bfloat16', 1 + 2 ** -8, 1],
    ['bfloat16', 1 + 3 * 2 ** -8, 1 + 2 ** -6],
    ['bfloat16', 3.4e38, Infinity],
    ['bfloat16', 3.38e38, 254 * 2 ** 120],
    ['bfloat16', Infinity, Infinity],
    ['bfloat16', NaN, NaN],
  ])('a result in %s: %d is handed out as %d', (dtype, value, stored) => {
    expect(make({ dtype, computes: 'float32', stores: 'results' }).result(value)).toBe(stored);
    expect(make({ dtype, computes: 'float32', stores: 'every result' }).round(value)).toBe(stored);
  });

  test('a fused half computes in binary32 and rounds to the half at the end only', () => {
    const fused = make({ dtype: 'bfloat16', computes: 'float32', stores: 'results' });
    expect(fused.round(1 + 2 ** -20)).toBe(1 + 2 ** -20);
    expect(fused.sum([1, 2 ** -9, 2 ** -9])).toBe(1 + 2 ** -8);
    expect(fused.result(fused.sum([1, 2 ** -9, 2 ** -9, 2 ** -9]))).toBe(1 + 2 ** -7);
  });

  test('an eager half accumulates a sum in binary32 and stores it rounded', () => {
    const eager = make({ dtype: 'bfloat16', computes: 'float32', stores: 'every result' });
    expect(eager.sum([1, 2 ** -9, 2 ** -9, 2 ** -9])).toBe(1 + 2 ** -7); // term by term in bfloat16 it would stay 1
  });
});

describe('flushing', () => {
  test.each<[Precision['dtype'], smallestNormal: number]>([
    ['float64', 2.2250738585072014e-308],
    ['float32', 1.1754943508222875e-38],
  ])('in %s what is smaller than %d becomes zero of its sign, where the machine flushes', (dtype, normal) => {
    const [gradual, flushing] = [make(dtype), make(dtype, { flushes: true })];
    expect(gradual.round(normal / 2)).toBe(normal / 2);
    expect(flushing.round(normal / 2)).toBe(0);
    expect(flushing.round(-normal / 2)).toBe(-0);
    expect(flushing.round(normal)).toBe(normal);
    expect(flushing.round(-normal)).toBe(-normal);
  });

  test('sums and library results are flushed too', () => {
    const flushing = make('float32', { flushes: true });
    expect(flushing.sum([2 ** -126, -(2 ** -127)])).toBe(0);
    expect(flushing.library('exp', -90)).toBe(0);
    expect(make('float32').library('exp', -90)).toBe(Math.fround(Math.exp(-90)));
  });
});

describe('library errors', () => {
  const next32 = Math.fround(Math.exp(1)) + 2 ** -22; // 2.718… lies in [2, 4), whose steps are 2^-22

  test('a shift of one is one step of the dtype', () => {
    expect(make('float32', { ulps: 1 }).library('exp', 1)).toBe(next32);
    expect(make('float32', { ulps: -1 }).library('exp', 1)).toBe(next32 - 2 ** -21);
    expect(make('float64', { ulps: 2 }).library('exp', 1)).toBe(Math.E + 2 * 2 ** -51);
    expect(make('float32', { ulps: 3 }).library('log', 0.5)).toBe(Math.fround(Math.log(0.5)) - 3 * 2 ** -24);
  });

  test('a mixed machine errs by −3 to 3 in turn', () => {
    const mixed = make('float64', { ulps: 'mixed' });
    const steps = Array.from({ length: 7 }, () => (mixed.library('exp', 1) - Math.E) / 2 ** -51);
    expect([...steps].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  });

  test('exact points stay exact: exp 0 is 1, log 1 is 0, and infinities and subnormals are not moved', () => {
    const wrong = make('float32', { ulps: 3 });
    expect(wrong.library('exp', 0)).toBe(1);
    expect(wrong.library('log', 1)).toBe(0);
    expect(wrong.library('log1p', 0)).toBe(0);
    expect(wrong.library('exp', 1000)).toBe(Infinity);
    expect(wrong.library('expm1', -Infinity)).toBe(-1);
    expect(wrong.library('log', 0)).toBe(-Infinity);
    expect(wrong.library('log', -1)).toBe(NaN);
    expect(wrong.library('exp', -100)).toBe(Math.fround(Math.exp(-100)));
  });
});

describe('sums', () => {
  // In binary32 the steps above 2^24 are 2, so 2^24 + 1 is a tie that goes to the even 2^24.
  const big = 2 ** 24;
  test.each<[SumOrder, terms: number[], sum: number]>([
    ['forward', [big, 1, 1], big],
    ['backward', [big, 1, 1], big + 2],
    ['pairwise', [big, 1, 1], big + 2], // big + (1 + 1)
    ['pairwise', [1, big, 1, 1], big + 2], // (1 + big) + (1 + 1)
    ['double', [big, 1, 1], big + 2],
    ['forward', [1, 1, big], big + 2],
    ['backward', [1, 1, big], big],
    ['double', [1, big, -big], 1],
    ['forward', [1, big, -big], 0],
    ['lanes', [big, 1, 0, 0, 0, 0, 0, 0, 0, 1], big + 2], // lane 1 holds 1 + 1
    ['lanes', [big, 1, 1, 0, 0, 0, 0, 0, 1], big], // lane 0 loses its 1, then lanes are added in turn
    ['forward', [], 0],
    ['pairwise', [], 0],
    ['lanes', [], 0],
    ['backward', [7], 7],
    ['pairwise', [7], 7],
  ])('%s, %j add up to %d in binary32', (order, terms, sum) => {
    expect(make('float32', { order }).sum(terms)).toBe(sum);
  });
});

describe('the sum of exponentials in one pass', () => {
  const { fround, exp } = Math;

  test('a larger term rescales what there is', () => {
    // 1, then e^(0−2)·1 + 1, then + e^(1−2): each step rounded.
    const rescaled = fround(fround(1 * fround(exp(-2))) + 1);
    expect(make('float32').streamingSumExp([0, 2, 1])).toBe(fround(rescaled + fround(exp(-1))));
  });

  test('falling terms are only added', () => {
    expect(make('float32').streamingSumExp([2, 1, 0])).toBe(fround(fround(1 + fround(exp(-1))) + fround(exp(-2))));
  });

  test('equal terms count one each, masked terms nothing', () => {
    expect(make('float64').streamingSumExp([5, 5, 5])).toBe(3);
    expect(make('float64').streamingSumExp([-Infinity, 1e4, -Infinity])).toBe(1);
    expect(make('float64').streamingSumExp([-Infinity, -Infinity])).toBe(0);
    expect(make('float64').streamingSumExp([])).toBe(0);
  });

  test('NaN is not lost, nor ∞ − ∞', () => {
    expect(make('float64').streamingSumExp([1, NaN, 2])).toBe(NaN);
    expect(make('float64').streamingSumExp([1, Infinity, 2])).toBe(NaN);
  });
});
