/** Tensors as the losses take and give them: a typed array, a shape, the name of its number format. */
import { ArgumentError, quote } from './argument_error.ts';

/** The array that holds each dtype. Halves will be Uint16Array bits here, and a decoding in `readRun` and `writeRun`. */
export const ARRAYS = {
  float64: Float64Array,
  float32: Float32Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

export type Dtype = keyof typeof ARRAYS;
export type FloatDtype = 'float64' | 'float32';

/** Row-major: `data` has as many entries as the product of `shape`; a scalar has shape [] and one entry. */
export interface TensorOf<D extends Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: InstanceType<(typeof ARRAYS)[D]>;
}

export type Tensor = { [D in Dtype]: TensorOf<D> }[Dtype];
export type FloatTensor = TensorOf<'float64'> | TensorOf<'float32'>;
export type IndexTensor = TensorOf<'int64'> | TensorOf<'int32'>;

export const elementCount = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** A shape as it is written in messages: (2, 3), (5,), (). */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export const zeros = (dtype: FloatDtype, shape: readonly number[]): FloatTensor =>
  dtype === 'float64'
    ? { dtype, shape: [...shape], data: new Float64Array(elementCount(shape)) }
    : { dtype, shape: [...shape], data: new Float32Array(elementCount(shape)) };

/** The dtype that holds both: what a result has when input and target differ. */
export const wider = (a: FloatTensor, b: FloatTensor): FloatDtype =>
  a.dtype === 'float64' || b.dtype === 'float64' ? 'float64' : 'float32';

/** Throws unless array, shape and dtype belong together: kernels index without looking. */
export function checkTensor(name: string, tensor: Tensor): void {
  const remedy = `give { data, shape, dtype } with one of the dtypes ${Object.keys(ARRAYS).join(', ')}`;
  if (typeof tensor !== 'object' || tensor === null) throw new ArgumentError(name, `is ${quote(tensor)}`, remedy);
  const { data, shape, dtype } = tensor;
  if (!Object.hasOwn(ARRAYS, dtype)) throw new ArgumentError(name, `has dtype ${quote(dtype)}`, remedy);
  if (!(data instanceof ARRAYS[dtype])) {
    throw new ArgumentError(name, `says ${dtype} but its data is of another kind`, `give a ${ARRAYS[dtype].name}`);
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ArgumentError(name, `has shape ${quote(shape)}`, 'give an array of sizes, each a whole number ≥ 0');
  }
  if (data.length !== elementCount(shape)) {
    const fact = `has ${data.length} entries and shape ${shapeText(shape)}`;
    throw new ArgumentError(name, fact, `give ${elementCount(shape)} entries`);
  }
}

/** The tensor, now known to hold floating-point numbers. */
export function floating(name: string, tensor: Tensor): FloatTensor {
  checkTensor(name, tensor);
  if (tensor.dtype === 'float64' || tensor.dtype === 'float32') return tensor;
  throw new ArgumentError(name, `has dtype ${tensor.dtype}`, 'give float64 or float32');
}

/** From here on copying by the engine beats a loop. */
const LONG = 64;

/** Reads `count` numbers that lie `stride` apart into `block` from `at` on, as doubles. Stride 0 repeats one number. */
export function readRun(
  { data }: FloatTensor,
  start: number,
  stride: number,
  count: number,
  block: Float64Array,
  at = 0,
): void {
  if (stride === 1 && count >= LONG) block.set(data.subarray(start, start + count), at);
  else for (let i = 0; i < count; i++) block[at + i] = data[start + i * stride];
}

/** Rounds the first `count` doubles of `block` to the tensor's dtype and stores them `stride` apart. */
export function writeRun(
  block: Float64Array,
  count: number,
  { data }: FloatTensor,
  start: number,
  stride: number,
): void {
  if (stride === 1 && count >= LONG) data.set(block.subarray(0, count), start);
  else for (let i = 0; i < count; i++) data[start + i * stride] = block[i];
}
