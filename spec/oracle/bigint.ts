/** The oracle's own arithmetic: native BigInt, no dependency. MPFR (mpfr.ts) is its witness. */
import type { Arithmetic, Direction } from './arithmetic.ts';
import {
  add,
  type BigFloat,
  compare,
  divide,
  finite,
  fromNumber,
  infinity,
  multiply,
  negate,
  one,
  rounded,
  sign,
  top,
  zero,
} from './bigfloat.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { fits, nearest } from './dtype-rounding.ts';
import { exp, expm1 } from './exponential.ts';
import { log, log1p } from './logarithm.ts';

export type { BigFloat } from './bigfloat.ts';

export const bigint: Arithmetic<BigFloat> = {
  name: 'bigint',
  zero,
  one,
  infinity,
  fromNumber,
  fromDecimal,
  negate,
  sign,
  isFinite: finite,
  compare,
  add,
  multiply,
  divide,
  exp,
  log,
  log1p,
  expm1,
  fits,
  nearest,
  toDecimal,
  release() {}, // the garbage collector does it
};

function fromDecimal(text: string, bits: number, direction: Direction): BigFloat {
  const { integer, exponent } = parseDecimal(text);
  const scale = 10n ** BigInt(Math.abs(exponent));
  if (exponent >= 0) return rounded(integer * scale, 0, bits, direction);
  return divide(integerFloat(integer), integerFloat(scale), bits, direction);
}

/** Exact. */
function integerFloat(value: bigint): BigFloat {
  return rounded(value, 0, Number.POSITIVE_INFINITY, 'down');
}

function toDecimal(a: BigFloat, digits: number): string {
  if (a.length === 0) return '0';
  const negative = a.mantissa < 0n;
  if (!finite(a)) return negative ? '-Infinity' : 'Infinity';
  const magnitude = negative ? negate(a) : a;
  const estimate = (top(a) - 1) * Math.LN2 * Math.LOG10E;
  // Rather too low, and then raised, than too high: that would round one digit too early.
  for (let exponent = Math.floor(estimate - Math.abs(estimate) * 2 ** -48); ; exponent++) {
    const text = scaledToInteger(magnitude, digits - 1 - exponent).toString();
    if (text.length === digits) return formatDecimal(negative, text, exponent);
  }
}

/**
 * The integer nearest to a · 10^power, ties to even; a > 0. The precision rises until both bounds agree, and at a tie
 * they do, because it has few bits and is computed exactly in the end.
 */
function scaledToInteger(a: BigFloat, power: number): bigint {
  for (let bits = 64 + a.length; ; bits *= 2) {
    const low = nearestInteger(scaled(a, power, bits, 'down'));
    if (low === nearestInteger(scaled(a, power, bits, 'up'))) return low;
  }
}

/** a · 10^power; a > 0. */
function scaled(a: BigFloat, power: number, bits: number, direction: Direction): BigFloat {
  if (power >= 0) return multiply(a, powerOfTen(power, bits, direction), bits, direction);
  return divide(a, powerOfTen(-power, bits, direction === 'down' ? 'up' : 'down'), bits, direction);
}

/** 10^power by squaring; exact where `bits` bits are enough. */
function powerOfTen(power: number, bits: number, direction: Direction): BigFloat {
  if (power === 0) return one;
  const root = powerOfTen(Math.floor(power / 2), bits, direction);
  const square = multiply(root, root, bits, direction);
  return power % 2 === 0 ? square : multiply(square, fromNumber(10), bits, direction);
}

function nearestInteger(a: BigFloat): bigint {
  const doubled = a.exponent >= -1 ? a.mantissa << BigInt(a.exponent + 1) : a.mantissa >> BigInt(-a.exponent - 1);
  const isTie = (doubled & 1n) === 1n && doubled << BigInt(Math.max(0, -a.exponent - 1)) === a.mantissa;
  const floor = doubled >> 1n;
  if (isTie) return floor + (floor & 1n);
  return floor + (doubled & 1n);
}
