/** Log-softmax against PyTorch 1.13.1 (float64), and against mpmath on the tails. */
import { expect, test } from 'vitest';
import { expectClose, f64, half, i32, numbers, scalar } from '../testing.ts';
import { logSoftmax, logSoftmaxGradient } from './log_softmax.ts';

const input = f64([2, 3, 2], [2, -1, 0.5, 0, 1, -2, 0.25, 3, 0.25, -4, 5, 0.125]);
const upstream = f64([2, 3, 2], [0.5, -1.25, 2, 0.75, 1, -0.5, 1.5, -0.25, 3, 0.125, -2, 0.25]);

test('the values and gradients PyTorch computes along each axis, counted from either end', () => {
  // biome-ignore format: one line each for value and gradient
  const table: [dim: number, value: number[], byInput: number[]][] = [
    [0,
      [-0.16022415043808716, -4.0181499279178094, -0.5759394198788437, -0.01814992791780978, -4.0181499279178094, -2.2378222787715694, -1.9102241504380872, -0.01814992791780978, -0.8259394198788437, -4.0181499279178094, -0.01814992791780978, -0.11282227877156932],
      [-1.2039056039366212, -1.2230206850568626, -0.8108825044289903, -0.1092620662831699, 1.0179862099620915, -0.4733273515135872, 1.203905603936621, 1.2230206850568628, 0.8108825044289907, 0.10926206628316988, -1.0179862099620915, 0.4733273515135872]],
    [1,
      [-0.4643687841079449, -1.4076059644443804, -1.964368784107945, -0.4076059644443804, -1.464368784107945, -2.4076059644443806, -4.767155391561684, -0.0557449912608496, -4.767155391561684, -7.055744991260849, -0.01715539156168383, -2.9307449912608496],
      [-1.6998610172411686, -1.0052715289452023, 1.5091446589186903, 1.4152409557748218, 0.19071635832247835, -0.40996942682961957, 1.478738655339422, -0.36822253592247733, 2.978738655339422, 0.12489219500157017, -4.457477310678844, 0.2433303409209072]],
    [2,
      [-0.048587351573741965, -3.048587351573742, -0.4740769841801067, -0.9740769841801067, -0.048587351573741965, -3.048587351573742, -2.8119675890031988, -0.061967589003198625, -0.014163456931505055, -4.264163456931505, -0.007606094404333926, -4.882606094404334],
      [1.2144305951168248, -1.2144305951168248, 0.28823683919489984, -0.28823683919489984, 0.5237129365887834, -0.5237129365887834, 1.4248916872824904, -1.4248916872824906, -0.08105116548985751, 0.0810511654898579, -0.2632601722187563, 0.2632601722187564]],
  ];
  for (const [dim, value, byInput] of table) {
    for (const either of [dim, dim - 3]) {
      const answer = logSoftmax(input, { dim: either });
      expect(answer.shape).toEqual([2, 3, 2]);
      expectClose(answer, value, 1e-14, 0.1);
      expectClose(logSoftmaxGradient(input, upstream, { dim: either }).input, byInput, 1e-14, 0.1);
    }
  }
});

