/** Tensors as the losses take and give them: a typed array, a shape, the name of its number format. */
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from './half.ts';

/** The array that holds each dtype. Halves are held as their bits. */
export const ARRAYS = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

export const FLOAT_DTYPES = ['float64', 'float32', 'float16', 'bfloat16'] as const;

export type Dtype = keyof typeof ARRAYS;
export type FloatDtype = (typeof FLOAT_DTYPES)[number];

/** Row-major: `data` has as many entries as the product of `shape`; a scalar has shape [] and one entry. */
export interface TensorOf<D extends Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: InstanceType<(typeof ARRAYS)[D]>;
}

/** A Float16Array, which not every engine has and ES2023's types do not know. */
export interface Float16Numbers {
  readonly [Symbol.toStringTag]: 'Float16Array';
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly length: number;
  readonly [index: number]: number;
}

/** The one other way in which a tensor may come. No answer does: wrap its bits, `new Float16Array(data.buffer)`. */
export interface Float16ArrayTensor {
  readonly dtype: 'float16';
  readonly shape: readonly number[];
  readonly data: Float16Numbers;
}

export type Tensor = { [D in Dtype]: TensorOf<D> }[Dtype] | Float16ArrayTensor;
export type FloatTensor = { [D in FloatDtype]: TensorOf<D> }[FloatDtype];
export type IndexTensor = TensorOf<'int64'> | TensorOf<'int32'>;

export const elementCount = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** A shape as it is written in messages: (2, 3), (5,), (). */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export function zeros(dtype: FloatDtype, shape: readonly number[]): FloatTensor {
  const count = elementCount(shape);
  if (dtype === 'float64') return { dtype, shape: [...shape], data: new Float64Array(count) };
  if (dtype === 'float32') return { dtype, shape: [...shape], data: new Float32Array(count) };
  return { dtype, shape: [...shape], data: new Uint16Array(count) };
}

/** The least dtype that holds both: what a result has when input and target differ. */
export function wider(a: FloatTensor, b: FloatTensor): FloatDtype {
  if (a.dtype === b.dtype) return a.dtype;
  return a.dtype === 'float64' || b.dtype === 'float64' ? 'float64' : 'float32';
}

/** One entry, as a double. */
export function readAt({ dtype, data }: FloatTensor, place: number): number {
  if (dtype === 'float16') return fromFloat16(data[place]);
  return dtype === 'bfloat16' ? fromBfloat16(data[place]) : data[place];
}

/** Rounds to the tensor's dtype, to nearest, and stores. */
export function writeAt({ dtype, data }: FloatTensor, place: number, value: number): void {
  if (dtype === 'float16') data[place] = toFloat16(value);
  else data[place] = dtype === 'bfloat16' ? toBfloat16(value) : value;
}

/** The nearest number that the dtype holds. */
export function roundTo(dtype: FloatDtype, value: number): number {
  const one = zeros(dtype, []);
  writeAt(one, 0, value);
  return readAt(one, 0);
}

const isHalf = ({ dtype }: FloatTensor): boolean => dtype === 'float16' || dtype === 'bfloat16';

/** From here on copying by the engine beats a loop. */
const LONG = 64;

/** Reads `count` numbers that lie `stride` apart into `block` from `at` on, as doubles. Stride 0 repeats one number. */
export function readRun(
  tensor: FloatTensor,
  start: number,
  stride: number,
  count: number,
  block: Float64Array,
  at = 0,
): void {
  const { data } = tensor;
  if (isHalf(tensor)) for (let i = 0; i < count; i++) block[at + i] = readAt(tensor, start + i * stride);
  else if (stride === 1 && count >= LONG) block.set(data.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) block[at + i] = data[start + i * stride];
}

/** Rounds `scale` times the first `count` doubles of `block` to the tensor's dtype and stores them `stride` apart. */
export function writeRun(
  block: Float64Array,
  count: number,
  tensor: FloatTensor,
  start: number,
  stride: number,
  scale = 1,
): void {
  // The same loop twice, since an engine compiles it better for arrays of one kind.
  if (tensor.dtype === 'float32') {
    const { data } = tensor;
    for (let i = 0; i < count; i++) data[start + i * stride] = scale * block[i];
  } else if (tensor.dtype === 'float64') {
    const { data } = tensor;
    for (let i = 0; i < count; i++) data[start + i * stride] = scale * block[i];
  } else for (let i = 0; i < count; i++) writeAt(tensor, start + i * stride, scale * block[i]);
}
