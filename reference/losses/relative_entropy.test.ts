/** Relative entropy against kl_div in PyTorch 1.13.1 (float64), and against mpmath where it is tiny. */
import { expect, test } from 'vitest';
import type { Reduction } from '../reduction.ts';
import { expectClose, f64, half, i32, numbers, scalar } from '../testing.ts';
import { relativeEntropy, relativeEntropyGradient } from './relative_entropy.ts';

/** Q, and P. */
const input = f64([3, 4], [0.4, 0.3, 0.2, 0.1, 0.25, 0.25, 0.25, 0.25, 0.7, 0.1, 0.15, 0.05]);
const target = f64([3, 4], [0.5, 0.25, 0.2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.125, 0.0625, 0.5, 0.3125]);

test('the losses and gradients PyTorch computes for Σ p·ln(p/q)', () => {
  // biome-ignore format: one line each for loss, byInput and byTarget
  const table: [Reduction, loss: number[], byInput: number[], byTarget: number[]][] = [
    ['none',
      [0.03133402743061897, 0.10644013528622306, 0.9299470580388184],
      [-0.625, -0.4166666666666667, -0.5, -0.25, 0.5, 1, 1.5, 2, -0.35714285714285715, -1.25, -6.666666666666667, -12.5],
      [0.6115717756571049, 0.4088392216030228, 0.5, 0.1534264097200273, -0.10463658515730656, -0.9710705608572379, -1.4779019459924432, -1.8375045365571696, -1.4455331954822066, 1.0599927415085286, 4.407945608651872, 5.66516292749662]],
    ['sum',
      [1.0677212207556603],
      [-0.9375, -0.625, -0.7500000000000001, -0.37500000000000006, -0.30000000000000004, -0.6000000000000001, -0.8999999999999999, -1.2000000000000002, -0.13392857142857142, -0.46875, -2.5, -4.6875],
      [0.9173576634856573, 0.6132588324045343, 0.7500000000000001, 0.23013961458004095, 0.06278195109438378, 0.5826423365143428, 0.8867411675954657, 1.1025027219343018, -0.5420749483058274, 0.39749727806569846, 1.652979603244452, 2.1244360978112327]],
    ['mean',
      [0.3559070735852201],
      [-0.3125, -0.20833333333333334, -0.25, -0.125, -0.1, -0.2, -0.3, -0.4, -0.044642857142857144, -0.15625, -0.8333333333333334, -1.5625],
      [0.3057858878285524, 0.2044196108015114, 0.25, 0.07671320486001365, 0.02092731703146128, 0.19421411217144757, 0.2955803891984886, 0.3675009073114339, -0.18069164943527583, 0.13249909268856608, 0.550993201081484, 0.7081453659370776]],
  ];
  for (const [reduction, loss, byInput, byTarget] of table) {
    const upstream = reduction === 'none' ? f64([3], [0.5, -1.25, 2]) : scalar(0.75);
    expectClose(relativeEntropy(input, target, { reduction }), loss, 1e-14);
    const gradients = relativeEntropyGradient(input, target, upstream, { reduction });
    expectClose(gradients.input, byInput, 1e-14);
    expectClose(gradients.target, byTarget, 1e-13);
  }
});

test('a class that cannot follow P adds nothing, whatever Q says; one that Q rules out and P does not costs +∞', () => {
  const input = f64([4, 2], [0, 1, 0, 0.5, 0, 1, 0.5, 0.5]);
  const target = f64([4, 2], [0, 1, 0, 0, 0.5, 0.5, 0, 1]);
  expectClose(relativeEntropy(input, target, { reduction: 'none' }), [0, 0, Infinity, Math.LN2], 0);
  const { input: gradient } = relativeEntropyGradient(input, target, scalar(1), { reduction: 'sum' });
  expectClose(gradient, [0, -1, 0, 0, -Infinity, -0.5, 0, -2], 0);
});

test('each term keeps its relative accuracy where p ≈ q, and where the quotient overflows', () => {
  const table: [q: number, p: number, loss: number, byInput: number, byTarget: number][] = [
    [0.5, 0.5, 0, -1, 1],
    [0.2500001, 0.25, -9.99999800028809e-8, -0.99999960000016, 0.99999960000008],
    [0.5, 0.5 + 2 ** -30, 9.313225754828403e-10, -1.0000000018626451, 1.0000000018626451],
    [1e-301, 1e-300, 2.3025850929940456e-300, -10, 3.3025850929940455],
    [1, 5e-324, -3.676e-321, -5e-324, -743.4400719213812],
    [5e-324, 1, 744.4400719213812, -Infinity, 745.4400719213812],
  ];
  for (const [q, p, loss, byInput, byTarget] of table) {
    expectClose(relativeEntropy(f64([1], [q]), f64([1], [p])), [loss], 4e-16);
    const gradients = relativeEntropyGradient(f64([1], [q]), f64([1], [p]), scalar(1));
    expectClose(gradients.input, [byInput], 4e-16);
    expectClose(gradients.target, [byTarget], 4e-16);
  }
  // The terms are 1e-5 and cancel to 2e-10; what is left is right to what the terms can be.
  expectClose(relativeEntropy(f64([2], [0.30001, 0.69999]), f64([2], [0.3, 0.7])), [2.3809215925205404e-10], 1e-11);
});

test('halves are rounded once, from a double', () => {
  // 0.25·ln(1/2) + 0.75·ln(3/2) = 0.1308120… (mpmath).
  for (const [dtype, expected] of [
    ['float16', 0.130859375],
    ['bfloat16', 0.130859375],
  ] as const) {
    const answer = relativeEntropy(half(dtype, [2], [0.5, 0.5]), half(dtype, [2], [0.25, 0.75]));
    expect(numbers(answer)).toEqual([expected]);
  }
});

test('a mean over nothing is NaN', () => {
  expectClose(relativeEntropy(f64([0, 3], []), f64([0, 3], [])), [Number.NaN], 0);
  expectClose(relativeEntropy(f64([0, 3], []), f64([0, 3], []), { reduction: 'sum' }), [0], 0);
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => relativeEntropy(f64([1, 2], [0.5, 1.5]), f64([1, 2], [0.5, 0.5]))],
    ['target', () => relativeEntropy(f64([1, 2], [0.5, 0.5]), f64([1, 2], [-0.5, 0.5]))],
    ['target', () => relativeEntropy(f64([1, 2], [0.5, 0.5]), f64([1, 2], [Number.NaN, 0.5]))],
    ['target', () => relativeEntropy(input, f64([1, 4], [0.25, 0.25, 0.25, 0.25]))],
    ['target', () => relativeEntropy(f64([2], [1, 0]), i32([2], [1, 0]))],
    ['input', () => relativeEntropy(i32([2], [1, 0]), f64([2], [1, 0]))],
    ['input', () => relativeEntropy(scalar(1), scalar(1))],
    ['reduction', () => relativeEntropy(input, target, JSON.parse('{"reduction":"average"}'))],
    ['sizeAverage', () => relativeEntropy(input, target, JSON.parse('{"sizeAverage":true}'))],
    ['upstream', () => relativeEntropyGradient(input, target, f64([4], [1, 1, 1, 1]), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
