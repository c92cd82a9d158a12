/** Cross-entropy against its own laws, and what it refuses. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TensorOf } from '../tensor.ts';
import { f32, f64, i32, i64, numbers, scalar } from '../testing.ts';
import { crossEntropy, crossEntropyGradient } from './cross_entropy.ts';

const finite = fc.double({ min: -30, max: 30, noNaN: true });
const question = fc.integer({ min: 1, max: 5 }).chain((classes) =>
  fc.record({
    logits: fc.array(finite, { minLength: classes, maxLength: classes }),
    weights: fc.array(fc.double({ min: 0.125, max: 4, noNaN: true }), { minLength: classes, maxLength: classes }),
    label: fc.integer({ min: 0, max: classes - 1 }),
    labelSmoothing: fc.constantFrom(0, 0.25, 1),
    upstream: fc.constantFrom(-2, -0.75, 1, 1.5),
  }),
);

test('each position’s gradient sums to 0', () => {
  fc.assert(
    fc.property(question, ({ logits, weights, label, labelSmoothing, upstream }) => {
      const classes = logits.length;
      const options = { weight: f64([classes], weights), labelSmoothing, reduction: 'sum' } as const;
      const soft = f64(
        [classes],
        weights.map((_, c) => weights[(c + 1) % classes]),
      );
      for (const target of [i32([], [label]), soft]) {
        const { input } = crossEntropyGradient(f64([classes], logits), target, scalar(upstream), options);
        const sum = numbers(input).reduce((total, slope) => total + slope, 0);
        const size = weights.reduce((total, weight) => total + weight * Math.abs(upstream), 0);
        expect(Math.abs(sum)).toBeLessThanOrEqual(1e-15 * classes * size);
      }
    }),
  );
});

test('each gradient is the slope of the loss, by finite differences', () => {
  const step = 2 ** -17;
  fc.assert(
    fc.property(question, ({ logits, weights, label, labelSmoothing, upstream }) => {
      const classes = logits.length;
      const weight = f64([classes], weights);
      const soft = f64(
        [classes],
        weights.map((_, c) => weights[(c + 1) % classes]),
      );
      const options = { labelSmoothing, weight };
      const slope = (x: TensorOf<'float64'>, loss: () => number, c: number) => {
        const before = x.data[c];
        x.data[c] = before + step;
        const above = loss();
        x.data[c] = before - step;
        const below = loss();
        x.data[c] = before;
        return (upstream * (above - below)) / (2 * step);
      };
      const input = f64([classes], logits);
      for (const target of [i32([], [label]), soft]) {
        const loss = () => crossEntropy(input, target, options).data[0];
        const gradients = crossEntropyGradient(input, target, scalar(upstream), options);
        for (let c = 0; c < classes; c++) {
          expect(Math.abs(gradients.input.data[c] - slope(input, loss, c))).toBeLessThanOrEqual(1e-7);
          if (gradients.target && gradients.weight) {
            expect(Math.abs(gradients.target.data[c] - slope(soft, loss, c))).toBeLessThanOrEqual(1e-7);
            expect(Math.abs(gradients.weight.data[c] - slope(weight, loss, c))).toBeLessThanOrEqual(1e-7);
          }
        }
      }
    }),
  );
});

test('what cannot be answered is refused, naming the argument', () => {
  const input = f64([2, 3], [1, 2, 3, 4, 5, 6]);
  const target = i32([2], [0, 1]);
  const soft = f64([2, 3], [1, 0, 0, 1, 0, 0]);
  const refusals: [argument: string, work: () => unknown][] = [
    ['reduction', () => crossEntropy(input, target, JSON.parse('{"reduction":"batchmean"}'))],
    ['reduction', () => crossEntropy(input, target, JSON.parse('{"reduction":"elementwise_mean"}'))],
    ['reduction', () => crossEntropy(input, target, JSON.parse('{"reduction":null}'))],
    ['labelSmoothing', () => crossEntropy(input, target, { labelSmoothing: 1.5 })],
    ['labelSmoothing', () => crossEntropy(input, target, { labelSmoothing: -0.125 })],
    ['labelSmoothing', () => crossEntropy(input, target, { labelSmoothing: Number.NaN })],
    ['ignoreIndex', () => crossEntropy(input, target, { ignoreIndex: 0.5 })],
    ['ignoreIndex', () => crossEntropy(input, target, JSON.parse('{"ignoreIndex":null}'))],
    ['ignoreIndex', () => crossEntropy(input, soft, { ignoreIndex: 0 })],
    ['smoothing', () => crossEntropy(input, target, JSON.parse('{"smoothing":0.1}'))],
    ['target', () => crossEntropy(input, i32([2], [0, 3]))],
    ['target', () => crossEntropy(input, i32([2], [0, -1]), { reduction: 'none' })],
    ['target', () => crossEntropy(input, i64([2], [0n, 2n ** 40n]))],
    ['target', () => crossEntropy(input, f64([2], [0, 1]))],
    ['target', () => crossEntropy(input, i32([2, 3], [0, 0, 1, 0, 0, 1]))],
    ['target', () => crossEntropy(input, i32([2, 1], [0, 1]))],
    ['target', () => crossEntropy(input, i32([3], [0, 1, 2]))],
    ['target', () => crossEntropy(f64([3], [1, 2, 3]), i32([1], [0]))],
    ['input', () => crossEntropy(scalar(1), i32([], [0]))],
    ['input', () => crossEntropy(f64([2, 0], []), target)],
    ['input', () => crossEntropy(i32([2, 3], [1, 2, 3, 4, 5, 6]), target)],
    ['weight', () => crossEntropy(input, target, { weight: f64([2], [1, 1]) })],
    ['weight', () => crossEntropy(input, target, { weight: f64([1, 3], [1, 1, 1]) })],
    ['weight', () => crossEntropy(input, target, { weight: f32([3], [1, 1, 1]) })],
    ['upstream', () => crossEntropyGradient(input, target, f64([2], [1, 1]))],
    ['upstream', () => crossEntropyGradient(input, target, scalar(1), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
