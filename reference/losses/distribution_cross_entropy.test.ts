/** Cross-entropy of distributions against −Σ p·ln q in PyTorch 1.13.1 (float64), and at its ends. */
import { expect, test } from 'vitest';
import type { Reduction } from '../reduction.ts';
import { expectClose, f64, half, i32, numbers, scalar } from '../testing.ts';
import { distributionCrossEntropy, distributionCrossEntropyGradient } from './distribution_cross_entropy.ts';

/** Q, and P. */
const input = f64([3, 4], [0.4, 0.3, 0.2, 0.1, 0.25, 0.25, 0.25, 0.25, 0.7, 0.1, 0.15, 0.05]);
const target = f64([3, 4], [0.5, 0.25, 0.2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.125, 0.0625, 0.5, 0.3125]);

test('the losses and gradients PyTorch computes for −Σ p·ln q', () => {
  // biome-ignore format: one line each for loss, byInput and byTarget
  const table: [Reduction, loss: number[], byInput: number[], byTarget: number[]][] = [
    ['none',
      [1.196155404155084, 1.3862943611198904, 2.0732222642330322],
      [-0.625, -0.4166666666666667, -0.5, -0.25, 0.5, 1, 1.5, 2, -0.35714285714285715, -1.25, -6.666666666666667, -12.5],
      [0.4581453659370775, 0.6019864021629681, 0.8047189562170501, 1.1512925464970227, -1.7328679513998633, -1.7328679513998633, -1.7328679513998633, -1.7328679513998633, 0.7133498878774649, 4.605170185988091, 3.7942399697717626, 5.991464547107982]],
    ['sum',
      [4.655672029508007],
      [-0.9375, -0.625, -0.7500000000000001, -0.37500000000000006, -0.30000000000000004, -0.6000000000000001, -0.8999999999999999, -1.2000000000000002, -0.13392857142857142, -0.46875, -2.5, -4.6875],
      [0.6872180489056162, 0.9029796032444521, 1.2070784343255752, 1.7269388197455342, 1.0397207708399179, 1.0397207708399179, 1.0397207708399179, 1.0397207708399179, 0.26750620795404934, 1.7269388197455342, 1.422839988664411, 2.2467992051654933]],
    ['mean',
      [1.551890676502669],
      [-0.3125, -0.20833333333333334, -0.25, -0.125, -0.1, -0.2, -0.3, -0.4, -0.044642857142857144, -0.15625, -0.8333333333333334, -1.5625],
      [0.22907268296853875, 0.30099320108148403, 0.40235947810852507, 0.5756462732485114, 0.34657359027997264, 0.34657359027997264, 0.34657359027997264, 0.34657359027997264, 0.08916873598468311, 0.5756462732485114, 0.4742799962214703, 0.7489330683884977]],
  ];
  for (const [reduction, loss, byInput, byTarget] of table) {
    const upstream = reduction === 'none' ? f64([3], [0.5, -1.25, 2]) : scalar(0.75);
    expectClose(distributionCrossEntropy(input, target, { reduction }), loss, 1e-14);
    const gradients = distributionCrossEntropyGradient(input, target, upstream, { reduction });
    expectClose(gradients.input, byInput, 1e-14);
    expectClose(gradients.target, byTarget, 1e-13);
  }
});

test('a class that cannot follow P adds nothing, whatever Q says; one that Q rules out and P does not costs +∞', () => {
  const input = f64([4, 2], [0, 1, 0, 0.5, 0, 1, 0.5, 0.5]);
  const target = f64([4, 2], [0, 1, 0, 0, 0.5, 0.5, 0, 1]);
  expectClose(distributionCrossEntropy(input, target, { reduction: 'none' }), [0, 0, Infinity, Math.LN2], 0);
  const { input: gradient } = distributionCrossEntropyGradient(input, target, scalar(1), { reduction: 'sum' });
  expectClose(gradient, [0, -1, 0, 0, -Infinity, -0.5, 0, -2], 0);
});

test('halves are rounded once, from a double', () => {
  // 0.25·ln 2 + 0.75·ln 2 = ln 2.
  for (const [dtype, expected] of [
    ['float16', 0.693359375],
    ['bfloat16', 0.69140625],
  ] as const) {
    const answer = distributionCrossEntropy(half(dtype, [2], [0.5, 0.5]), half(dtype, [2], [0.25, 0.75]));
    expect(numbers(answer)).toEqual([expected]);
  }
});

test('a mean over nothing is NaN', () => {
  expectClose(distributionCrossEntropy(f64([0, 3], []), f64([0, 3], [])), [Number.NaN], 0);
  expectClose(distributionCrossEntropy(f64([0, 3], []), f64([0, 3], []), { reduction: 'sum' }), [0], 0);
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => distributionCrossEntropy(f64([1, 2], [0.5, 1.5]), f64([1, 2], [0.5, 0.5]))],
    ['target', () => distributionCrossEntropy(f64([1, 2], [0.5, 0.5]), f64([1, 2], [-0.5, 0.5]))],
    ['target', () => distributionCrossEntropy(f64([1, 2], [0.5, 0.5]), f64([1, 2], [Number.NaN, 0.5]))],
    ['target', () => distributionCrossEntropy(input, f64([1, 4], [0.25, 0.25, 0.25, 0.25]))],
    ['target', () => distributionCrossEntropy(f64([2], [1, 0]), i32([2], [1, 0]))],
    ['input', () => distributionCrossEntropy(i32([2], [1, 0]), f64([2], [1, 0]))],
    ['input', () => distributionCrossEntropy(scalar(1), scalar(1))],
    ['reduction', () => distributionCrossEntropy(input, target, JSON.parse('{"reduction":"average"}'))],
    ['sizeAverage', () => distributionCrossEntropy(input, target, JSON.parse('{"sizeAverage":true}'))],
    ['upstream', () => distributionCrossEntropyGradient(input, target, f64([4], [1, 1, 1, 1]), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
