/** Binary floating point of any precision on native BigInt: the exact operations, each rounded once, downwards or upwards. */
import type { Direction } from './arithmetic.ts';

/**
 * mantissa · 2^exponent. Not normalised: 1 may be 1·2^0 or 4·2^−2. Zero has mantissa 0n; ±∞ are ±1n · 2^Infinity,
 * so comparisons and signs need no special case for them.
 */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
  /** Bits in |mantissa|, 0 for zero: asked for so often that it is kept. */
  readonly length: number;
}

export const zero: BigFloat = { mantissa: 0n, exponent: 0, length: 0 };
export const one: BigFloat = powerOfTwo(0);
export const infinity: BigFloat = powerOfTwo(Number.POSITIVE_INFINITY);
export const negativeInfinity: BigFloat = negate(infinity);

export function powerOfTwo(exponent: number): BigFloat {
  return { mantissa: 1n, exponent, length: 1 };
}

const double = new Float64Array(1);
const doubleHalves = new Uint32Array(double.buffer);
const highHalf = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0; // little-endian machines store it second

/** How many bits |value| has; 0 for 0n. */
export function bitLength(value: bigint): number {
  double[0] = Number(value);
  const high = doubleHalves[highHalf] as number;
  const length = ((high >>> 20) & 0x7ff) - 1022;
  if (length === 1025) return bitLengthOfText(value); // Number(value) was infinite
  if (length < 54) return Math.max(0, length);
  const isPowerOfTwo = (high & 0xfffff) === 0 && doubleHalves[1 - highHalf] === 0;
  if (!isPowerOfTwo) return length;
  // Number() may have rounded 2^k − 1 up to 2^k.
  const magnitude = value < 0n ? -value : value;
  return magnitude >> BigInt(length - 1) === 0n ? length - 1 : length;
}

function bitLengthOfText(value: bigint): number {
  const digits = (value < 0n ? -value : value).toString(16);
  return (digits.length - 1) * 4 + 32 - Math.clz32(Number.parseInt(digits[0] as string, 16));
}

/** The number mantissa · 2^exponent rounded to `bits` bits: exact where it needs no more of them. */
export function rounded(mantissa: bigint, exponent: number, bits: number, direction: Direction): BigFloat {
  const length = bitLength(mantissa);
  const excess = length - bits;
  if (excess <= 0) return length === 0 ? zero : { mantissa, exponent, length };
  const shift = BigInt(excess);
  const kept = direction === 'down' ? mantissa >> shift : -(-mantissa >> shift); // >> is a floor, for negatives too
  if (bitLength(kept) === bits) return { mantissa: kept, exponent: exponent + excess, length: bits };
  return { mantissa: kept / 2n, exponent: exponent + excess + 1, length: bits }; // carried over to ±2^bits
}

/** Exact. Throws a RangeError for NaN. */
export function fromNumber(value: number): BigFloat {
  if (value === 0) return zero;
  if (Number.isNaN(value)) throw new RangeError('NaN is no real number; the oracle handles it before any arithmetic.');
  if (value === Number.POSITIVE_INFINITY) return infinity;
  if (value === Number.NEGATIVE_INFINITY) return negativeInfinity;
  double[0] = value;
  const high = doubleHalves[highHalf] as number;
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(doubleHalves[1 - highHalf] as number);
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return {
    mantissa: value < 0 ? -magnitude : magnitude,
    exponent: Math.max(biased, 1) - 1075,
    length: biased === 0 ? bitLength(fraction) : 53,
  };
}

/** A double near a, for guesses only: good to 2^−50 relative while it neither overflows nor underflows. */
export function approximately(a: BigFloat): number {
  const dropped = Math.max(0, a.length - 64);
  return Number(a.mantissa >> BigInt(dropped)) * 2 ** (a.exponent + dropped);
}

/** floor(a · 2^places). */
export function toFixedPoint(a: BigFloat, places: number): bigint {
  const shift = a.exponent + places;
  return shift >= 0 ? a.mantissa << BigInt(shift) : a.mantissa >> BigInt(-shift);
}

