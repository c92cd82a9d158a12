/** Binary cross-entropy against PyTorch 1.13.1 (float64), against mpmath on the tails, and against its own laws. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FloatTensor, wider } from '../tensor.ts';
import { expectClose, f32, f64, half, i32, numbers, scalar } from '../testing.ts';
import {
  binaryCrossEntropyWithLogitsAndGradient,
  binaryCrossEntropyWithLogitsGradient as gradient,
  binaryCrossEntropyWithLogits as loss,
  type BinaryCrossEntropyWithLogitsOptions as Options,
} from './binary_cross_entropy_with_logits.ts';

const input = f64([2, 3], [-3, 0, 2, 0.5, -1, 4]);
const target = f64([2, 3], [1, 0, 0.25, 0, 1, 0.5]);
const weight = f64([2, 1], [0.5, 2]);
const posWeight = f64([3], [1, 3, 0.5]);

test('the losses and the gradients by input and target that PyTorch computes', () => {
  // biome-ignore format: one line each for loss, byInput and byTarget
  const table: [Options, loss: number[], byInput: number[], byTarget: number[]][] = [
    [{ reduction: 'none' },
      [3.048587351573742, Math.LN2, 1.6269280110429727, 0.9740769841801067, 1.3132616875182228, 2.01814992791781],
      [-0.4762870634112166, -0.625, 1.2615941559557646, 0.466844498401391, -0.7310585786300049, -0.24100689501895423],
      [1.5, 0, -4, -0.375, 1, 2]],
    [{ reduction: 'none', weight, posWeight },
      [1.524293675786871, 0.34657359027997264, 0.8055310048313005, 1.9481539683602134, 7.879570125109337, 4.027224891876715],
      [-0.2381435317056083, -0.3125, 0.645697443230647, 0.933688996802782, -4.38635147178003, -0.4865103425284314],
      [0.75, -0.8664339756999315, -2.0634640055214866, -0.75, 7.253046750072891, 4.009074963958905]],
    [{ reduction: 'sum', posWeight },
      [12.28027103446942],
      [-0.7144305951168249, 0.375, 0.4842730824229853, 0.466844498401391, -1.644881801917511, 0.36488275689632355],
      [2.25, 1.0397207708399177, -1.5475980041411148, -0.375, 2.7198925312773343, -3.0068062229691783]],
    [{ reduction: 'mean' },
      [1.6123585237988],
      [-0.11907176585280416, 0.0625, 0.07884963474723529, 0.07780741640023182, -0.09138232232875061, 0.060251723754738556],
      [0.375, -0, -0.25, -0.0625, 0.125, -0.5]],
    [{ reduction: 'mean', posWeight },
      [2.046711839078237],
      [-0.11907176585280416, 0.0625, 0.08071218040383088, 0.07780741640023182, -0.27414696698625185, 0.060813792816053924],
      [0.375, 0.17328679513998627, -0.2579330006901858, -0.0625, 0.4533154218795557, -0.5011343704948631]],
    [{ reduction: 'mean', weight },
      [1.8825514118034345],
      [-0.05953588292640208, 0.03125, 0.039424817373617645, 0.15561483280046365, -0.18276464465750122, 0.12050344750947711],
      [0.1875, -0, -0.125, -0.125, 0.25, -1]],
    [{ reduction: 'mean', weight, posWeight },
      [2.7552245427074014],
      [-0.05953588292640208, 0.03125, 0.04035609020191544, 0.15561483280046365, -0.5482939339725037, 0.12162758563210785],
      [0.1875, 0.08664339756999313, -0.1289665003450929, -0.125, 0.9066308437591114, -1.0022687409897262]],
  ];
  for (const [options, expected, byInput, byTarget] of table) {
    const upstream = options.reduction === 'none' ? f64([2, 3], [0.5, -1.25, 2, 0.75, 1, -0.5]) : scalar(0.75);
    expectClose(loss(input, target, options), expected, 1e-14);
    const gradients = gradient(input, target, upstream, options);
    expectClose(gradients.input, byInput, 1e-14);
    expectClose(gradients.target, byTarget, 1e-14);
  }
});

/** Published figures, four decimals. */
test('the worked example: four rows of two labels', () => {
  const input = f32([4, 2], [1, 2, 2, 2, 3, 4, 4, 5]);
  const target = f32([4, 2], [1, 0, 1, 0, 0, 1, 0, 1]);
  const table: [Options, none: number[], sum: number, mean: number][] = [
    [{}, [0.3133, 2.1269, 0.1269, 2.1269, 3.0486, 0.0181, 4.0181, 0.0067], 11.7856, 1.4732],
    [{ posWeight: f32([1], [3]) }, [0.9398, 2.1269, 0.3808, 2.1269, 3.0486, 0.0544, 4.0181, 0.0201], 12.7158, 1.5895],
  ];
  for (const [options, none, sum, mean] of table) {
    const rounded = (reduction: 'none' | 'sum' | 'mean') =>
      numbers(loss(input, target, { ...options, reduction })).map((value) => Number(value.toFixed(4)));
    expect(rounded('none')).toEqual(none);
    expect(rounded('sum')).toEqual([sum]);
    expect(rounded('mean')).toEqual([mean]);
  }
});

