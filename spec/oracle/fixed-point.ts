/** Balls, polynomials and ln 2 in fixed point: integers in units of 2^−places, with every error counted in those units. */
import type { Direction } from './arithmetic.ts';
import { type BigFloat, rounded } from './bigfloat.ts';

/** A number known to lie within (mantissa ± error) · 2^exponent. */
export interface Ball {
  readonly mantissa: bigint;
  readonly error: bigint;
  readonly exponent: number;
}

/** The end of the ball that lies in `direction`, rounded that way. */
export function outward(ball: Ball, bits: number, direction: Direction): BigFloat {
  const end = direction === 'down' ? ball.mantissa - ball.error : ball.mantissa + ball.error;
  return rounded(end, ball.exponent, bits, direction);
}

/** From |x| < 2^−this on, series in x itself are cheaper than to work with that many more places. */
export function seriesFrom(bits: number): number {
  return Math.max(32, Math.ceil(Math.sqrt(bits)));
}

/**
 * coefficients[first] + coefficients[first+1]·s + … (`count` of them), all in units of 2^−places. If |s| < 0.05 and
 * each coefficient is off by less than 1 unit, the sum is off by less than 2.2: 1 for the coefficient and 1 for the
 * floor at every step, of which s lets less than 5 % through to the next.
 */
export function polynomial(
  coefficients: readonly bigint[],
  first: number,
  count: number,
  s: bigint,
  places: number,
): bigint {
  const shift = BigInt(places);
  let sum = 0n;
  for (let i = first + count - 1; i >= first; i--) sum = (coefficients[i] as bigint) + ((sum * s) >> shift);
  return sum;
}

const logarithmsOfTwo = new Map<number, bigint>();
let finest = { places: 0, value: 0n };

/** ln 2 in units of 2^−places, off by less than 2 units. */
export function logarithmOfTwo(places: number): bigint {
  let value = logarithmsOfTwo.get(places);
  if (value === undefined) {
    if (places >= finest.places) finest = { places: 2 * places, value: computeLogarithmOfTwo(2 * places) };
    value = finest.value >> BigInt(finest.places - places);
    logarithmsOfTwo.set(places, value);
  }
  return value;
}

/**
 * ln 2 = 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749), with 40 spare places. Each artanh has fewer than
 * `places` terms, and each term is less than 3 units too small; 28 · 3 · places stays far below 2^40 units, so that
 * with the last floor the result is off by less than 1.1.
 */
function computeLogarithmOfTwo(places: number): bigint {
  const spare = 40;
  const sum = 18n * artanhOfInverse(26n, places + spare) - 2n * artanhOfInverse(4801n, places + spare);
  return (sum + 8n * artanhOfInverse(8749n, places + spare)) >> BigInt(spare);
}

/** artanh(1/n) = 1/n + 1/(3 n³) + 1/(5 n⁵) + … */
function artanhOfInverse(n: bigint, places: number): bigint {
  const square = n * n;
  let power = (1n << BigInt(places)) / n;
  let sum = 0n;
  for (let odd = 1n; power > 0n; odd += 2n) {
    sum += power / odd;
    power /= square;
  }
  return sum;
}