export function finite(a: BigFloat): boolean {
  return a.exponent !== Number.POSITIVE_INFINITY;
}

/** The exponent t with 2^(t−1) ≤ |a| < 2^t. a ≠ 0. */
export function top(a: BigFloat): number {
  return a.exponent + a.length;
}

export function negate(a: BigFloat): BigFloat {
  return { mantissa: -a.mantissa, exponent: a.exponent, length: a.length };
}

export function sign(a: BigFloat): -1 | 0 | 1 {
  if (a.mantissa > 0n) return 1;
  return a.mantissa < 0n ? -1 : 0;
}

export function compare(a: BigFloat, b: BigFloat): number {
  const signOfA = sign(a);
  const signOfB = sign(b);
  if (signOfA !== signOfB) return signOfA - signOfB;
  if (signOfA === 0) return 0;
  const topOfA = top(a);
  const topOfB = top(b);
  if (topOfA !== topOfB) return topOfA > topOfB ? signOfA : -signOfA;
  if (a.exponent === b.exponent) return compareMantissas(a.mantissa, b.mantissa);
  // Equal tops: the exponents differ by no more than the lengths do.
  const gap = a.exponent - b.exponent;
  return gap > 0
    ? compareMantissas(a.mantissa << BigInt(gap), b.mantissa)
    : compareMantissas(a.mantissa, b.mantissa << BigInt(-gap));
}

function compareMantissas(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a > b) return 1;
  return a < b ? -1 : 0;
}

export function add(a: BigFloat, b: BigFloat, bits: number, direction: Direction): BigFloat {
  if (!finite(a)) return a;
  if (!finite(b)) return b;
  if (a.length === 0) return rounded(b.mantissa, b.exponent, bits, direction);
  if (b.length === 0) return rounded(a.mantissa, a.exponent, bits, direction);
  const [large, small] = top(a) >= top(b) ? [a, b] : [b, a];
  // Every number that the sum could be rounded to is a multiple of 2^grid, and so is `large`. A smaller |small| only
  // says on which side of `large` the sum lies; any other number that small says the same. So no shift is ever
  // longer than the mantissas and `bits` together, however far apart the exponents are.
  const grid = Math.min(large.exponent, top(large) - bits - 1);
  if (top(small) <= grid) {
    const side = small.mantissa > 0n ? 1n : -1n;
    return rounded((large.mantissa << BigInt(large.exponent - grid + 1)) + side, grid - 1, bits, direction);
  }
  const gap = large.exponent - small.exponent;
  return gap >= 0
    ? rounded((large.mantissa << BigInt(gap)) + small.mantissa, small.exponent, bits, direction)
    : rounded(large.mantissa + (small.mantissa << BigInt(-gap)), large.exponent, bits, direction);
}

export function multiply(a: BigFloat, b: BigFloat, bits: number, direction: Direction): BigFloat {
  const product = a.mantissa * b.mantissa;
  if (finite(a) && finite(b)) return rounded(product, a.exponent + b.exponent, bits, direction);
  return product > 0n ? infinity : negativeInfinity;
}

export function divide(a: BigFloat, b: BigFloat, bits: number, direction: Direction): BigFloat {
  if (a.length === 0 || !finite(b)) return zero;
  if (!finite(a)) return sign(a) === sign(b) ? infinity : negativeInfinity;
  const shift = Math.max(0, bits + b.length - a.length); // the quotient then has at least `bits` bits
  const dividend = a.mantissa << BigInt(shift);
  const quotient = dividend / b.mantissa; // towards zero
  const exponent = a.exponent - b.exponent - shift;
  if (quotient * b.mantissa === dividend) return rounded(quotient, exponent, bits, direction);
  // One more bit stands for the remainder, which only has to say that the quotient is not exact.
  const side = sign(a) === sign(b) ? 1n : -1n;
  return rounded(2n * quotient + side, exponent - 1, bits, direction);
}
