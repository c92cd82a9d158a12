/** Bytes of questions and answers, written out by hand from the table in runner/README.md. */
import { expect, test } from 'vitest';
import type { Dtype, Scalar } from '../../../spec/tensor.ts';
import type { ParameterValue, RunRequest } from '../../protocol.ts';
import { unpackAnswer } from './answer.ts';
import { slotsOf } from './layout.ts';
import { bytesOf, readNumbers, writeNumbers } from './numbers.ts';
import { writeParameter } from './parameter.ts';
import { packQuestion } from './question.ts';

const slots = slotsOf({ dtypes: ['float32'], parameters: ['reduction', 'ignore_index'], inputs: ['weight'] });

const request: RunRequest = {
  id: 1,
  ask: 'run',
  loss: 'nll_loss',
  dtype: 'float32',
  inputs: {
    input: { dtype: 'float32', shape: [1, 2], data: [-1, '-Infinity'] },
    target: { dtype: 'int64', shape: [1], data: ['9223372036854775807'] },
  },
  parameters: { reduction: 'sum' },
  upstream: { dtype: 'float32', shape: [], data: [1.5] },
  gradients: ['input'],
};

const words = (bytes: Uint8Array<ArrayBuffer>): readonly number[] => [...new Uint32Array(bytes.buffer)];
const ABSENT = [0xffffffff, ...Array(11).fill(0)];
const NO_AXES = Array(8).fill(0);

