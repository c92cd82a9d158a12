/** Kullback–Leibler divergence against PyTorch 1.13.1 (float64), and against mpmath at its ends. */
import { expect, test, vi } from 'vitest';
import { expectClose, f32, f64, half, i32, numbers, scalar } from '../testing.ts';
import { type KlDivOptions, klDiv, klDivGradient } from './kl_div.ts';

const input = f64([2, 3], [-1.3, -0.3, -2.5, -2.125, -0.125, 0.5]);
const probabilities = f64([2, 3], [0.25, 0.7, 0.05, 0.5, 0.125, 1.5]);
const logarithms = f64([2, 3], [-1.5, -0.2, -3, -0.5, -2, 0.25]);

test('the losses and the gradients by input and target that PyTorch computes', () => {
  // biome-ignore format: one line each for loss, byInput and byTarget
  const table: [KlDivOptions, loss: number[], byInput: number[], byTarget: number[]][] = [
    [{ reduction: 'none' },
      [-0.021573590279972632, -0.0396724607571127, -0.024786613677699548, 0.7159264097200273, -0.24430519270997947, -0.14180233783775342],
      [-0.125, 0.875, -0.1, -0.375, -0.125, 0.75],
      [0.45685281944005474, -1.1791563200765844, 1.0085354528920183, 1.823889614580041, -0.9544415416798357, -0.4527325540540822]],
    [{ reduction: 'none', logTarget: true },
      [-0.04462603202968595, 0.08187307530779817, -0.024893534183931972, 0.9856123220330293, -0.2537536560686488, -0.32100635417193535],
      [-0.11156508007421491, 1.0234134413474774, -0.09957413673572789, -0.45489799478447507, -0.1353352832366127, 0.6420127083438707],
      [0.08925206405937193, -1.125754785482225, 0.049787068367863944, 1.194107236309247, -0.1184183728320361, -0.481509531257903]],
    [{ reduction: 'sum' },
      [0.2437862144575096],
      [-0.1875, -0.5249999999999999, -0.037500000000000006, -0.375, -0.09375, -1.125],
      [0.6852792291600822, 0.7074937920459505, 0.37820079483450675, 1.823889614580041, -0.7158311562598767, 0.6790988310811232]],
    [{ reduction: 'sum', logTarget: true },
      [0.4232058208866255],
      [-0.16734762011132237, -0.6140480648084864, -0.03734030127589796, -0.45489799478447507, -0.10150146242745953, -0.963019062515806],
      [0.1338780960890579, 0.6754528712893351, 0.01867015063794898, 1.194107236309247, -0.08881377962402709, 0.7222642968868546]],
    [{ reduction: 'mean' },
      [0.040631035742918264],
      [-0.03125, -0.0875, -0.00625, -0.0625, -0.015625, -0.1875],
      [0.11421320486001368, 0.11791563200765845, 0.06303346580575114, 0.3039816024300068, -0.11930519270997947, 0.11318313851352055]],
    [{ reduction: 'mean', logTarget: true },
      [0.07053430348110425],
      [-0.027891270018553727, -0.10234134413474773, -0.006223383545982993, -0.07581633246407918, -0.016916910404576588, -0.16050317708596767],
      [0.022313016014842982, 0.1125754785482225, 0.0031116917729914965, 0.19901787271820784, -0.014802296604004513, 0.12037738281447576]],
    [{ reduction: 'batchmean' },
      [0.1218931072287548],
      [-0.09375, -0.26249999999999996, -0.018750000000000003, -0.1875, -0.046875, -0.5625],
      [0.3426396145800411, 0.35374689602297527, 0.18910039741725337, 0.9119448072900205, -0.35791557812993835, 0.3395494155405616]],
    [{ reduction: 'batchmean', logTarget: true },
      [0.21160291044331275],
      [-0.08367381005566119, -0.3070240324042432, -0.01867015063794898, -0.22744899739223753, -0.05075073121372976, -0.481509531257903],
      [0.06693904804452895, 0.33772643564466753, 0.00933507531897449, 0.5970536181546235, -0.044406889812013545, 0.3611321484434273]],
  ];
  for (const [options, loss, byInput, byTarget] of table) {
    const target = options.logTarget ? logarithms : probabilities;
    const upstream = options.reduction === 'none' ? f64([2, 3], [0.5, -1.25, 2, 0.75, 1, -0.5]) : scalar(0.75);
    expectClose(klDiv(input, target, options), loss, 1e-14, 0.01);
    const gradients = klDivGradient(input, target, upstream, options);
    expectClose(gradients.input, byInput, 1e-14);
    expectClose(gradients.target, byTarget, 1e-14);
  }
});

