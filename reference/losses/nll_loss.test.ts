/** Negative log-likelihood against PyTorch 1.13.1 (float64) and at its edges. */
import { expect, test } from 'vitest';
import { expectClose, f32, f64, i32, i64, numbers, scalar } from '../testing.ts';
import { type NllLossOptions, nllLoss, nllLossGradient } from './nll_loss.ts';

const input = f64([4, 3], [2, -1, 0.5, 0, 1, -2, 0.25, 0.25, 0.25, 5, -5, 0]);
const labels = i32([4], [0, 2, 1, 0]);
const weight = f64([3], [0.5, 2, 3]);

test('the losses and gradients PyTorch computes; the input need not be a log-probability', () => {
  // biome-ignore format: three lines a case
  const table: [NllLossOptions, loss: number[], byInput: number[]][] = [
    [{ reduction: 'none' },
      [-2, 2, -0.25, -5],
      [-0.5, 0, 0, 0, 0, 1.25, 0, -2, 0, -0.75, 0, 0]],
    [{ reduction: 'none', weight, ignoreIndex: 1 },
      [-1, 6, 0, -2.5],
      [-0.25, 0, 0, 0, 0, 3.75, 0, 0, 0, -0.375, 0, 0]],
    [{ reduction: 'sum', weight },
      [2],
      [-0.375, 0, 0, 0, 0, -2.25, 0, -1.5, 0, -0.375, 0, 0]],
    [{ reduction: 'mean' },
      [-1.3125],
      [-0.1875, 0, 0, 0, 0, -0.1875, 0, -0.1875, 0, -0.1875, 0, 0]],
    [{ reduction: 'mean', weight },
      [0.3333333333333333],
      [-0.0625, 0, 0, 0, 0, -0.375, 0, -0.25, 0, -0.0625, 0, 0]],
    [{ reduction: 'mean', weight, ignoreIndex: 1 },
      [0.625],
      [-0.09375, 0, 0, 0, 0, -0.5625, 0, 0, 0, -0.09375, 0, 0]],
  ];
  for (const [options, loss, byInput] of table) {
    const upstream = options.reduction === 'none' ? f64([4], [0.5, -1.25, 2, 0.75]) : scalar(0.75);
    expectClose(nllLoss(input, labels, options), loss, 1e-15);
    expectClose(nllLossGradient(input, labels, upstream, options).input, byInput, 1e-15);
  }
});

test('the worked example: −1 −3 −3, −7, −2.3333', () => {
  const input = f32([3, 2], [1, 2, 1, 3, 1, 3]);
  const target = i64([3], [0n, 1n, 1n]);
  expect(numbers(nllLoss(input, target, { reduction: 'none' }))).toEqual([-1, -3, -3]);
  expect(numbers(nllLoss(input, target, { reduction: 'sum' }))).toEqual([-7]);
  expect(numbers(nllLoss(input, target))).toEqual([Math.fround(-7 / 3)]);
});

test('further axes follow the class axis: (N, C, d1, d2), one position ignored', () => {
  // biome-ignore format: one line
  const input = f64([2, 3, 2, 2], [-1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1, 0, -1, 0.75, -0.25, -1.25, 0.5, -0.5, 1.25, 0.25, -0.75, 1, 0, -1, 0.75, -0.25, -1.25, 0.5]);
  const target = i32([2, 2, 2], [0, 1, 2, -100, 2, 2, 1, 0]);
  expectClose(nllLoss(input, target, { weight }), [0.08928571428571429], 1e-15);
  // biome-ignore format: one line
  const byInput = [-0.026785714285714284, 0, 0, 0, 0, -0.10714285714285714, 0, 0, 0, 0, -0.1607142857142857, 0, 0, 0, 0, -0.026785714285714284, 0, 0, -0.10714285714285714, 0, -0.1607142857142857, -0.1607142857142857, 0, 0];
  expectClose(nllLossGradient(input, target, scalar(0.75), { weight }).input, byInput, 1e-15);
});

