/** The subject answers, refuses and declines as the protocol says. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decode } from './json_tensor.ts';
import subject, { type RunRequest, watch } from './subject.ts';

const ask: RunRequest = {
  loss: 'cross_entropy',
  dtype: 'float64',
  inputs: {
    input: { dtype: 'float64', shape: [1, 2], data: [0, '-Infinity'] },
    target: { dtype: 'int64', shape: [1], data: [1] },
  },
  parameters: { reduction: 'sum', ignore_index: '-9223372036854775808', size_average: null },
  upstream: { dtype: 'float64', shape: [], data: [2] },
  gradients: ['input'],
};
const index = (data: (number | string)[]) => ({ dtype: 'int64', shape: [1], data });

test('it says what it has, discovered from the folder', () => {
  const hello = subject.hello();
  const files = readdirSync(new URL('losses', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
  expect(Object.keys(hello.losses)).toEqual(files.sort().map((file) => file.replace('.ts', '')));
  expect(hello.profiles).toEqual(['float64', 'float32', 'float16', 'bfloat16']);
  expect(hello.losses.cross_entropy).toEqual({
    dtypes: ['float64', 'float32', 'float16', 'bfloat16'],
    parameters: ['reduction', 'ignore_index', 'label_smoothing', 'size_average', 'reduce'],
    inputs: ['input', 'target', 'weight'],
  });
  expect(hello.extensions).toEqual(['binary_ignore_index']);
  expect(hello.version).toMatch(/^\d+\.\d+\.\d+/);
});

test('it answers in the protocol’s numbers and words, from any place in memory', () => {
  for (const memory of ['contiguous', 'offset'] as const) {
    expect(subject.run({ ...ask, memory })).toEqual({
      answer: {
        loss: { dtype: 'float64', shape: [], data: ['Infinity'] },
        gradients: { input: { dtype: 'float64', shape: [1, 2], data: [2, -2] } },
        unchanged: true,
      },
    });
  }
});

test('an offset tensor lies in the middle of a larger buffer, and a write beside it is noticed', () => {
  for (const dtype of ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32'] as const) {
    const tensor = decode({ dtype, shape: [2], data: [4, 5] }, true);
    const expected = { float16: [0x4400, 0x4500], bfloat16: [0x4080, 0x40a0] };
    expect(Array.from(tensor?.data ?? [], Number)).toEqual(
      Object.entries(expected).find(([half]) => half === dtype)?.[1] ?? [4, 5],
    );
    expect(tensor?.data.byteOffset).toBeGreaterThan(0);
    expect(tensor?.data.buffer.byteLength).toBeGreaterThan(
      (tensor?.data.byteOffset ?? 0) + (tensor?.data.byteLength ?? 0),
    );
    if (!tensor) continue;
    const around = new Uint8Array(tensor.data.buffer, 0, tensor.data.byteOffset);
    expect(around.some((byte) => byte !== 0)).toBe(true);
    const unchanged = watch({ tensor });
    expect(unchanged()).toBe(true);
    new Uint8Array(tensor.data.buffer)[0] ^= 1;
    expect(unchanged()).toBe(false);
  }
});

test('halves arrive and leave as the numbers they are, every argument and the answer', () => {
  for (const dtype of ['float16', 'bfloat16']) {
    const question = {
      loss: 'kl_div',
      dtype,
      inputs: {
        input: { dtype, shape: [2], data: [-1.5, '-Infinity'] },
        target: { dtype, shape: [2], data: ['-0', 1] },
      },
      parameters: { reduction: 'none', log_target: false },
      upstream: { dtype, shape: [2], data: [2, 0.125] },
      gradients: ['input'],
    };
    expect(subject.run(question)).toEqual({
      answer: {
        loss: { dtype, shape: [2], data: [0, 'Infinity'] },
        gradients: { input: { dtype, shape: [2], data: [0, -0.125] } },
        unchanged: true,
      },
    });
  }
});

test('a function answers with a tensor, and takes what arrives from above in its shape', () => {
  const row = (data: number[]) => ({ dtype: 'float64', shape: [1, 2], data });
  const question = { dtype: 'float64', inputs: { input: row([0, 0]) }, upstream: row([1, 3]), gradients: ['input'] };
  const answer = (value: number[], slope: number[]) => ({
    answer: { loss: row(value), gradients: { input: row(slope) }, unchanged: true },
  });
  const { run } = subject;
  expect(run({ ...question, loss: 'sigmoid', parameters: {} })).toEqual(answer([0.5, 0.5], [0.25, 0.75]));
  const logs = answer([-Math.LN2, -Math.LN2], [-1, 1]);
  expect(run({ ...question, loss: 'log_softmax', parameters: { dim: -1 } })).toEqual(logs);
  expect(run({ ...question, loss: 'log_softmax', parameters: {} })).toHaveProperty('refused');
});

test('an int64 beyond 2^53 arrives whole', () => {
  const inputs = { ...ask.inputs, target: index(['-9223372036854775808']) };
  expect(subject.run({ ...ask, inputs, gradients: [] })).toMatchObject({ answer: { loss: { data: [0] } } });
  const other = { ...ask.inputs, target: index(['-9223372036854775807']) };
  expect(subject.run({ ...ask, inputs: other })).toHaveProperty('refused');
});

test('deprecated parameters count when they are 0, and do not when they are null', () => {
  const parameters = { reduction: 'bogus', reduce: 0, size_average: null };
  expect(subject.run({ ...ask, parameters, gradients: [] })).toMatchObject({ answer: { loss: { shape: [1] } } });
  expect(process.noDeprecation ?? false).toBe(false);
});

test('the optional inputs reach the loss: weight, pos_weight', () => {
  const one = (value: number) => ({ dtype: 'float32', shape: [1], data: [value] });
  const inputs = { input: one(0), target: one(1), weight: one(0.5), pos_weight: one(4) };
  const question = { loss: 'binary_cross_entropy_with_logits', dtype: 'float32', inputs, parameters: {} };
  expect(subject.run({ ...question, gradients: [] })).toMatchObject({
    answer: { loss: { dtype: 'float32', data: [Math.fround(2 * Math.LN2)] } },
  });
});

test('a question that is not legal is refused', () => {
  const soft = { ...ask.inputs, target: { dtype: 'float64', shape: [1, 2], data: [1, 0] } };
  const table: [request: Partial<RunRequest>, message: RegExp][] = [
    [{ parameters: { smoothing: 1 } }, /^smoothing is not an option of crossEntropy/],
    [{ parameters: { label_smoothing: 'NaN' } }, /^labelSmoothing is NaN/],
    [{ inputs: { ...ask.inputs, pos_weight: soft.target } }, /^posWeight is not an option of crossEntropy/],
    [{ inputs: { target: ask.inputs.target } }, /^input is undefined/],
    [{ inputs: { input: ask.inputs.input } }, /^target is undefined/],
    [{ inputs: { ...ask.inputs, target: { dtype: 'bool', shape: [1], data: [1] } } }, /^target has dtype bool/],
    [{ gradients: ['target'] }, /^target is not differentiable in this cross_entropy: .* of input$/],
    [{ gradients: ['weight'] }, /^weight is not differentiable/],
  ];
  for (const [change, message] of table) {
    expect(subject.run({ ...ask, ...change })).toEqual({ refused: expect.stringMatching(message) });
  }
  expect(subject.run({ ...ask, inputs: soft, gradients: ['target'], parameters: {} })).toHaveProperty('answer');
  const { upstream: _, ...without } = ask;
  expect(subject.run(without)).toEqual({ refused: expect.stringMatching(/^upstream is undefined/) });
});

test('what it does not claim it declines', () => {
  const eighth = { dtype: 'float8', shape: [1, 2], data: [0, 0] };
  const changes: Partial<RunRequest>[] = [
    { loss: 'huber_loss' },
    { dtype: 'float8' },
    { inputs: { ...ask.inputs, input: eighth } },
    { memory: 'strided' },
  ];
  for (const change of changes) expect(subject.run({ ...ask, ...change })).toHaveProperty('declined');
});
