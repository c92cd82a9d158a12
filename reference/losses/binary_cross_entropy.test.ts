/** Binary cross-entropy of probabilities against PyTorch 1.13.1 (float64), and against mpmath at its ends. */
import { expect, test } from 'vitest';
import { expectClose, f32, f64, half, i32, numbers, scalar } from '../testing.ts';
import {
  binaryCrossEntropyGradient as gradient,
  binaryCrossEntropy as loss,
  type BinaryCrossEntropyOptions as Options,
} from './binary_cross_entropy.ts';

const input = f64([2, 3], [0.1, 0.5, 0.9, 0.25, 0.625, 0.03]);
const target = f64([2, 3], [1, 0, 0.25, 0, 1, 0.5]);
const weight = f64([2, 1], [0.5, 2]);

test('the losses and the gradients by input and target that PyTorch computes', () => {
  // biome-ignore format: one line each for loss, byInput and byTarget
  const table: [Options, loss: number[], byInput: number[], byTarget: number[]][] = [
    [{ reduction: 'none' },
      [Math.LN10, Math.LN2, 1.753278948659991, 0.2876820724517809, 0.4700036292457356, 1.7685085524023452],
      [-4.999999999999999, -2.5, 14.444444444444448, 1, -1.6, 8.075601374570446],
      [1.0986122886681096, -0, -4.394449154672439, 0.8239592165010822, -0.5108256237659906, -1.7380493449176366]],
    [{ reduction: 'none', weight },
      [1.1512925464970227, 0.34657359027997264, 0.8766394743299954, 0.5753641449035618, 0.9400072584914712, 3.5370171048046903],
      [-2.4999999999999996, -1.25, 7.222222222222224, 2, -3.2, 16.151202749140893],
      [0.5493061443340548, -0, -2.1972245773362196, 1.6479184330021643, -1.0216512475319812, -3.4760986898352733]],
    [{ reduction: 'sum' },
      [7.275205476313844],
      [-7.5, 1.5, 5.416666666666668, 1, -1.2, -12.11340206185567],
      [1.6479184330021643, 0, -1.6479184330021646, 0.8239592165010822, -0.383119217824493, 2.607074017376455]],
    [{ reduction: 'sum', weight },
      [7.426894119306714],
      [-3.75, 0.75, 2.708333333333334, 2, -2.4, -24.22680412371134],
      [0.8239592165010822, 0, -0.8239592165010823, 1.6479184330021643, -0.766238435648986, 5.21414803475291]],
    [{ reduction: 'mean' },
      [1.2125342460523074],
      [-1.25, 0.25, 0.902777777777778, 0.16666666666666666, -0.19999999999999998, -2.0189003436426116],
      [0.2746530721670274, 0, -0.27465307216702745, 0.1373265360835137, -0.06385320297074883, 0.43451233622940916]],
    [{ reduction: 'mean', weight },
      [1.237815686551119],
      [-0.625, 0.125, 0.451388888888889, 0.3333333333333333, -0.39999999999999997, -4.037800687285223],
      [0.1373265360835137, 0, -0.13732653608351372, 0.2746530721670274, -0.12770640594149765, 0.8690246724588183]],
  ];
  for (const [options, expected, byInput, byTarget] of table) {
    const upstream = options.reduction === 'none' ? f64([2, 3], [0.5, -1.25, 2, 0.75, 1, -0.5]) : scalar(0.75);
    expectClose(loss(input, target, options), expected, 1e-14);
    const gradients = gradient(input, target, upstream, options);
    expectClose(gradients.input, byInput, 1e-14);
    expectClose(gradients.target, byTarget, 1e-14);
  }
});

test('tiny and nearly certain probabilities keep their relative accuracy, and each logarithm is held at −100', () => {
  const table: [x: number, y: number, loss: number, byInput: number, byTarget: number][] = [
    [1e-10, 0, 1.00000000005e-10, 1.0000000001, 23.025850929840455],
    [1e-300, 0, 1e-300, 1e-288, 690.7755278982137],
    [1e-10, 1, 23.025850929940457, -1e10, 23.025850929840455],
    [1e-30, 1, 69.07755278982137, -1e12, 69.07755278982137],
    [1e-50, 1, 100, -1e12, 115.12925464970229],
    [0, 1, 100, -1e12, Infinity],
    [1, 0, 100, 1e12, -Infinity],
    [0, 0, 0, 0, Infinity],
    [1, 1, 0, 0, -Infinity],
    [0.9999999999999999, 1, 1.1102230246251565e-16, -0.00011102230246251565, -36.7368005696771],
    [0.9999999999999999, 0, 36.7368005696771, 999999999999.9999, -36.7368005696771],
    [0.5, 0.5, Math.LN2, 0, 0],
    [0.25, 1e-20, 0.2876820724517809, 1.3333333333333333, 1.0986122886681098],
    [2 ** -60, 2 ** -61, 1.890364203435548e-17, 4.336808689942018e-7, 41.58883083359672],
    [0.3, 0.3, 0.6108643020548935, 0, 0.8472978603872037],
    [0, 0.25, 25, -2.5e11, Infinity],
    [1, 0.25, 75, 7.5e11, -Infinity],
  ];
  for (const [x, y, expected, byInput, byTarget] of table) {
    expectClose(loss(scalar(x), scalar(y)), [expected], 4e-16);
    const gradients = gradient(scalar(x), scalar(y), scalar(1));
    expectClose(gradients.input, [byInput], 4e-16);
    expectClose(gradients.target, [byTarget], 4e-16);
  }
});

