/** What a tensor must be before a kernel indexes it without looking. */
import { ArgumentError, quote } from './argument_error.ts';
import {
  ARRAYS,
  elementCount,
  FLOAT_DTYPES,
  type Float16Numbers,
  type FloatTensor,
  sameShape,
  shapeText,
  type Tensor,
} from './tensor.ts';

const isFloat16Numbers = (data: unknown): data is Float16Numbers =>
  Object.prototype.toString.call(data) === '[object Float16Array]';

const FORM = `give { data, shape, dtype } with one of the dtypes ${Object.keys(ARRAYS).join(', ')}`;

/** Throws unless array, shape and dtype belong together. */
export function checkTensor(name: string, tensor: Tensor): void {
  if (typeof tensor !== 'object' || tensor === null) throw new ArgumentError(name, `is ${quote(tensor)}`, FORM);
  const { data, shape, dtype } = tensor;
  if (!Object.hasOwn(ARRAYS, dtype)) throw new ArgumentError(name, `has dtype ${quote(dtype)}`, FORM);
  if (!(data instanceof ARRAYS[dtype]) && !(dtype === 'float16' && isFloat16Numbers(data))) {
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

/** The tensor, now known to hold floating-point numbers; a Float16Array's bits in its place. */
export function floating(name: string, tensor: Tensor): FloatTensor {
  checkTensor(name, tensor);
  if (tensor.dtype === 'float64' || tensor.dtype === 'float32' || tensor.dtype === 'bfloat16') return tensor;
  if (tensor.dtype === 'float16') {
    const { dtype, shape, data } = tensor;
    if (data instanceof Uint16Array) return { dtype, shape, data };
    return { dtype, shape, data: new Uint16Array(data.buffer, data.byteOffset, data.length) };
  }
  throw new ArgumentError(name, `has dtype ${tensor.dtype}`, `give ${FLOAT_DTYPES.join(', ')}`);
}

/** The floating tensor. Throws unless it has the other's shape. */
export function floatingLike(name: string, tensor: Tensor, otherName: string, { shape }: FloatTensor): FloatTensor {
  const given = floating(name, tensor);
  if (sameShape(given.shape, shape)) return given;
  const remedy = `give the shape of the ${otherName}, ${shapeText(shape)}`;
  throw new ArgumentError(name, `has shape ${shapeText(given.shape)}`, remedy);
}

/** Throws unless both have one dtype. */
export function checkSameDtype(name: string, { dtype }: FloatTensor, otherName: string, other: FloatTensor): void {
  if (dtype === other.dtype) return;
  throw new ArgumentError(name, `is ${dtype} and the ${otherName} ${other.dtype}`, 'give both the same dtype');
}