test('targets far below 1, as probabilities and as logarithms', () => {
  const table: [logTarget: boolean, x: number, y: number, loss: number, byInput: number, byTarget: number][] = [
    [false, -20, 2 ** -14, 0.0006284142744238749, -(2 ** -14), 11.295939472160766],
    [false, -0.5, 0.5, -0.09657359027997266, -0.5, 0.8068528194400547],
    [false, -1000, 1e-300, 3.092244721017863e-298, -1e-300, 310.2244721017863],
    [false, 0, 1, 0, -1, 1],
    [false, -1e-17, 1, 1e-17, -1, 1],
    [true, -1, -60, -5.166341349990947e-25, -8.75651076269652e-27, -5.078776242363982e-25],
    [true, -90, -1, 32.74127026425837, -0.36787944117144233, 33.10914970542981],
    [true, -3, -700.5, -4.1711867927512545e-302, -5.980196118639791e-305, -4.1652065966326147e-302],
    [true, -0.5, -0.5, 0, -0.6065306597126334, 0.6065306597126334],
    [true, -1.5, -2.5, -0.0820849986238988, -0.0820849986238988, 0],
  ];
  for (const [logTarget, x, y, loss, byInput, byTarget] of table) {
    expectClose(klDiv(scalar(x), scalar(y), { logTarget }), [loss], 5e-16);
    const gradients = klDivGradient(scalar(x), scalar(y), scalar(1), { logTarget });
    expectClose(gradients.input, [byInput], 4e-16);
    expectClose(gradients.target, [byTarget], 4e-16);
  }
});

test('a target of 0 costs 0 whatever the input is, and a possible outcome held impossible costs +∞', () => {
  const input = f64([4], [-1, -Infinity, Infinity, -Infinity]);
  const target = f64([4], [0, 0, -0, 0.5]);
  expectClose(klDiv(input, target, { reduction: 'none' }), [0, 0, 0, Infinity], 0);
  expectClose(klDivGradient(input, target, scalar(1), { reduction: 'sum' }).input, [0, 0, 0, -0.5], 0);
});

test('batchmean divides by the first axis, 1 for a scalar; over nothing it is NaN', () => {
  const half = (shape: number[], size: number) => f64(shape, new Array(size).fill(0.5));
  // Each element costs 0.5·(ln 0.5 − 0.5) = −0.59657… (mpmath).
  const each = -0.5965735902799727;
  for (const [shape, size, factor] of [
    [[], 1, 1],
    [[4], 4, 1],
    [[2, 3], 6, 3],
    [[3, 2, 2], 12, 4],
  ] as const) {
    expectClose(
      klDiv(half([...shape], size), half([...shape], size), { reduction: 'batchmean' }),
      [factor * each],
      1e-15,
    );
  }
  for (const reduction of ['mean', 'batchmean'] as const) {
    expectClose(klDiv(f64([0, 3], []), f64([0, 3], []), { reduction }), [Number.NaN], 0);
  }
  expectClose(klDiv(f64([2, 0], []), f64([2, 0], []), { reduction: 'batchmean' }), [0], 0);
});

test('a deprecated option overrides batchmean too', () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const options = { reduction: 'batchmean', sizeAverage: true } as const;
  expect(klDiv(input, probabilities, options)).toEqual(klDiv(input, probabilities));
  expect(klDiv(input, probabilities, { reduction: 'batchmean', reduce: false }).shape).toEqual([2, 3]);
});

test('a float64 target of a float32 input gives a float64 loss, and each gradient its own dtype', () => {
  const [x, y] = [f32([1], [-1]), f64([1], [0.5])];
  expect(klDiv(x, y).dtype).toBe('float64');
  const gradients = klDivGradient(x, y, scalar(1));
  expect([gradients.input.dtype, gradients.target.dtype]).toEqual(['float32', 'float64']);
});

test('halves are rounded once, from a double', () => {
  // 0.75·(ln 0.75 + 3) = 2.0342384… (mpmath).
  for (const [dtype, expected] of [
    ['float16', 2.03515625],
    ['bfloat16', 2.03125],
  ] as const) {
    expect(numbers(klDiv(half(dtype, [1], [-3]), half(dtype, [1], [0.75])))).toEqual([expected]);
  }
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['reduction', () => klDiv(input, probabilities, JSON.parse('{"reduction":"average"}'))],
    ['logTarget', () => klDiv(input, probabilities, JSON.parse('{"logTarget":1}'))],
    ['labelSmoothing', () => klDiv(input, probabilities, JSON.parse('{"labelSmoothing":0.1}'))],
    ['input', () => klDiv(i32([2], [1, 0]), f64([2], [1, 0]))],
    ['target', () => klDiv(input, i32([2, 3], [1, 0, 0, 1, 0, 0]))],
    ['target', () => klDiv(input, f64([3], [1, 0, 0]))],
    ['upstream', () => klDivGradient(input, probabilities, f64([2], [1, 1]), { reduction: 'batchmean' })],
    ['upstream', () => klDivGradient(input, probabilities, scalar(1), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});
