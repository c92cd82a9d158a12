/** What a tensor must be, and how its numbers reach and leave the kernels. */
import { expect, test } from 'vitest';
import { checkTensor } from './check_tensor.ts';
import { readRun, writeRun } from './tensor.ts';
import { f32, f64 } from './testing.ts';

test('array, shape and dtype must belong together', () => {
  const table: [tensor: unknown, message: string][] = [
    [null, 'x is null'],
    [{ dtype: 'float16', shape: [1], data: new Uint16Array(1) }, "x has dtype 'float16'"],
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