test('a question is packed word by word as documented', () => {
  const packed = packQuestion(request, slots);
  expect(packed).toBeInstanceOf(Uint8Array);
  if (!(packed instanceof Uint8Array)) return;
  expect(words(packed)).toEqual([
    ...[1, 0b001, 3, 2],
    ...[1, 2, 2, 272, 1, 2, 0, 0, 0, 0, 0, 0],
    ...[4, 1, 1, 288, 1, 0, 0, 0, 0, 0, 0, 0],
    ...ABSENT,
    ...[1, 0, 1, 304, ...NO_AXES],
    ...[4, 2, 0, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    ...[0xbf800000, 0xff800000, 0, 0],
    ...[0xffffffff, 0x7fffffff, 0, 0],
    ...[0x3fc00000, 0, 0, 0],
  ]);
});

const unpackable: readonly [change: Partial<RunRequest>, reply: object][] = [
  [{ parameters: { margin: 1 } }, { refused: 'there is no parameter margin' }],
  [{ inputs: { theta: { dtype: 'float32', shape: [], data: [1] } } }, { refused: 'there is no input theta' }],
  [{ gradients: ['theta'] }, { refused: 'there is no input theta' }],
  [
    { inputs: { input: { dtype: 'float32', shape: Array(9).fill(1), data: [1] } } },
    { declined: 'the layout has room for 8 axes' },
  ],
];

for (const [change, reply] of unpackable) {
  test(`no block for ${JSON.stringify(change)}`, () =>
    expect(packQuestion({ ...request, ...change }, slots)).toEqual(reply));
}

const parameters: readonly [value: ParameterValue | undefined, packed: readonly number[]][] = [
  [undefined, [0, 0, 0, 0, 0, 0, 0, 0]],
  [null, [1, 0, 0, 0, 0, 0, 0, 0]],
  [-100, [2, 0xffffff9c, 0xc2c80000, 7, 0, 0xc0590000, 0xffffff9c, 0xffffffff]],
  [0.5, [2, 0, 0x3f000000, 0, 0, 0x3fe00000, 0, 0]],
  ['NaN', [2, 0, 0x7fc00000, 0, 0, 0x7ff80000, 0, 0]],
  ['-0', [2, 0, 0x80000000, 7, 0, 0x80000000, 0, 0]],
  ['9223372036854775807', [2, 0, 0x5f000000, 3, 0, 0x43e00000, 0xffffffff, 0x7fffffff]],
  ['9223372036854775808', [2, 0, 0x5f000000, 1, 0, 0x43e00000, 0, 0]],
  [false, [3, 0, 0, 0, 0, 0, 0, 0]],
  [true, [3, 1, 0, 0, 0, 0, 0, 0]],
  ['batchmean', [4, 4, 0, 0, 0, 0, 0, 0]],
  ['average', [4, 0, 0, 0, 0, 0, 0, 0]],
  ['', [4, 0, 0, 0, 0, 0, 0, 0]],
];

for (const [value, packed] of parameters) {
  test(`the parameter ${JSON.stringify(value)} in its words`, () => {
    const bytes = new Uint8Array(32);
    writeParameter(new DataView(bytes.buffer), 0, value);
    expect(words(bytes)).toEqual(packed);
  });
}

/** Bits from the tables of the formats. */
const numbers: readonly [dtype: Dtype, scalar: Scalar, bytes: readonly number[]][] = [
  ['float64', 1, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
  ['float32', 'NaN', [0, 0, 0xc0, 0x7f]],
  ['float32', '-0', [0, 0, 0, 0x80]],
  ['float16', 65504, [0xff, 0x7b]],
  ['float16', 2 ** -24, [1, 0]],
  ['float16', '-Infinity', [0, 0xfc]],
  ['bfloat16', 1.0078125, [0x81, 0x3f]],
  ['bfloat16', 'NaN', [0xc0, 0x7f]],
  ['int64', -1, Array(8).fill(0xff)],
  ['int64', '9007199254740993', [1, 0, 0, 0, 0, 0, 0x20, 0]],
  ['int32', -2, [0xfe, 0xff, 0xff, 0xff]],
  ['uint8', 255, [0xff]],
  ['bool', 1, [1]],
];

for (const [dtype, scalar, bytes] of numbers) {
  test(`${scalar} in ${dtype}, there and back`, () => {
    const block = new Uint8Array(bytesOf(dtype, 1));
    writeNumbers(new DataView(block.buffer), 0, dtype, [scalar]);
    expect([...block]).toEqual(bytes);
    expect(readNumbers(new DataView(block.buffer), 0, dtype, 1)).toEqual([scalar]);
  });
}

const halfway: readonly [value: number, stored: number][] = [
  [1.00390625, 1],
  [1.01171875, 1.015625],
  [3.4e38, Infinity],
];

for (const [value, stored] of halfway) {
  test(`${value} is rounded to ${stored} in bfloat16`, () => {
    const view = new DataView(new ArrayBuffer(2));
    writeNumbers(view, 0, 'bfloat16', [value]);
    expect(Number(readNumbers(view, 0, 'bfloat16', 1)[0])).toBe(stored);
  });
}

/** An answer to {@link request}: loss 1.5, gradient (-1, 0), then more than is the answer's. */
const answered: readonly number[] = [
  ...[0, 0, 0, 0],
  ...[1, 0, 1, 208, ...NO_AXES],
  ...[1, 2, 2, 224, 1, 2, 0, 0, 0, 0, 0, 0],
  ...ABSENT,
  ...ABSENT,
  ...[0x3fc00000, 0, 0, 0],
  ...[0xbf800000, 0, 0, 0],
  ...[7, 7, 7, 7],
];

const block = (change: Readonly<Record<number, number>> = {}, length = answered.length): Uint8Array =>
  new Uint8Array(Uint32Array.from(answered, (word, index) => change[index] ?? word).buffer, 0, 4 * length);

test('an answer is read word by word as documented', () => {
  expect(unpackAnswer(block(), slots)).toEqual({
    answer: {
      loss: { dtype: 'float32', shape: [], data: [1.5] },
      gradients: { input: { dtype: 'float32', shape: [1, 2], data: [-1, 0] } },
    },
  });
});

test('a shape that the elements do not fill is told as it stands', () => {
  expect(unpackAnswer(block({ 18: 1 }), slots)).toMatchObject({
    answer: { gradients: { input: { shape: [1, 2], data: [-1] } } },
  });
});

for (const [status, kind] of [
  [1, 'refused'],
  [2, 'declined'],
  [3, 'failed'],
] as const) {
  test(`status ${status} is ${kind}`, () =>
    expect(Object.keys(unpackAnswer(block({ 0: status }), slots))).toEqual([kind]));
}

const wrong: readonly [block: Uint8Array, says: string][] = [
  [block({}, 51), 'the answer has 204 bytes, and its header and descriptors take 208'],
  [block({ 0: 9 }), "the answer's status is 9"],
  [block({ 4: 0xffffffff }), 'status 0 and no loss'],
  [block({ 4: 8 }), 'the loss has dtype 8'],
  [block({ 17: 9 }), 'the gradient of input has 9 axes'],
  [block({ 18: 4000 }), 'the gradient of input ends 16224 bytes after'],
];

for (const [bytes, says] of wrong) {
  test(`no answer: ${says}`, () => expect(() => unpackAnswer(bytes, slots)).toThrow(says));
}
