/** log and log1p of a BigFloat, within counted units of the truth and rounded outwards. */
import type { Direction } from './arithmetic.ts';
import {
  add,
  approximately,
  type BigFloat,
  bitLength,
  divide,
  finite,
  fromNumber,
  infinity,
  negate,
  negativeInfinity,
  one,
  powerOfTwo,
  toFixedPoint,
  top,
  zero,
} from './bigfloat.ts';
import { expError, expOfHalved, exponentialTable } from './exponential.ts';
import { type Ball, logarithmOfTwo, outward, polynomial, seriesFrom } from './fixed-point.ts';

const minusOne = negate(one);
const two = powerOfTwo(1);

export function log(a: BigFloat, bits: number, direction: Direction): BigFloat {
  if (a.length === 0) return negativeInfinity;
  if (!finite(a)) return infinity;
  const distance = awayFromOne(a);
  if (distance.length === 0) return zero;
  if (top(distance) < -seriesFrom(bits)) return outward(log1pSeries(distance, bits), bits, direction);
  return outward(logBall(a, distance, bits), bits, direction);
}

/** a − 1, exactly, if that is small; otherwise just something that is not. */
function awayFromOne(a: BigFloat): BigFloat {
  return top(a) === 0 || top(a) === 1 ? add(a, minusOne, a.length + 1, 'down') : one;
}

/**
 * a = 2^k · m with 0.7 < m < 1.42, and log(a) = k ln 2 + y + log1p(m·exp(−y) − 1), where y is the double nearest to
 * log m that the platform knows: it need only be near, for the last term corrects whatever is missing.
 *
 * Errors in units, with E = 16 · 2^halvings of exp(−y) < 1.43: m·exp(−y) is off by 1.43 E + 3, log1p by 10 more,
 * together less than 2E; k ln 2 by 2|k|.
 */
function logBall(a: BigFloat, distance: BigFloat, bits: number): Ball {
  const half = approximately({ mantissa: a.mantissa, exponent: -a.length, length: a.length }); // in [0.5, 1]
  const k = half < Math.SQRT1_2 ? top(a) - 1 : top(a);
  const lost = k === 0 ? Math.max(0, -top(distance)) : 0; // log(a) has that many leading zeros
  const table = exponentialTable(bits + lost + 9);
  const { places } = table;
  const guess = k === 0 ? Math.log1p(approximately(distance)) : Math.log(half * 2 ** (top(a) - k));
  const y = toFixedPoint(fromNumber(guess), places);
  const m = toFixedPoint({ ...a, exponent: a.exponent - k }, places);
  const product = (m * expOfHalved(-y >> BigInt(table.halvings), table)) >> BigInt(places);
  const mantissa = y + log1pFixed(product - (1n << BigInt(places)), places);
  if (k === 0) return { mantissa, error: 2n * expError(table), exponent: -places };
  const whole = BigInt(k) * logarithmOfTwo(places);
  return { mantissa: mantissa + whole, error: 2n * expError(table) + 2n * BigInt(Math.abs(k)), exponent: -places };
}

/**
 * log(1 + t) = 2 artanh(u), u = t / (2 + t), in fixed point, off by less than 10 units for |t| < 2^−4: 1 unit of u
 * doubled, 1 of the floor, and what the polynomial in u² is off by (2.2, the rest of the series, u² itself) times 2u.
 */
function log1pFixed(t: bigint, places: number): bigint {
  const u = (t << BigInt(places)) / ((2n << BigInt(places)) + t);
  return (u * artanhRatio(u, places)) >> BigInt(places - 1);
}

/** artanh(u) / u = 1 + u²/3 + u⁴/5 + …; |u| < 2^−5; off by less than 4 units. */
function artanhRatio(u: bigint, places: number): bigint {
  const leading = places - bitLength(u); // |u| < 2^−leading
  const count = Math.max(1, Math.ceil(places / (2 * leading))); // u^(2·count) is below one unit
  const square = (u * u) >> BigInt(places);
  return polynomial(oddReciprocals(places, count), 0, count, square, places);
}

/**
 * 2u · (artanh(u)/u) with u = x/(2 + x), for tiny x: a relative error of 4 · 2^−places from the sum and the quotient,
 * and 4 from the ratio.
 */
function log1pSeries(x: BigFloat, bits: number): Ball {
  const places = bits + 8;
  const u = divide(x, add(two, x, places, 'down'), places, 'down');
  const mantissa = u.mantissa * artanhRatio(toFixedPoint(u, places), places);
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  return { mantissa, error: (magnitude >> BigInt(places - 4)) + 1n, exponent: u.exponent + 1 - places };
}

export function log1p(a: BigFloat, bits: number, direction: Direction): BigFloat {
  if (a.length === 0) return zero;
  if (!finite(a)) return infinity;
  if (top(a) < -seriesFrom(bits)) return outward(log1pSeries(a, bits), bits, direction);
  // log1p(a) has about as many leading zeros as a: the sum keeps so many places more, and 8.
  const sum = add(one, a, bits + Math.max(0, -top(a)) + 8, direction);
  return log(sum, bits, direction);
}

const oddReciprocalTables = new Map<number, bigint[]>();

/** floor(2^places / (2i + 1)) for i < count, at least. */
function oddReciprocals(places: number, count: number): readonly bigint[] {
  let table = oddReciprocalTables.get(places);
  if (table === undefined) {
    table = [];
    oddReciprocalTables.set(places, table);
  }
  const unit = 1n << BigInt(places);
  while (table.length < count) table.push(unit / BigInt(2 * table.length + 1));
  return table;
}
