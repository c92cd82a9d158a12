/** What a tensor must be, and how its numbers reach and leave the kernels. */
import { expect, test } from 'vitest';
import { checkTensor, floating } from './check_tensor.ts';
import { type FloatDtype, readRun, wider, writeRun, zeros } from './tensor.ts';
import { f32, f64, numbers } from './testing.ts';

test('array, shape and dtype must belong together', () => {
  const table: [tensor: unknown, message: string][] = [
    [null, 'x is null'],
    [{ dtype: 'float8', shape: [1], data: new Uint8Array(1) }, "x has dtype 'float8'"],
    [{ dtype: 'float16', shape: [1], data: new Float32Array(1) }, 'x says float16 but its data is of another kind'],
    [{ dtype: 'float64', shape: [1], data: new Float32Array(1) }, 'x says float64 but its data is of another kind'],
    [{ dtype: 'float64', shape: [1], data: [1] }, 'x says float64 but its data is of another kind'],
    [{ dtype: 'float64', shape: [0.5], data: new Float64Array(1) }, 'x has shape 0.5'],
    [
      { dtype: 'float64', shape: [2, 2], data: new Float64Array(3) },
      'x has 3 entries and shape (2, 2): give 4 entries',
    ],
    [{ dtype: 'float64', shape: [], data: new Float64Array(0) }, 'x has 0 entries and shape (): give 1 entries'],
  ];
  for (const [tensor, message] of table) {
    // What a caller without types may pass.
    expect(() => checkTensor('x', tensor as Parameters<typeof checkTensor>[1])).toThrow(message);
  }
});

test('runs are read and written at every stride and length, the long ones by the engine', () => {
  for (const count of [1, 5, 63, 64, 200]) {
    for (const stride of [1, 3]) {
      const source = f32(
        [700],
        Array.from({ length: 700 }, (_, i) => i),
      );
      const block = new Float64Array(count + 2).fill(-1);
      readRun(source, 7, stride, count, block, 1);
      expect(Array.from(block)).toEqual([-1, ...Array.from({ length: count }, (_, i) => 7 + i * stride), -1]);
      const target = f64([700], new Array(700).fill(-1));
      writeRun(block.subarray(1), count, target, 7, stride);
      const written = Array.from({ length: 700 }, (_, at) => {
        const i = (at - 7) / stride;
        return Number.isInteger(i) && i >= 0 && i < count ? at : -1;
      });
      expect(Array.from(target.data)).toEqual(written);
    }
  }
});

test('runs of halves are decoded and encoded, whatever their length and stride', () => {
  for (const dtype of ['float16', 'bfloat16'] as const) {
    for (const count of [1, 5, 100]) {
      const tensor = zeros(dtype, [300]);
      writeRun(
        Float64Array.from({ length: count }, (_, i) => i + 0.5),
        count,
        tensor,
        2,
        3,
      );
      const block = new Float64Array(count + 1).fill(-1);
      readRun(tensor, 2, 3, count, block, 1);
      expect(Array.from(block)).toEqual([-1, ...Array.from({ length: count }, (_, i) => i + 0.5)]);
      expect(Array.from(tensor.data.filter((bits) => bits !== 0)).length).toBe(count);
      expect(tensor.data[2]).toBe(dtype === 'float16' ? 0x3800 : 0x3f00);
    }
  }
});

test('two dtypes meet in the least that holds both', () => {
  const of = (dtype: FloatDtype) => zeros(dtype, []);
  const table: [FloatDtype, FloatDtype, FloatDtype][] = [
    ['float16', 'float16', 'float16'],
    ['bfloat16', 'bfloat16', 'bfloat16'],
    ['float16', 'bfloat16', 'float32'],
    ['bfloat16', 'float32', 'float32'],
    ['float16', 'float64', 'float64'],
    ['float32', 'float64', 'float64'],
  ];
  for (const [a, b, both] of table) expect([wider(of(a), of(b)), wider(of(b), of(a))]).toEqual([both, both]);
});

test('a Float16Array is as good as its bits, where an engine has it', () => {
  const Native: unknown = Reflect.get(globalThis, 'Float16Array');
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x3400);
  const data: unknown =
    typeof Native === 'function'
      ? Reflect.construct(Native, [bits.buffer, 2, 2])
      : { [Symbol.toStringTag]: 'Float16Array', buffer: bits.buffer, byteOffset: 2, length: 2 };
  const given = { dtype: 'float16', shape: [2], data } as Parameters<typeof floating>[1];
  expect(numbers(floating('x', given))).toEqual([-2, 0.5]);
});