test('both tails keep their relative accuracy, and nothing is clamped', () => {
  const table: [x: number, y: number, q: number, loss: number, byInput: number, byTarget: number][] = [
    [40, 1, 1, 4.248354255291589e-18, -4.248354255291589e-18, -40],
    [-40, 0, 1, 4.248354255291589e-18, 4.248354255291589e-18, 40],
    [40, 0, 1, 40, 1, -40],
    [-40, 1, 1, 40, -1, 40],
    [700, 1, 1, 9.85967654375977e-305, -9.85967654375977e-305, -700],
    [-700, 0, 1, 9.85967654375977e-305, 9.85967654375977e-305, 700],
    [1000, 1, 1, 0, 0, -1000],
    [1000, 0, 1, 1000, 1, -1000],
    [-1000, 1, 1, 1000, -1, 1000],
    [-1000, 0, 1, 0, 0, 1000],
    [-120, 1, 1, 120, -1, 120],
    [37, 1, 3, 2.55991428772322e-16, -2.5599142877232194e-16, -37],
    [-15, 0, 3, 3.059022737137205e-7, 3.059022269256247e-7, 45.000000611804545],
    [1e-20, 1, 1, Math.LN2, -0.5, -1e-20],
    [-20, 0.5, 3, 30.000000004122306, -1.4999999958776928, 60.000000004122306],
    [16.5, 1, 1, 6.825603143390574e-8, -6.825602910446286e-8, -16.5],
  ];
  for (const [x, y, q, expected, byInput, byTarget] of table) {
    const options = { posWeight: scalar(q) };
    const gradients = gradient(scalar(x), scalar(y), scalar(1), options);
    expectClose(loss(scalar(x), scalar(y), options), [expected], 4e-16);
    expectClose(gradients.input, [byInput], 4e-16);
    expectClose(gradients.target, [byTarget], 4e-16);
  }
});

test('an ignored element adds nothing, to the count neither, and nothing in it leaks', () => {
  for (const bad of [2, Number.NaN, Infinity, -Infinity]) {
    const input = f64([4], [0.5, bad, 2, 0]);
    const target = f64([4], [1, -100, 0, 1]);
    const options = { ignoreIndex: -100, weight: f64([4], [1, Number.NaN, 1, 1]) };
    // softplus(−0.5), softplus(2), log 2 by mpmath; a third of their sum, and a third of σ(x) − y.
    const each = loss(input, target, { ...options, reduction: 'none' });
    expectClose(each, [0.4740769841801067, 0, 2.1269280110429727, Math.LN2], 1e-15);
    expectClose(loss(input, target, options), [1.098050725261008], 1e-15);
    const gradients = gradient(input, target, scalar(1), options);
    expectClose(gradients.input, [-0.1258468895993818, 0, 0.2935990259926275, -1 / 6], 1e-15);
    expectClose(gradients.target, [-1 / 6, 0, -2 / 3, 0], 1e-15);
  }
});

