/** What each stored floating-point type can hold, and how a BigFloat is rounded to it. */
import type { FloatDtype } from '../tensor.ts';
import { type BigFloat, finite, top } from './bigfloat.ts';

export interface FloatFormat {
  /** Bits of a normal number's significand, the implicit one included. */
  readonly precision: number;
  /** The smallest positive number is 2^quantum. */
  readonly quantum: number;
  /** Finite numbers are below 2^limit. */
  readonly limit: number;
}

export const floatFormats: Readonly<Record<FloatDtype, FloatFormat>> = {
  float64: { precision: 53, quantum: -1074, limit: 1024 },
  float32: { precision: 24, quantum: -149, limit: 128 },
  float16: { precision: 11, quantum: -24, limit: 16 },
  bfloat16: { precision: 8, quantum: -133, limit: 128 },
};

/** Whether `dtype` holds a without rounding. */
export function fits(a: BigFloat, dtype: FloatDtype): boolean {
  if (a.length === 0 || !finite(a)) return true;
  const format = floatFormats[dtype];
  if (top(a) > format.limit) return false;
  const excess = lastPlace(a, format) - a.exponent;
  if (excess <= 0) return true;
  // A number far below the quantum has an excess that no BigInt could have bits for.
  return excess < a.length && BigInt.asUintN(excess, a.mantissa) === 0n;
}

/** Round to nearest, ties to even; a zero is +0. */
export function nearest(a: BigFloat, dtype: FloatDtype): number {
  const format = floatFormats[dtype];
  // Below 2^(quantum − 1), half the smallest number, everything rounds to zero.
  if (a.length === 0 || top(a) < format.quantum) return 0;
  const overflow = a.mantissa > 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (top(a) > format.limit) return overflow;
  const place = lastPlace(a, format);
  const significand = Number(divideByPowerOfTwo(a.mantissa, place - a.exponent)); // at most 2^53: exact
  const value = significand * 2 ** place; // exact, unless beyond every double: −1074 ≤ place ≤ 971
  if (value === 0) return 0;
  return Math.abs(value) >= 2 ** format.limit ? overflow : value;
}

/** The exponent of the last place that the format keeps of a number of a's size. */
function lastPlace(a: BigFloat, format: FloatFormat): number {
  return Math.max(top(a) - format.precision, format.quantum);
}

/** value / 2^power as an integer: the nearest, of two equally near the even one. */
function divideByPowerOfTwo(value: bigint, power: number): bigint {
  if (power <= 0) return value << BigInt(-power);
  const floor = value >> BigInt(power);
  const remainder = BigInt.asUintN(power, value);
  const half = 1n << BigInt(power - 1);
  const up = remainder > half || (remainder === half && (floor & 1n) === 1n);
  return up ? floor + 1n : floor;
}