test('small logarithms and gradients keep their relative accuracy, at any offset', () => {
  // biome-ignore format: the gradients for (0.5, −1.25, 2) and for (1, 0, 0) from above
  const table: [row: number[], value: number[], byInput: number[], byFirst: number[]][] = [
    [[20, 0, 1], [-7.66395003060776e-9, -20.00000000766395, -19.00000000766395], [-0.7499999904200625, -1.250000002576442, 1.9999999929965044], [7.663950001239695e-9, -2.0611536066419795e-9, -5.602796394597716e-9]],
    [[50, 0], [-1.9287498479639178e-22, -50], [1.25, -1.25], [1.9287498479639178e-22, -1.9287498479639178e-22]],
    [[700, 0], [-9.85967654375977e-305, -700], [1.25, -1.25], [9.85967654375977e-305, -9.85967654375977e-305]],
    [[1000, 0], [0, -1000], [1.25, -1.25], [0, 0]],
    [[36, 0, 2], [-1.945860714566368e-15, -36, -34], [-0.7499999999999976, -1.2500000000000002, 1.9999999999999978], [1.9458607145663662e-15, -2.3195228302435647e-16, -1.7139084315420096e-15]],
    [[0, 0, 0], [-1.0986122886681098, -1.0986122886681098, -1.0986122886681098], [0.08333333333333333, -1.6666666666666667, 1.5833333333333333], [2 / 3, -1 / 3, -1 / 3]],
    [[1e8, 1e8 + 8, 1e8 - 8], [-8.000335518870326, -0.00033551887032547476, -16.000335518870326], [0.4995808123840744, -2.499580671762295, 1.9999998593782207], [0.9996646499072596, -0.9996645374098362, -1.1249742337806325e-7]],
  ];
  for (const [row, value, byInput, byFirst] of table) {
    const size = row.length;
    const input = f64([size], row);
    expectClose(logSoftmax(input, { dim: 0 }), value, 5e-16);
    expectClose(
      logSoftmaxGradient(input, f64([size], [0.5, -1.25, 2].slice(0, size)), { dim: 0 }).input,
      byInput,
      7e-16,
      1,
    );
    expectClose(logSoftmaxGradient(input, f64([size], [1, 0, 0].slice(0, size)), { dim: 0 }).input, byFirst, 7e-16);
  }
});

test('a logit of −∞ leaves the others of its row finite; a row of nothing else is NaN, as is +∞', () => {
  const input = f64([3, 3], [0, -Infinity, 0, -Infinity, -Infinity, -Infinity, 1, Infinity, 2]);
  const [ln2, nan] = [-Math.LN2, Number.NaN];
  expectClose(logSoftmax(input, { dim: 1 }), [ln2, -Infinity, ln2, nan, nan, nan, -Infinity, nan, -Infinity], 0);
  const upstream = f64([3, 3], [1, 2, 3, 0, 0, 0, 0, 0, 0]);
  expect(numbers(logSoftmaxGradient(input, upstream, { dim: 1 }).input).slice(0, 3)).toEqual([-2, 2, 0]);
});

test('a scalar is a row of one, and what is empty stays empty', () => {
  for (const dim of [0, -1]) {
    expect(logSoftmax(scalar(3), { dim })).toEqual(scalar(0));
    expectClose(logSoftmax(scalar(Number.NaN), { dim }), [Number.NaN], 0);
    expectClose(logSoftmaxGradient(scalar(3), scalar(2), { dim }).input, [0], 0);
  }
  for (const shape of [
    [0, 3],
    [3, 0],
  ]) {
    for (const dim of [0, 1]) expect(logSoftmax(f64(shape, []), { dim })).toEqual(f64(shape, []));
  }
});

test('halves are rounded once, from a double', () => {
  // −ln(1 + e^−8) and −8 − ln(1 + e^−8) = −3.353e-4 and −8.000335 (mpmath), to the nearest half.
  const table = [
    ['float16', -0.00033545494079589844, -8],
    ['bfloat16', -0.000335693359375, -8],
  ] as const;
  for (const [dtype, ...expected] of table) {
    const answer = logSoftmax(half(dtype, [2], [8, 0]), { dim: -1 });
    expect([answer.dtype, numbers(answer)]).toEqual([dtype, expected]);
  }
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['dim', () => logSoftmax(input, { dim: 3 })],
    ['dim', () => logSoftmax(input, { dim: -4 })],
    ['dim', () => logSoftmax(input, { dim: 0.5 })],
    ['dim', () => logSoftmax(input, { dim: Number.NaN })],
    ['dim', () => logSoftmax(scalar(1), { dim: 1 })],
    ['dim', () => logSoftmax(input, JSON.parse('{}'))],
    ['dim', () => logSoftmax(input, JSON.parse('{"dim":"1"}'))],
    ['reduction', () => logSoftmax(input, JSON.parse('{"dim":1,"reduction":"mean"}'))],
    ['input', () => logSoftmax(i32([2], [1, 2]), { dim: 0 })],
    ['upstream', () => logSoftmaxGradient(input, scalar(1), { dim: 0 })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
