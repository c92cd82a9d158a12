/** Short ways to write tensors in tests, and to say how close two lists of numbers must be. */
import { expect } from 'vitest';
import { type FloatTensor, type IndexTensor, readAt, type TensorOf, writeRun, zeros } from './tensor.ts';

export const f64 = (shape: readonly number[], numbers: readonly number[]): TensorOf<'float64'> => ({
  dtype: 'float64',
  shape,
  data: Float64Array.from(numbers),
});

export const f32 = (shape: readonly number[], numbers: readonly number[]): TensorOf<'float32'> => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(numbers),
});

/** A half tensor of the nearest numbers. */
export function half(dtype: 'float16' | 'bfloat16', shape: readonly number[], numbers: readonly number[]): FloatTensor {
  const tensor = zeros(dtype, shape);
  writeRun(Float64Array.from(numbers), numbers.length, tensor, 0, 1);
  return tensor;
}

export const i32 = (shape: readonly number[], numbers: readonly number[]): IndexTensor => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(numbers),
});

export const i64 = (shape: readonly number[], numbers: readonly bigint[]): IndexTensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(numbers),
});

/** The upstream gradient of a scalar. */
export const scalar = (value: number): TensorOf<'float64'> => f64([], [value]);

/** The numbers of a tensor, with −0 written 0. */
export const numbers = (tensor: FloatTensor): number[] => Array.from(tensor.data, (_, i) => readAt(tensor, i) + 0);

/**
 * Every number within `relative` of the expected one, or of `floor` where that is larger; zeros, infinities and NaN
 * exactly, −0 equal to 0.
 */
export function expectClose(actual: FloatTensor, expected: readonly number[], relative: number, floor = 0): void {
  const message = `${numbers(actual)} is not ${expected}`;
  expect(actual.data.length, message).toBe(expected.length);
  numbers(actual).forEach((value, i) => {
    if (Object.is(value, expected[i] + 0)) return;
    const allowed = relative * Math.max(Math.abs(expected[i]), floor);
    expect(Math.abs(value - expected[i]), message).toBeLessThanOrEqual(allowed);
  });
}