test('without ignoreIndex a target of −100 is a number like any other', () => {
  expectClose(loss(scalar(0.5), scalar(-100)), [50.97407698418011], 1e-15);
  expectClose(loss(scalar(0.5), scalar(-100), { ignoreIndex: null }), [50.97407698418011], 1e-15);
});

test('a float32 target is compared with ignoreIndex as float32 has it, and 0 ignores −0', () => {
  expectClose(loss(f32([1], [3]), f32([1], [-100.7]), { ignoreIndex: -100.7, reduction: 'sum' }), [0], 0);
  expectClose(loss(f64([1], [3]), f64([1], [-0]), { ignoreIndex: 0, reduction: 'sum' }), [0], 0);
});

test('a mean over nothing is NaN with gradient 0', () => {
  const input = f64([2], [1, 2]);
  const target = f64([2], [-1, -1]);
  expectClose(loss(input, target, { ignoreIndex: -1 }), [Number.NaN], 0);
  expectClose(loss(input, target, { ignoreIndex: -1, reduction: 'sum' }), [0], 0);
  expectClose(gradient(input, target, scalar(1), { ignoreIndex: -1 }).input, [0, 0], 0);
  expectClose(loss(f64([0, 2], []), f64([0, 2], [])), [Number.NaN], 0);
  expectClose(loss(f64([0, 2], []), f64([0, 2], []), { reduction: 'sum' }), [0], 0);
  expect(loss(f64([0, 2], []), f64([0, 2], []), { reduction: 'none' }).shape).toEqual([0, 2]);
});

const finite = fc.double({ min: -30, max: 30, noNaN: true });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

test('changing the sign of the logit and the side of the target changes nothing', () => {
  fc.assert(
    fc.property(finite, fc.constantFrom(0, 0.125, 0.5, 0.75, 1), (x, y) =>
      expectClose(loss(scalar(x), scalar(y)), numbers(loss(scalar(-x), scalar(1 - y))), 0),
    ),
  );
});

test('each gradient is the slope of the loss, by finite differences', () => {
  const step = 2 ** -17;
  fc.assert(
    fc.property(finite, unit, fc.double({ min: 0, max: 4, noNaN: true }), finite, (x, y, q, upstream) => {
      const options = { posWeight: scalar(q), weight: scalar(0.75) };
      const at = (x: number, y: number) => loss(scalar(x), scalar(y), options).data[0] * upstream;
      const gradients = gradient(scalar(x), scalar(y), scalar(upstream), options);
      const byInput = (at(x + step, y) - at(x - step, y)) / (2 * step);
      const byTarget = (at(x, y + step) - at(x, y - step)) / (2 * step);
      expect(Math.abs(gradients.input.data[0] - byInput)).toBeLessThanOrEqual(3e-7);
      expect(Math.abs(gradients.target.data[0] - byTarget)).toBeLessThanOrEqual(3e-7);
    }),
  );
});

test('what cannot be answered is refused, naming the argument', () => {
  const refusals: [argument: string, work: () => unknown][] = [
    ['reduction', () => loss(input, target, JSON.parse('{"reduction":"batchmean"}'))],
    ['labelSmoothing', () => loss(input, target, JSON.parse('{"labelSmoothing":0.1}'))],
    ['target', () => loss(input, f64([3], [1, 0, 1]))],
    ['target', () => loss(input, i32([2, 3], [1, 0, 1, 0, 1, 0]))],
    ['target', () => loss(input, { dtype: 'bool', shape: [2, 3], data: new Uint8Array(6) })],
    ['input', () => loss(i32([2], [1, 0]), f64([2], [1, 0]))],
    ['weight', () => loss(input, target, { weight: f64([2], [1, 1]) })],
    ['weight', () => loss(input, target, { weight: f64([1, 2, 3], [1, 1, 1, 1, 1, 1]) })],
    ['weight', () => loss(scalar(1), scalar(1), { weight: f64([1], [1]) })],
    ['weight', () => loss(input, target, { weight: f32([3], [1, 1, 1]) })],
    ['posWeight', () => loss(input, target, { posWeight: f64([4], [1, 1, 1, 1]) })],
    ['posWeight', () => loss(f64([2, 1], [1, 1]), f64([2, 1], [1, 1]), { posWeight: f64([3], [1, 1, 1]) })],
    ['ignoreIndex', () => loss(input, target, { ignoreIndex: 0.5 })],
    ['ignoreIndex', () => loss(input, target, { ignoreIndex: Number.NaN })],
    ['ignoreIndex', () => loss(input, target, JSON.parse('{"ignoreIndex":"-100"}'))],
    ['upstream', () => gradient(input, target, f64([3], [1, 1, 1]))],
    ['upstream', () => gradient(input, target, scalar(1), { reduction: 'none' })],
  ];
  for (const [argument, work] of refusals) {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  }
});

