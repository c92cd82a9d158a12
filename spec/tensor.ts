/** Tensors as they travel: in vectors, over the protocol, in every host the same. */

/** What floating-point numbers are stored in. */
export type FloatDtype = 'float64' | 'float32' | 'float16' | 'bfloat16';

export type Dtype = FloatDtype | 'int64' | 'int32' | 'uint8' | 'bool';

/** What JSON has no number for. */
export type Word = 'NaN' | 'Infinity' | '-Infinity' | '-0';

/** A number, a word for what JSON lacks, or an int64 beyond 2^53 as decimal digits. */
export type Scalar = number | string;

/** Row-major; `data` has as many entries as the product of `shape` (a scalar has shape [] and one entry). */
export interface Tensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: readonly Scalar[];
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** The number a scalar stands for; digits beyond 2^53 become a bigint, so nothing is lost. */
export function fromScalar(scalar: Scalar): number | bigint {
  if (typeof scalar === 'number') return scalar;
  return /^-?\d+$/.test(scalar) && scalar !== '-0' ? BigInt(scalar) : Number(scalar);
}

/** The shortest decimal that reads back to the same bits, or the word for what JSON lacks. */
export function toScalar(value: number): Scalar {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}
