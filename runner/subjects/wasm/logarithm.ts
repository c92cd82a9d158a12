/**
 * ln(1 + f) = f − s·(f − z·(…)) with s = f / (2 + f) and z = s², after fdlibm; the polynomials are the best of their
 * degree whose coefficients are float32.
 */
import { choose, first, madd, nmadd, ONE } from './lanes';

const SQRT_HALF_BITS: v128 = i32x4.splat(0x3f3504f3);
const LEAST_NORMAL: v128 = f32x4.splat(1.17549435e-38);
/** ln 2 in two parts, the first so short that its product with any exponent is exact. */
const LN2_HIGH: v128 = f32x4.splat(0.693145752);
const LN2_LOW: v128 = f32x4.splat(1.42860677e-6);

/** ln x of every float32: −∞ at 0, NaN below. */
export function logarithm(x: v128): v128 {
  const small = f32x4.lt(x, LEAST_NORMAL);
  const bits = choose(small, f32x4.mul(x, f32x4.splat(8388608)), x);
  // x = 2^k·(1 + f), 1 + f from √½ to √2.
  const moved = i32x4.sub(bits, SQRT_HALF_BITS);
  const exponent = i32x4.sub(i32x4.shr_s(moved, 23), v128.and(small, i32x4.splat(23)));
  const fraction = i32x4.add(v128.and(moved, i32x4.splat(0x7fffff)), SQRT_HALF_BITS);
  const f = f32x4.sub(fraction, ONE);
  const k = f32x4.convert_i32x4_s(exponent);

  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  const series = f32x4.mul(z, madd(z, madd(z, f32x4.splat(0.298939556), f32x4.splat(0.399767816)), f32x4.splat(0.666667819)));
  const halfSquare = f32x4.mul(f32x4.mul(f, f32x4.splat(0.5)), f);
  const bend = f32x4.sub(halfSquare, madd(s, f32x4.add(halfSquare, series), f32x4.mul(k, LN2_LOW)));
  const result = madd(k, LN2_HIGH, f32x4.sub(f, bend));

  const infinite = f32x4.splat(Infinity);
  const special = choose(f32x4.eq(x, f32x4.splat(0)), f32x4.neg(infinite), choose(f32x4.eq(x, infinite), infinite, f32x4.splat(NaN)));
  return choose(v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, infinite)), result, special);
}

/** ln(1 + f) of f from −½ to 1, as accurate where f is tiny. */
// @ts-ignore: decorator
@inline
export function logarithmOfOneAnd(f: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let series = madd(z, f32x4.splat(0.2800678), f32x4.splat(0.28003025));
  series = madd(z, series, f32x4.splat(0.400214374));
  series = madd(z, series, f32x4.splat(0.666664183));
  return nmadd(s, nmadd(z, series, f), f);
}

/** ln(1 + rest) of rest ≥ 0. */
export function logarithmOfTotal(rest: f64): f32 {
  if (rest <= 1) return first(logarithmOfOneAnd(f32x4.splat(<f32>rest)));
  return first(logarithm(f32x4.splat(<f32>(1 + rest))));
}
