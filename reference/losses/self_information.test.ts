/** Self-information against −ln p in PyTorch 1.13.1 (float64), and at its ends. */
import { expect, test } from 'vitest';
import type { Reduction } from '../reduction.ts';
import { expectClose, f64, half, i32, numbers, scalar } from '../testing.ts';
import { selfInformation, selfInformationGradient } from './self_information.ts';

const input = f64([3, 4], [0.5, 0.25, 0.2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.125, 0.0625, 0.5, 0.3125]);

test('the losses and gradients PyTorch computes for −ln p', () => {
  // biome-ignore format: one line each for loss and gradient
  const table: [Reduction, loss: number[], byInput: number[]][] = [
    ['none',
      [Math.LN2, 1.3862943611198906, 1.6094379124341003, 2.995732273553991, Math.LN10, 1.6094379124341003, 1.2039728043259361, 0.916290731874155, 2.0794415416798357, 2.772588722239781, Math.LN2, 1.1631508098056809],
      [-1, 5, -10, -15, -10, 2.5, -5, 0.625, -24, -2, 4, -0.8]],
    ['sum',
      [19.425226523581408],
      [-1.5, -3, -3.75, -15, -7.5, -3.75, -2.5, -1.875, -6, -12, -1.5, -2.4]],
    ['mean',
      [1.6187688769651174],
      [-0.125, -0.25, -0.3125, -1.25, -0.625, -0.3125, -0.20833333333333334, -0.15625, -0.5, -1, -0.125, -0.2]],
  ];
  for (const [reduction, loss, byInput] of table) {
    const upstream =
      reduction === 'none' ? f64([3, 4], [0.5, -1.25, 2, 0.75, 1, -0.5, 1.5, -0.25, 3, 0.125, -2, 0.25]) : scalar(0.75);
    expectClose(selfInformation(input, { reduction }), loss, 1e-15);
    expectClose(selfInformationGradient(input, upstream, { reduction }).input, byInput, 1e-15);
  }
});

test('n tosses of a coin that all go one way are worth n bits, n·ln 2', () => {
  for (let n = 0; n < 1000; n += 111) expectClose(selfInformation(scalar(2 ** -n)), [n * Math.LN2], 2e-16);
});

test('what is certain costs 0, what is nearly so 1.1e-16, what is impossible +∞', () => {
  const input = f64([3], [1, 0.9999999999999999, 0]);
  expectClose(selfInformation(input, { reduction: 'none' }), [0, 1.1102230246251565e-16, Infinity], 0);
  expect(Object.is(selfInformation(scalar(1)).data[0], 0)).toBe(true);
});

test('a mean over nothing is NaN', () => {
  expectClose(selfInformation(f64([0], [])), [Number.NaN], 0);
  expectClose(selfInformation(f64([0, 2], []), { reduction: 'sum' }), [0], 0);
});

test('halves are rounded once: ln 2 as they hold it', () => {
  expect(numbers(selfInformation(half('float16', [1], [0.5])))).toEqual([0.693359375]);
  expect(numbers(selfInformation(half('bfloat16', [1], [0.5])))).toEqual([0.69140625]);
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => selfInformation(f64([2], [0.5, 1.5]))],
    ['input', () => selfInformation(f64([2], [0.5, -0.5]))],
    ['input', () => selfInformation(f64([2], [0.5, Number.NaN]))],
    ['input', () => selfInformation(f64([2000], new Array(1999).fill(0.5).concat(2)))],
    ['input', () => selfInformation(i32([2], [1, 0]))],
    ['reduction', () => selfInformation(input, JSON.parse('{"reduction":"average"}'))],
    ['sizeAverage', () => selfInformation(input, JSON.parse('{"sizeAverage":true}'))],
    ['upstream', () => selfInformationGradient(input, f64([4], [1, 1, 1, 1]))],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
