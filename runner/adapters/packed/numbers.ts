/** Writes a tensor's numbers as the bits of its dtype, and reads them back; little-endian, as WASM and GPUs are. */
import { getFloat16, setFloat16 } from '@petamoriken/float16';
import { type Dtype, fromScalar, type Scalar, toScalar } from '../../../spec/tensor.ts';

interface Storage {
  readonly bytes: number;
  write(view: DataView, at: number, scalar: Scalar): void;
  read(view: DataView, at: number): Scalar;
}

const real = (scalar: Scalar): number => Number(fromScalar(scalar));

const uint8: Storage = {
  bytes: 1,
  write: (view, at, scalar) => view.setUint8(at, real(scalar)),
  read: (view, at) => view.getUint8(at),
};

const storages: Readonly<Record<Dtype, Storage>> = {
  float64: {
    bytes: 8,
    write: (view, at, scalar) => view.setFloat64(at, real(scalar), true),
    read: (view, at) => toScalar(view.getFloat64(at, true)),
  },
  float32: {
    bytes: 4,
    write: (view, at, scalar) => view.setFloat32(at, real(scalar), true),
    read: (view, at) => toScalar(view.getFloat32(at, true)),
  },
  float16: {
    bytes: 2,
    write: (view, at, scalar) => setFloat16(view, at, real(scalar), true),
    read: (view, at) => toScalar(getFloat16(view, at, true)),
  },
  bfloat16: {
    bytes: 2,
    write: (view, at, scalar) => view.setUint16(at, bfloat16Bits(real(scalar)), true),
    read: (view, at) => toScalar(fromBfloat16Bits(view.getUint16(at, true))),
  },
  int64: {
    bytes: 8,
    write: (view, at, scalar) => view.setBigInt64(at, BigInt(fromScalar(scalar)), true),
    read: (view, at) => digits(view.getBigInt64(at, true)),
  },
  int32: {
    bytes: 4,
    write: (view, at, scalar) => view.setInt32(at, real(scalar), true),
    read: (view, at) => view.getInt32(at, true),
  },
  uint8,
  bool: uint8,
};

export const bytesOf = (dtype: Dtype, elements: number): number => storages[dtype].bytes * elements;

export function writeNumbers(view: DataView, at: number, dtype: Dtype, data: readonly Scalar[]): void {
  const { bytes, write } = storages[dtype];
  for (const [index, scalar] of data.entries()) write(view, at + index * bytes, scalar);
}

export function readNumbers(view: DataView, at: number, dtype: Dtype, elements: number): readonly Scalar[] {
  const { bytes, read } = storages[dtype];
  return Array.from({ length: elements }, (_, index) => read(view, at + index * bytes));
}

/** As the protocol writes whole numbers: digits beyond 2^53. */
const digits = (value: bigint): Scalar => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString());

const scratch = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

/** Rounds to nearest, ties to even. What travels as bfloat16 is one already; a double in between would round twice. */
function bfloat16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const bits = bitsOf(value);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function fromBfloat16Bits(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
