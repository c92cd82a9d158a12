/** exp and expm1 of a BigFloat, within counted units of the truth and rounded outwards. */
import type { Direction } from './arithmetic.ts';
import {
  add,
  approximately,
  type BigFloat,
  finite,
  infinity,
  negate,
  one,
  powerOfTwo,
  sign,
  toFixedPoint,
  top,
  zero,
} from './bigfloat.ts';
import { type Ball, logarithmOfTwo, outward, polynomial, seriesFrom } from './fixed-point.ts';

/** exp answers within a few units for |a| < 2^40; beyond, its bounds hold but are far apart. */
const widestExponent = 40;

const minusOne = negate(one);

export function exp(a: BigFloat, bits: number, direction: Direction): BigFloat {
  if (a.length === 0) return one;
  if (!finite(a)) return sign(a) > 0 ? infinity : zero;
  // 1 + a and exp(a) lie on the same side of 1, before its neighbour of `bits` bits: they round alike.
  if (top(a) < -bits - 2) return add(one, a, bits, direction);
  if (top(a) > widestExponent) return expBeyond(sign(a), direction);
  return outward(expBall(a, bits), bits, direction);
}

/** |a| ≥ 2^40 = L: exp(L) > 2^L and exp(−L) < 2^−L. */
function expBeyond(signOfA: number, direction: Direction): BigFloat {
  const exponent = 2 ** widestExponent;
  if (signOfA > 0) return direction === 'down' ? powerOfTwo(exponent) : infinity;
  return direction === 'down' ? zero : powerOfTwo(-exponent);
}

/**
 * a = k ln 2 + r with |r| < 0.35, and exp(a) = 2^k · exp(r).
 *
 * r: floor(a) is off by 1 unit of the wide precision, k·ln 2 by 2|k| ≤ 4.9 · 2^size of them, `size` places finer than
 * the series works: 6 units there, which the halvings (at least 3) and the floor make less than 2.
 */
function expBall(a: BigFloat, bits: number): Ball {
  const table = exponentialTable(bits + 8);
  const { places, halvings } = table;
  const size = Math.max(0, top(a));
  const k = Math.round(approximately(a) / Math.LN2);
  const wide = toFixedPoint(a, places + size);
  const rest = k === 0 ? wide : wide - BigInt(k) * logarithmOfTwo(places + size);
  const mantissa = expOfHalved(rest >> BigInt(size + halvings), table);
  return { mantissa, error: expError(table), exponent: k - places };
}

/**
 * exp(s)^(2^halvings) for s·2^halvings = r, |r| < 0.35.
 *
 * Error of exp(s), in units: 2.2 from s (known within 2), 2.2 from the polynomial, 1.1 from the terms left out: below 6,
 * relative to exp(s) > 0.95: 6.4. Every squaring doubles the relative error and adds 1 unit by the floor, which is 1.5
 * relative to a square above 0.7: after all of them less than (6.4 + 1.5) · 2^halvings relative to exp(r) < 1.42, so
 * 11.3 · 2^halvings units.
 */
export function expOfHalved(s: bigint, table: ExponentialTable): bigint {
  const shift = BigInt(table.places);
  let value = polynomial(table.inverseFactorials, 0, table.inverseFactorials.length, s, table.places);
  for (let i = 0; i < table.halvings; i++) value = (value * value) >> shift;
  return value;
}

/** 16 · 2^halvings units. */
export function expError(table: ExponentialTable): bigint {
  return 1n << BigInt(table.halvings + 4);
}

export function expm1(a: BigFloat, bits: number, direction: Direction): BigFloat {
  if (a.length === 0) return zero;
  if (!finite(a)) return sign(a) > 0 ? infinity : minusOne;
  if (top(a) < -seriesFrom(bits)) return outward(expm1Series(a, bits), bits, direction);
  // exp(a) − 1 loses as many places as a has leading zeros, and one more.
  return add(exp(a, bits + Math.max(0, -top(a)) + 5, direction), minusOne, bits, direction);
}

/** x · (1 + x/2! + x²/3! + …), for tiny x; the sum is off by less than 4 units, floor(x) and the tail included. */
function expm1Series(x: BigFloat, bits: number): Ball {
  const { places, inverseFactorials } = exponentialTable(bits + 8);
  const count = Math.max(1, Math.min(Math.ceil(places / -top(x)), inverseFactorials.length - 1));
  const sum = polynomial(inverseFactorials, 1, count, toFixedPoint(x, places), places);
  const magnitude = x.mantissa < 0n ? -x.mantissa : x.mantissa;
  return { mantissa: x.mantissa * sum, error: 4n * magnitude, exponent: x.exponent - places };
}

/** What exp needs at one precision. */
export interface ExponentialTable {
  /** Places of the fixed point: the asked-for ones, and one for each halving. */
  readonly places: number;
  /** The argument is halved so often before the series, and the result squared as often after it. */
  readonly halvings: number;
  /** floor(2^places / i!). */
  readonly inverseFactorials: readonly bigint[];
}

const exponentialTables = new Map<number, ExponentialTable>();

/** A table that still has `places` places after the squarings. Few precisions are kept, so that they are shared. */
export function exponentialTable(places: number): ExponentialTable {
  const shared = Math.ceil(places / 32) * 32;
  let table = exponentialTables.get(shared);
  if (table === undefined) {
    // As many halvings as terms, about, is the cheapest. The error counts rely on 3 or more.
    const halvings = Math.max(3, Math.round(0.8 * Math.sqrt(shared)));
    table = {
      places: shared + halvings,
      halvings,
      inverseFactorials: inverseFactorials(shared + halvings, halvings + 1),
    };
    exponentialTables.set(shared, table);
  }
  return table;
}

/**
 * floor(2^places / i!), enough of them for |s| < 2^−leading ≤ 2^−4: what follows the last term,
 * s^n/n! · (1 + s/(n+1) + …), stays below 1.1 units.
 */
function inverseFactorials(places: number, leading: number): bigint[] {
  const inverses: bigint[] = [];
  let inverse = 1n << BigInt(places);
  while (inverse >> BigInt(inverses.length * leading) > 0n) {
    inverses.push(inverse);
    inverse /= BigInt(inverses.length); // floors of floors are the floors of the exact quotients
  }
  return inverses;
}
