/** What holds of every loss and function alike, as they are discovered: halves are rounded once, slopes are slopes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonTensor } from './json_tensor.ts';
import subject, { type RunRequest } from './subject.ts';

type Values = (count: number) => fc.Arbitrary<number[]>;

/** Numbers that every dtype holds. */
const dyadic =
  (from: number, to: number): Values =>
  (count) =>
    fc
      .array(fc.integer({ min: Math.round(from * 16), max: Math.round(to * 16) }), {
        minLength: count,
        maxLength: count,
      })
      .map((numbers) => numbers.map((number) => number / 16));
const anything = dyadic(-4, 4);
const inside = dyadic(1 / 16, 15 / 16);

interface Kind {
  readonly loss: string;
  readonly inputs: Readonly<Record<string, Values>>;
  readonly parameters?: RunRequest['parameters'];
  /** Of a (3, 4) input: the shape of the answer, where it is not (3, 4). */
  readonly shape?: readonly number[];
}

const none = { reduction: 'none' };
const KINDS: readonly Kind[] = [
  { loss: 'binary_cross_entropy', inputs: { input: inside, target: inside, weight: anything }, parameters: none },
  {
    loss: 'binary_cross_entropy_with_logits',
    inputs: { input: anything, target: inside, weight: anything, pos_weight: anything },
    parameters: none,
  },
  { loss: 'cross_entropy', inputs: { input: anything, target: inside }, parameters: none, shape: [3] },
  {
    loss: 'cross_entropy',
    inputs: { input: anything, target: inside },
    parameters: { label_smoothing: 0.5 },
    shape: [],
  },
  { loss: 'distribution_cross_entropy', inputs: { input: inside, target: inside }, parameters: none, shape: [3] },
  { loss: 'distribution_cross_entropy', inputs: { input: inside, target: inside }, shape: [] },
  { loss: 'entropy', inputs: { input: inside }, parameters: none, shape: [3] },
  { loss: 'entropy', inputs: { input: inside }, parameters: { reduction: 'sum' }, shape: [] },
  { loss: 'kl_div', inputs: { input: anything, target: inside }, parameters: none },
  { loss: 'kl_div', inputs: { input: anything, target: inside }, parameters: { reduction: 'batchmean' }, shape: [] },
  { loss: 'kl_div', inputs: { input: anything, target: anything }, parameters: { ...none, log_target: true } },
  { loss: 'log_softmax', inputs: { input: anything }, parameters: { dim: 0 } },
  { loss: 'log_softmax', inputs: { input: anything }, parameters: { dim: -1 } },
  { loss: 'nll_loss', inputs: { input: anything }, parameters: none, shape: [3] },
  {
    loss: 'objective',
    inputs: { input: anything, theta: inside },
    parameters: { penalty: 'l1', strength: 0.75 },
    shape: [],
  },
  {
    loss: 'objective',
    inputs: { input: anything, theta: anything },
    parameters: { penalty: 'l2', strength: 3 },
    shape: [],
  },
  { loss: 'relative_entropy', inputs: { input: inside, target: inside }, parameters: none, shape: [3] },
  { loss: 'self_information', inputs: { input: inside }, parameters: none },
  { loss: 'self_information', inputs: { input: inside }, shape: [] },
  { loss: 'sigmoid', inputs: { input: anything } },
];

interface Question {
  readonly inputs: Readonly<Record<string, number[]>>;
  readonly upstream: number[];
}

const questionOf = ({ inputs, shape = [3, 4] }: Kind): fc.Arbitrary<Question> =>
  fc.record({
    inputs: fc.record(Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, values(12)]))),
    upstream: dyadic(-2, 2)(shape.reduce((count, size) => count * size, 1)),
  });

/** The answer's numbers and the gradients' that are asked for. Class indices are added where there is no other target. */
function ask({ loss, parameters = {}, shape = [3, 4] }: Kind, question: Question, dtype: string, gradients: string[]) {
  const tensor = (shape: readonly number[], data: number[]): JsonTensor => ({ dtype, shape, data });
  const inputs = Object.entries(question.inputs).map(([name, data]) => [name, tensor([3, 4], data)]);
  const labels = { target: { dtype: 'int64', shape: [3], data: [3, 0, 2] } };
  const reply = subject.run({
    loss,
    dtype,
    inputs: { ...(loss === 'nll_loss' && labels), ...Object.fromEntries(inputs) },
    parameters,
    upstream: tensor(shape, question.upstream),
    gradients,
  });
  if (!('answer' in reply)) throw new Error(JSON.stringify(reply));
  const numbers = (tensor?: JsonTensor) => tensor?.data.map(Number) ?? [];
  expect(reply.answer.loss).toMatchObject({ dtype, shape });
  return {
    value: numbers(reply.answer.loss),
    gradients: gradients.map((name) => numbers(reply.answer.gradients?.[name])),
  };
}

/** The inputs that are differentiable: all that are not weights. */
const differentiable = ({ inputs }: Kind): string[] => Object.keys(inputs).filter((name) => !name.endsWith('weight'));

/** To the nearest number with so many binary digits, ties to even; every number here is far from the ends of the range. */
function nearest(value: number, digits: number): number {
  if (value === 0) return 0;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) + 1 - digits);
  const down = Math.floor(value / unit);
  const rest = value / unit - down;
  return (rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down) * unit;
}

test('every loss is here', () => {
  expect([...new Set(KINDS.map(({ loss }) => loss))]).toEqual(Object.keys(subject.hello().losses));
});

test('an answer in half precision is the one in double precision, rounded once', () => {
  for (const kind of KINDS) {
    fc.assert(
      fc.property(questionOf(kind), (question) => {
        const exact = ask(kind, question, 'float64', differentiable(kind));
        for (const [dtype, digits] of [
          ['float16', 11],
          ['bfloat16', 8],
        ] as const) {
          const rounded = (numbers: number[]) =>
            numbers.map((number) => (Math.abs(number) < 2 ** -14 ? expect.anything() : nearest(number, digits)));
          const { value, gradients } = ask(kind, question, dtype, differentiable(kind));
          expect([kind.loss, dtype, value]).toEqual([kind.loss, dtype, rounded(exact.value)]);
          expect([kind.loss, dtype, gradients]).toEqual([kind.loss, dtype, exact.gradients.map(rounded)]);
        }
      }),
      { numRuns: 20 },
    );
  }
});

test('each gradient is the slope of the value along a line, by finite differences', () => {
  const step = 2 ** -15;
  for (const kind of KINDS) {
    fc.assert(
      fc.property(questionOf(kind), anything(12), (question, direction) => {
        const names = differentiable(kind);
        const along = (way: number): number => {
          const moved = names.map((name) => [name, question.inputs[name].map((x, i) => x + way * step * direction[i])]);
          const inputs = { ...question.inputs, ...Object.fromEntries(moved) };
          const { value } = ask(kind, { ...question, inputs }, 'float64', []);
          return value.reduce((sum, one, i) => sum + one * question.upstream[i], 0);
        };
        const { gradients } = ask(kind, question, 'float64', names);
        const slope = gradients.flatMap((each) => each.map((one, i) => one * direction[i]));
        const expected = slope.reduce((sum, one) => sum + one, 0);
        const size = slope.reduce((sum, one) => sum + Math.abs(one), 1);
        const actual = (along(1) - along(-1)) / (2 * step);
        expect(Math.abs(actual - expected), kind.loss).toBeLessThanOrEqual(1e-5 * size);
      }),
      { numRuns: 30 },
    );
  }
});
