/** Entropy against −Σ p·ln p in PyTorch 1.13.1 (float64), and against mpmath at its ends. */
import { expect, test } from 'vitest';
import type { Reduction } from '../reduction.ts';
import { expectClose, f64, half, i32, numbers, scalar } from '../testing.ts';
import { entropy, entropyGradient } from './entropy.ts';

const input = f64([3, 4], [0.5, 0.25, 0.2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.125, 0.0625, 0.5, 0.3125]);

test('the losses and gradients PyTorch computes for −Σ p·ln p', () => {
  // biome-ignore format: one line each for loss and gradient
  const table: [Reduction, loss: number[], byInput: number[]][] = [
    ['none',
      [1.1648213767244648, 1.2798542258336676, 1.1432752061942137],
      [-0.15342640972002736, 0.1931471805599453, 0.30471895621705014, 0.9978661367769954, -1.6282313662425567, -0.7617973905426254, -0.2549660054074201, 0.10463658515730634, 2.1588830833596715, 3.5451774444795623, -0.6137056388801094, 0.3263016196113617]],
    ['sum',
      [3.587950808752346],
      [-0.23013961458004106, 0.2897207708399179, 0.45707843432557504, 1.4967992051654933, 0.9769388197455341, 0.45707843432557504, 0.15297960324445214, -0.06278195109438389, 0.8095811562598767, 1.3294415416798357, -0.23013961458004106, 0.12236310735426059]],
    ['mean',
      [1.1959836029174487],
      [-0.07671320486001368, 0.09657359027997264, 0.15235947810852507, 0.4989330683884977, 0.32564627324851136, 0.15235947810852507, 0.05099320108148403, -0.02092731703146125, 0.26986038541995894, 0.4431471805599453, -0.07671320486001368, 0.040787702451420216]],
  ];
  for (const [reduction, loss, byInput] of table) {
    const upstream = reduction === 'none' ? f64([3], [0.5, -1.25, 2]) : scalar(0.75);
    expectClose(entropy(input, { reduction }), loss, 1e-15);
    expectClose(entropyGradient(input, upstream, { reduction }).input, byInput, 1e-14);
  }
});

test('one distribution, and distributions along axis 1 of a larger tensor', () => {
  expect(entropy(f64([4], [0.25, 0.25, 0.25, 0.25]), { reduction: 'none' })).toEqual(scalar(2 * Math.LN2));
  const input = f64([1, 2, 3], [0.5, 1, 0.25, 0.5, 0, 0.75]);
  const answer = entropy(input, { reduction: 'none' });
  expect(answer.shape).toEqual([1, 3]);
  expectClose(answer, [Math.LN2, 0, 0.5623351446188083], 2e-16);
  const { input: gradient } = entropyGradient(input, f64([1, 3], [1, 2, 4]), { reduction: 'none' });
  expectClose(gradient, [Math.LN2 - 1, -2, 1.5451774444795623, Math.LN2 - 1, Infinity, -2.8492717101928764], 4e-16);
});

test('0·ln 0 is 0, and small entropies keep their relative accuracy', () => {
  const table: [row: number[], loss: number][] = [
    [[1, 0], 0],
    [[0, 0], 0],
    [[0.9999999999999999, 1.1102230246251565e-16], 4.189626486814324e-15],
    [[1e-300, 1e-310], 6.907755279695939e-298],
    [[0.9999, 0.0001], 0.0010210290370309323],
  ];
  for (const [row, loss] of table) expectClose(entropy(f64([2], row)), [loss], 4e-16);
});

test('a mean over nothing is NaN', () => {
  expectClose(entropy(f64([0, 3], [])), [Number.NaN], 0);
  expectClose(entropy(f64([0, 3], []), { reduction: 'sum' }), [0], 0);
});

test('halves are rounded once, from a double', () => {
  // 0.25·ln 4 + 0.75·ln(4/3) = 0.5623351… (mpmath).
  expect(numbers(entropy(half('float16', [2], [0.25, 0.75])))).toEqual([0.5625]);
  expect(numbers(entropy(half('bfloat16', [2], [0.25, 0.75])))).toEqual([0.5625]);
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => entropy(f64([2], [0.5, 1.5]))],
    ['input', () => entropy(f64([2], [0.5, Number.NaN]))],
    ['input', () => entropy(scalar(1))],
    ['input', () => entropy(f64([2, 0], []))],
    ['input', () => entropy(i32([2], [1, 0]))],
    ['reduction', () => entropy(input, JSON.parse('{"reduction":"batchmean"}'))],
    ['reduce', () => entropy(input, JSON.parse('{"reduce":false}'))],
    ['upstream', () => entropyGradient(input, f64([4], [1, 1, 1, 1]), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