test('an ignored element adds nothing, to the count neither, and nothing in it is checked or leaks', () => {
  for (const bad of [2, -1, Number.NaN, Infinity, -Infinity]) {
    const input = f64([3], [0.5, bad, 0.25]);
    const target = f64([3], [1, -100, 0]);
    const options = { ignoreIndex: -100, weight: f64([3], [1, Number.NaN, 2]) };
    // ln 2 and −2·ln 0.75, half their sum, and a half of −2 and 2·4/3.
    expectClose(loss(input, target, { ...options, reduction: 'none' }), [Math.LN2, 0, 0.5753641449035618], 1e-15);
    expectClose(loss(input, target, options), [0.6342556627317536], 1e-15);
    const gradients = gradient(input, target, scalar(1), options);
    expectClose(gradients.input, [-1, 0, 4 / 3], 1e-15);
    expectClose(gradients.target, [0, 0, 1.0986122886681098], 1e-15);
  }
});

test('a mean over nothing is NaN with gradient 0', () => {
  const ignoring = { ignoreIndex: 0 };
  const [input, target] = [f64([2], [0.5, 0.25]), f64([2], [0, -0])];
  expectClose(loss(input, target, ignoring), [Number.NaN], 0);
  expectClose(loss(input, target, { ...ignoring, reduction: 'sum' }), [0], 0);
  expectClose(gradient(input, target, scalar(1), ignoring).input, [0, 0], 0);
  expectClose(loss(f64([0], []), f64([0], [])), [Number.NaN], 0);
});

test('halves are rounded once, and a gradient of 10^12 overflows float16 only', () => {
  for (const [dtype, expected] of [
    ['float16', [-Infinity, 0, 3.140625]],
    ['bfloat16', [-1000727379968, 0, 3.140625]],
  ] as const) {
    const input = half(dtype, [3], [0, 1, 0.5]);
    const target = half(dtype, [3], [1, 1, 0.25]);
    const weight = half(dtype, [3], [1, 1, Math.PI]);
    const answer = gradient(input, target, half(dtype, [], [1]), { weight, reduction: 'sum' }).input;
    expect(answer.dtype).toBe(dtype);
    expect(numbers(answer)).toEqual(expected);
  }
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['input', () => loss(f64([2], [0.5, 1.25]), f64([2], [1, 0]))],
    ['input', () => loss(f64([1], [-1e-9]), f64([1], [1]))],
    ['input', () => loss(f64([1], [Number.NaN]), f64([1], [1]))],
    ['input', () => loss(f64([1], [2]), f64([1], [-1]), { ignoreIndex: -2 })],
    ['input', () => loss(i32([2], [1, 0]), f64([2], [1, 0]))],
    ['target', () => loss(f64([1], [0.5]), f64([1], [2]))],
    ['target', () => loss(f64([1], [0.5]), f64([1], [-100]))],
    ['target', () => loss(f64([1], [0.5]), f64([1], [Number.NaN]))],
    ['target', () => loss(input, f64([3], [1, 0, 1]))],
    ['target', () => loss(input, i32([2, 3], [1, 0, 1, 0, 1, 0]))],
    ['target', () => loss(f32([1], [0.5]), f64([1], [1]))],
    ['target', () => loss(half('float16', [1], [0.5]), half('bfloat16', [1], [1]))],
    ['weight', () => loss(input, target, { weight: f64([2], [1, 1]) })],
    ['weight', () => loss(input, target, { weight: f64([1, 2, 3], [1, 1, 1, 1, 1, 1]) })],
    ['weight', () => loss(input, target, { weight: f32([3], [1, 1, 1]) })],
    ['ignoreIndex', () => loss(input, target, { ignoreIndex: 0.5 })],
    ['posWeight', () => loss(input, target, JSON.parse('{"posWeight":1}'))],
    ['reduction', () => loss(input, target, JSON.parse('{"reduction":"batchmean"}'))],
    ['upstream', () => gradient(input, target, f64([3], [1, 1, 1]))],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
