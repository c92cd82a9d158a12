/** The one thing the oracle needs of a number library: real numbers of any precision, rounded in a stated direction. */
import type { FloatDtype } from '../tensor.ts';

export type Direction = 'down' | 'up';

/**
 * Real numbers R extended by ±∞. Every inexact operation returns a bound: with 'down' at most the true
 * result, with 'up' at least, and within a few units of the last of `bits` bits of it. Wherever the true
 * result needs no more than `bits` bits, sum, difference, product and quotient are exact.
 * Nobody calls an operation where IEEE 754 would answer NaN (∞−∞, 0·∞, 0/0, ∞/∞, log of a negative number);
 * division by zero is not called either.
 */
export interface Arithmetic<R> {
  readonly name: string;
  readonly zero: R;
  readonly one: R;
  readonly infinity: R;
  /** Exact; ±Infinity allowed, NaN not. */
  fromNumber(value: number): R;
  /** A decimal literal such as "0.125", "1e-12", "100". */
  fromDecimal(text: string, bits: number, direction: Direction): R;
  negate(a: R): R;
  sign(a: R): -1 | 0 | 1;
  isFinite(a: R): boolean;
  /** Negative, zero or positive as a is below, equal to or above b. */
  compare(a: R, b: R): number;
  add(a: R, b: R, bits: number, direction: Direction): R;
  multiply(a: R, b: R, bits: number, direction: Direction): R;
  divide(a: R, b: R, bits: number, direction: Direction): R;
  exp(a: R, bits: number, direction: Direction): R;
  /** a ≥ 0; log 0 is −∞. */
  log(a: R, bits: number, direction: Direction): R;
  /** a ≥ −1. */
  log1p(a: R, bits: number, direction: Direction): R;
  expm1(a: R, bits: number, direction: Direction): R;
  /** Whether a is a number that `dtype` holds without rounding (subnormals and ±∞ included). */
  fits(a: R, dtype: FloatDtype): boolean;
  /** Round to nearest, ties to even, in `dtype`; overflows to ±Infinity; a zero result is +0. */
  nearest(a: R, dtype: FloatDtype): number;
  /** The number as decimal digits, `digits` significant ones, for people: "1.3132616875182228340489954". */
  toDecimal(a: R, digits: number): string;
  /** Forget every number made since the last call, except constants; numbers kept across are invalid. */
  release(): void;
}
