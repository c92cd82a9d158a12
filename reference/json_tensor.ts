/** Tensors as the protocol sends them, JSON numbers and words, to and from typed arrays. */
import {
  ARRAYS,
  type Dtype,
  elementCount,
  FLOAT_DTYPES,
  type FloatDtype,
  type FloatTensor,
  readAt,
  type Tensor,
  writeRun,
  zeros,
} from './tensor.ts';

/** A number, a word for what JSON lacks, or an int64 beyond 2^53 as digits. */
export type JsonScalar = number | string;

export interface JsonTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly JsonScalar[];
}

const isDtype = (dtype: string): dtype is Dtype => Object.hasOwn(ARRAYS, dtype);
const isFloatDtype = (dtype: Dtype): dtype is FloatDtype => FLOAT_DTYPES.some((one) => one === dtype);

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
  const margin = new Array<JsonScalar>(offset ? MARGIN : 0).fill(1);
  const whole = store(dtype, [...margin, ...data, ...margin]);
  // The compiler does not follow that the array is of the kind `dtype` names, one by one.
  return { dtype, shape, data: whole.subarray(margin.length, margin.length + data.length) } as Tensor;
}

function store(dtype: Dtype, scalars: readonly JsonScalar[]) {
  if (dtype === 'int64') return BigInt64Array.from(scalars, BigInt);
  if (!isFloatDtype(dtype)) return ARRAYS[dtype].from(scalars.map(Number));
  const whole = zeros(dtype, [scalars.length]);
  writeRun(Float64Array.from(scalars.map(Number)), scalars.length, whole, 0, 1);
  return whole.data;
}

/** Numbers as JSON has them, and "NaN", "Infinity", "-Infinity", "-0" for the rest. */
export function encode(tensor: FloatTensor): JsonTensor {
  const { dtype, shape } = tensor;
  const scalars = Array.from(tensor.data, (_, i) => {
    const value = readAt(tensor, i);
    if (Object.is(value, -0)) return '-0';
    return Number.isFinite(value) ? value : String(value);
  });
  return { dtype, shape, data: scalars };
}
