/** The sigmoid against PyTorch 1.13.1 (float64), and against mpmath on both tails. */
import { expect, test } from 'vitest';
import { expectClose, f32, f64, half, i32, numbers, scalar } from '../testing.ts';
import { sigmoid, sigmoidGradient } from './sigmoid.ts';

test('the values and gradients PyTorch computes, of any shape', () => {
  const input = f64([2, 3], [-3, 0, 2, 0.5, -1, 4]);
  const upstream = f64([2, 3], [0.5, -1.25, 2, 0.75, 1, -0.5]);
  // biome-ignore format: one line each for value and gradient
  const [value, byInput] = [
    [0.04742587317756678, 0.5, 0.8807970779778823, 0.6224593312018546, 0.2689414213699951, 0.9820137900379085],
    [0.02258832986545607, -0.3125, 0.20998717080701323, 0.17625278415119586, 0.19661193324148185, -0.008831353106645554],
  ];
  expect(sigmoid(input).shape).toEqual([2, 3]);
  expectClose(sigmoid(input), value, 1e-15);
  expectClose(sigmoidGradient(input, upstream).input, byInput, 2e-15);
});

test('both tails keep their relative accuracy, down to where doubles end', () => {
  const table = [
    [0, 0.5, 0.25],
    [1, 0.7310585786300049, 0.19661193324148185],
    [-1, 0.2689414213699951, 0.19661193324148185],
    [16.5, 0.999999931743971, 6.825602444557736e-8],
    [-16.5, 6.825602910446286e-8, 6.825602444557736e-8],
    [36.5, 0.9999999999999999, 1.4068617124461464e-16],
    [-36.5, 1.4068617124461467e-16, 1.4068617124461464e-16],
    [40, 1, 4.248354255291589e-18],
    [-40, 4.248354255291589e-18, 4.248354255291589e-18],
    [700, 1, 9.85967654375977e-305],
    [-700, 9.85967654375977e-305, 9.85967654375977e-305],
    [-709.5, 7.38014831401258e-309, 7.38014831401258e-309],
    [709.5, 1, 7.38014831401258e-309],
    [-740, 4.2e-322, 4.2e-322],
    [740, 1, 4.2e-322],
    [1000, 1, 0],
    [-1000, 0, 0],
    [Infinity, 1, 0],
    [-Infinity, 0, 0],
    [Number.NaN, Number.NaN, Number.NaN],
  ];
  for (const [x, value, slope] of table) {
    expectClose(sigmoid(scalar(x)), [value], 4e-16);
    expectClose(sigmoidGradient(scalar(x), scalar(-2)).input, [-2 * slope], 4e-16);
  }
});

test('float32 and halves are rounded once, from a double', () => {
  expect(numbers(sigmoid(f32([1], [-16.5])))).toEqual([Math.fround(6.825602910446286e-8)]);
  // σ(−16.5) = 6.8256e-8 is 1.145 of float16's smallest steps; the nearest bfloat16 is 1.1484375 · 2^−24.
  expect(numbers(sigmoid(half('float16', [1], [-16.5])))).toEqual([2 ** -24]);
  expect(numbers(sigmoid(half('bfloat16', [1], [-16.5])))).toEqual([1.1484375 * 2 ** -24]);
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => sigmoid(i32([2], [1, 2]))],
    ['dim', () => sigmoid(scalar(1), JSON.parse('{"dim":0}'))],
    ['upstream', () => sigmoidGradient(f64([2], [1, 2]), scalar(1))],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
