/** The objective against the same sum in PyTorch 1.13.1 (float64), and at its edges. */
import { expect, test } from 'vitest';
import { expectClose, f32, f64, half, i32, numbers, scalar } from '../testing.ts';
import { type ObjectiveOptions, objective, objectiveGradient } from './objective.ts';

const input = f64([2, 3], [1.3, 0.125, 0.4, 2, -1, 0.25]);
const theta = f64([3], [0.5, -1.5, 0.3]);

test('the values and gradients PyTorch computes for the mean of the losses plus a penalty', () => {
  // biome-ignore format: one line each for value, byInput and byTheta
  const table: [ObjectiveOptions['penalty'], value: number[], byInput: number[], byTheta: number[]][] = [
    ['l1',
      [1.2025000000000001],
      [0.125, 0.125, 0.125, 0.125, 0.125, 0.125],
      [0.22499999999999998, -0.22499999999999998, 0.22499999999999998]],
    ['l2',
      [1.2894999999999999],
      [0.125, 0.125, 0.125, 0.125, 0.125, 0.125],
      [0.22499999999999998, -0.6749999999999999, 0.13499999999999998]],
  ];
  for (const [penalty, value, byInput, byTheta] of table) {
    expectClose(objective(input, theta, { penalty, strength: 0.3 }), value, 1e-15);
    const gradients = objectiveGradient(input, theta, scalar(0.75), { penalty, strength: 0.3 });
    expectClose(gradients.input, byInput, 1e-15);
    expectClose(gradients.theta, byTheta, 1e-15);
  }
});

test('a parameter of 0 is left where it is by either penalty', () => {
  for (const penalty of ['l1', 'l2'] as const) {
    expectClose(objectiveGradient(scalar(1), f64([2], [0, -0]), scalar(3), { penalty, strength: 2 }).theta, [0, 0], 0);
  }
});

test('without losses it is NaN, without parameters or strength the mean of the losses', () => {
  expectClose(objective(f64([0], []), theta, { penalty: 'l2', strength: 1 }), [Number.NaN], 0);
  expectClose(objective(f64([2], [1, 2]), f64([0], []), { penalty: 'l1', strength: 1 }), [1.5], 0);
  expectClose(objective(f64([2], [1, 2]), theta, { penalty: 'l2', strength: 0 }), [1.5], 0);
});

test('sums run over more than one block', () => {
  const many = f64([50, 50], new Array(2500).fill(0.5));
  expectClose(objective(many, many, { penalty: 'l2', strength: 2 }), [1250.5], 0);
  const gradients = objectiveGradient(many, many, scalar(1), { penalty: 'l2', strength: 2 });
  expect(new Set(numbers(gradients.input))).toEqual(new Set([1 / 2500]));
  expect(new Set(numbers(gradients.theta))).toEqual(new Set([2]));
});

test('the answer has the wider dtype, and each gradient its own; halves are rounded once', () => {
  const options = { penalty: 'l1', strength: 0.25 } as const;
  expect(objective(f32([1], [1]), f64([1], [1]), options).dtype).toBe('float64');
  const thirds = half('float16', [3], [1, 0, 0]);
  expect(numbers(objective(thirds, half('float16', [], [1]), options))).toEqual([0.58349609375]);
  const gradients = objectiveGradient(thirds, half('bfloat16', [], [1]), scalar(1), options);
  expect(numbers(gradients.input)).toEqual([0.333251953125, 0.333251953125, 0.333251953125]);
  expect([gradients.input.dtype, gradients.theta.dtype]).toEqual(['float16', 'bfloat16']);
});

test('what cannot be answered is refused, naming the argument', () => {
  const of = (options: string) => () => objective(input, theta, JSON.parse(options));
  const l2 = { penalty: 'l2', strength: 1 } as const;
  const refusals: [argument: string, work: () => unknown][] = [
    ['penalty', of('{"strength":1}')],
    ['penalty', of('{"strength":1,"penalty":"l3"}')],
    ['strength', of('{"penalty":"l2"}')],
    ['strength', of('{"penalty":"l2","strength":"1"}')],
    ['strength', () => objective(input, theta, { penalty: 'l2', strength: -0.5 })],
    ['strength', () => objective(input, theta, { penalty: 'l2', strength: Number.NaN })],
    ['reduction', of('{"penalty":"l2","strength":1,"reduction":"mean"}')],
    ['input', () => objective(i32([1], [1]), theta, l2)],
    ['theta', () => objective(input, i32([1], [1]), l2)],
    ['upstream', () => objectiveGradient(input, theta, f64([1], [1]), l2)],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
