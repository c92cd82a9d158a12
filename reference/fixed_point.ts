/** A few constants to 200 binary places, from whole-number series, so that no table of digits is copied by hand. */

/** 1 as a fixed-point number: the integer 2^200. */
const ONE = 1n << 200n;

/** atanh(numerator / denominator) = x + x³/3 + x⁵/5 + …, for a fraction well below 1. */
function atanh(numerator: bigint, denominator: bigint): bigint {
  let sum = 0n;
  let power = (ONE * numerator) / denominator;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (power * numerator * numerator) / (denominator * denominator);
  }
  return sum;
}

/** ln(numerator / denominator) = 2 atanh((numerator − denominator) / (numerator + denominator)). */
export const log = (numerator: bigint, denominator: bigint): bigint =>
  2n * atanh(numerator - denominator, numerator + denominator);

/** e^x of a fixed-point x: 1 + x + x²/2 + …. */
export function exp(x: bigint): bigint {
  let sum = 0n;
  let term = ONE;
  for (let k = 1n; term !== 0n; k++) {
    sum += term;
    term = (term * x) / (ONE * k);
  }
  return sum;
}

/** The nearest double. (Number() rounds a bigint to nearest; dividing by 2^200 is exact.) */
export const toNumber = (x: bigint): number => Number(x) / 2 ** 200;

/** What is left of x beside a double near it, as the nearest double. */
export const remainder = (x: bigint, near: number): number => toNumber(x - BigInt(near * 2 ** 200));
