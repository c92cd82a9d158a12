/** Tensors as the protocol sends them, JSON numbers and words, to and from typed arrays. */
import { ARRAYS, type Dtype, elementCount, type FloatTensor, type Tensor } from './tensor.ts';

/** A number, a word for what JSON lacks, or an int64 beyond 2^53 as digits. */
export type JsonScalar = number | string;

export interface JsonTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly JsonScalar[];
}

const isDtype = (dtype: string): dtype is Dtype => Object.hasOwn(ARRAYS, dtype);

/** How many entries of another tensor lie before and after one that is asked for at an offset. */
const MARGIN = 3;

/**
 * The tensor, or undefined when this folder has no such dtype. With `offset` its data is a view into the middle of a
 * larger buffer, whose other entries are 1: reading them would show.
 */
export function decode({ dtype, shape, data }: JsonTensor, offset: boolean): Tensor | undefined {
  if (!isDtype(dtype)) return undefined;
  if (data.length !== elementCount(shape)) {
    throw new Error(`a tensor of shape [${shape}] came with ${data.length} entries`);
  }
  const margin = offset ? MARGIN : 0;
  const length = data.length + 2 * margin;
  if (dtype === 'int64') {
    const whole = new BigInt64Array(length).fill(1n);
    data.forEach((scalar, i) => {
      whole[margin + i] = BigInt(scalar);
    });
    return { dtype, shape, data: whole.subarray(margin, margin + data.length) };
  }
  const whole = new ARRAYS[dtype](length).fill(1);
  data.forEach((scalar, i) => {
    whole[margin + i] = Number(scalar);
  });
  // The compiler does not follow that `whole` is of the kind `dtype` names, one by one.
  return { dtype, shape, data: whole.subarray(margin, margin + data.length) } as Tensor;
}

/** Numbers as JSON has them, and "NaN", "Infinity", "-Infinity", "-0" for the rest. */
export function encode({ dtype, shape, data }: FloatTensor): JsonTensor {
  const scalars = Array.from(data, (value) => {
    if (Object.is(value, -0)) return '-0';
    return Number.isFinite(value) ? value : String(value);
  });
  return { dtype, shape, data: scalars };
}