test('a loss and its gradient asked for in one are what they are one by one', () => {
  const each: Options[] = [{}, { reduction: 'sum', weight, ignoreIndex: 1 }, { reduction: 'none', posWeight }];
  for (const options of each) {
    const upstream = options.reduction === 'none' ? f64([2, 3], [1, -2, 0.5, 0, 3, 1]) : scalar(0.75);
    const both = binaryCrossEntropyWithLogitsAndGradient(input, target, upstream, options);
    expect(both.loss).toEqual(loss(input, target, options));
    expect(both.gradients).toEqual(gradient(input, target, upstream, options));
  }
});

test('of two dtypes the loss has the wider, and all its digits; each gradient has its own', () => {
  const x = [0.5, -1.25, 30];
  const y = [0.25, 1, 0];
  const of = (numbers: readonly number[]) => [
    f64([3], numbers),
    f32([3], numbers),
    half('float16', [3], numbers),
    half('bfloat16', [3], numbers),
  ];
  const digits = { float64: 1e-14, float32: 2 ** -23, float16: 2 ** -10, bfloat16: 2 ** -7 };
  const options: Options = { reduction: 'sum' };
  const exact = binaryCrossEntropyWithLogitsAndGradient(f64([3], x), f64([3], y), scalar(2), options);
  for (const input of of(x)) {
    for (const target of of(y)) {
      const both = binaryCrossEntropyWithLogitsAndGradient(input, target, scalar(2), options);
      const answers: [FloatTensor, FloatTensor, FloatTensor['dtype']][] = [
        [both.loss, exact.loss, wider(input, target)],
        [loss(input, target, options), exact.loss, wider(input, target)],
        [both.gradients.input, exact.gradients.input, input.dtype],
        [both.gradients.target, exact.gradients.target, target.dtype],
      ];
      for (const [answer, expected, dtype] of answers) {
        expect(answer.dtype).toBe(dtype);
        expectClose(answer, numbers(expected), digits[dtype], 2 ** -20);
      }
    }
  }
});

test('in float32 nothing changes where weights are given and all of them are 1', () => {
  const count = 3000; // more than a block
  const x = f32(
    [count],
    Array.from({ length: count }, (_, i) => 40 * Math.sin(i)),
  );
  const y = f32(
    [count],
    Array.from({ length: count }, (_, i) => (i % 5) / 4),
  );
  const ones = f32([], [1]);
  for (const reduction of ['mean', 'sum'] as const) {
    const plain = binaryCrossEntropyWithLogitsAndGradient(x, y, scalar(-3), { reduction });
    const weighted = binaryCrossEntropyWithLogitsAndGradient(x, y, scalar(-3), { reduction, weight: ones });
    expectClose(plain.loss, numbers(weighted.loss), 2 ** -23);
    expectClose(loss(x, y, { reduction }), numbers(plain.loss), 2 ** -23);
    expectClose(plain.gradients.input, numbers(weighted.gradients.input), 2 ** -23);
    expectClose(plain.gradients.target, numbers(weighted.gradients.target), 2 ** -23);
  }
});