test('one position alone: a scalar, and its weight cancels in the mean only', () => {
  const input = f64([3], [-1, -2, -4]);
  expect(nllLoss(input, i32([], [2]), { weight, reduction: 'none' })).toEqual(scalar(12));
  expect(nllLoss(input, i32([], [2]), { weight, reduction: 'sum' })).toEqual(scalar(12));
  expect(nllLoss(input, i32([], [2]), { weight })).toEqual(scalar(4));
});

test('what is not selected changes nothing, whatever it is', () => {
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    const input = f64([2, 2], [bad, bad, -1, bad]);
    const target = i32([2], [-100, 0]);
    expectClose(nllLoss(input, target), [1], 0);
    expectClose(nllLossGradient(input, target, scalar(1)).input, [0, 0, -1, 0], 0);
  }
});

test('a mean over nothing is NaN with gradient 0, over weights that sum to 0 NaN with gradient NaN', () => {
  const input = f64([2, 2], [-1, -2, -3, -4]);
  const none = i32([2], [5, 5]);
  expectClose(nllLoss(input, none, { ignoreIndex: 5 }), [Number.NaN], 0);
  expectClose(nllLossGradient(input, none, scalar(1), { ignoreIndex: 5 }).input, [0, 0, 0, 0], 0);
  expectClose(nllLoss(input, none, { ignoreIndex: 5, reduction: 'sum' }), [0], 0);
  const weightless = { weight: f64([2], [0, 1]) };
  expectClose(nllLoss(input, i32([2], [0, 0]), weightless), [Number.NaN], 0);
  const gradient = nllLossGradient(input, i32([2], [0, 0]), scalar(1), weightless).input;
  expectClose(gradient, [Number.NaN, 0, Number.NaN, 0], 0);
});

test('an empty batch has mean NaN, sum 0 and no losses', () => {
  expectClose(nllLoss(f64([0, 3], []), i32([0], [])), [Number.NaN], 0);
  expectClose(nllLoss(f64([0, 3], []), i32([0], []), { reduction: 'sum' }), [0], 0);
  expect(nllLoss(f64([2, 3, 0], []), i32([2, 0], []), { reduction: 'none' }).shape).toEqual([2, 0]);
});

test('ignoreIndex is compared before the range, exactly, also beyond 2^53', () => {
  const input = f64([1, 2], [-1, -2]);
  const far = 2n ** 60n;
  expectClose(nllLoss(input, i64([1], [far]), { ignoreIndex: far, reduction: 'sum' }), [0], 0);
  expect(() => nllLoss(input, i64([1], [far + 1n]), { ignoreIndex: far })).toThrow(`holds ${far + 1n} at position 0`);
  expectClose(nllLoss(input, i32([1], [1]), { ignoreIndex: 1, reduction: 'sum' }), [0], 0);
});

test('what cannot be answered is refused, naming the argument', () => {
  const input = f64([2, 3], [1, 2, 3, 4, 5, 6]);
  const target = i32([2], [0, 1]);
  const refusals: [argument: string, work: () => unknown][] = [
    ['reduction', () => nllLoss(input, target, JSON.parse('{"reduction":"batchmean"}'))],
    ['labelSmoothing', () => nllLoss(input, target, JSON.parse('{"labelSmoothing":0.1}'))],
    ['target', () => nllLoss(input, i32([2], [0, 3]), { reduction: 'none' })],
    ['target', () => nllLoss(input, i32([2], [0, -1]))],
    ['target', () => nllLoss(input, f64([2], [0, 1]))],
    ['target', () => nllLoss(input, f64([2, 3], [1, 0, 0, 1, 0, 0]))],
    ['target', () => nllLoss(input, i32([2, 1], [0, 1]))],
    ['target', () => nllLoss(input, i32([3], [0, 1, 2]))],
    ['input', () => nllLoss(scalar(1), i32([], [0]))],
    ['input', () => nllLoss(i32([2, 3], [1, 2, 3, 4, 5, 6]), target)],
    ['weight', () => nllLoss(input, target, { weight: f64([2], [1, 1]) })],
    ['weight', () => nllLoss(input, target, { weight: f64([1, 3], [1, 1, 1]) })],
    ['weight', () => nllLoss(input, target, { weight: f32([3], [1, 1, 1]) })],
    ['upstream', () => nllLossGradient(input, target, f64([1], [1]))],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
