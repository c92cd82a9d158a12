/**
 * e^x = 2^n·e^r with n = round(x / ln 2), so |r| ≤ ln 2 / 2. The polynomial is 1 + r + r²·(…), the best of its degree
 * whose coefficients are float32; its own error is 2^-28.
 */
import { madd, nmadd, ONE } from './lanes';

const PER_LN2: v128 = f32x4.splat(1.44269504);
/** ln 2 as a number so short that its product with any n here is exact, and what that has too much. */
const LN2_HIGH: v128 = f32x4.splat(0.693359375);
const LN2_EXCESS: v128 = f32x4.splat(2.1219444e-4);
/** Added to a number it leaves round(number) + 127, the exponent's code, in the lowest bits. */
const ROUNDER: v128 = f32x4.splat(12582912 + 127);

/** e^r − 1 where r = x − n·ln 2. What rounds r off enters its powers only: the first is in two parts. */
// @ts-ignore: decorator
@inline
function growth(x: v128, n: v128): v128 {
  const high = nmadd(n, LN2_HIGH, x);
  const low = f32x4.mul(n, LN2_EXCESS);
  const r = f32x4.add(high, low);
  let tail = madd(r, f32x4.splat(0.00139475975), f32x4.splat(0.00837122742));
  tail = madd(r, tail, f32x4.splat(0.0416667499));
  tail = madd(r, tail, f32x4.splat(0.166664988));
  tail = madd(r, tail, f32x4.splat(0.49999997));
  return f32x4.add(high, madd(f32x4.mul(r, r), tail, low));
}

/** e^x of x ≤ 0; 0 instead of most subnormal numbers, exactly 1 at 0, NaN of NaN. Of x > 0 anything. */
// @ts-ignore: decorator
@inline
export function decay(x: v128): v128 {
  // Where the sum's lowest bits are 0, so is the scale: at −88 and below.
  const held = f32x4.pmax(x, f32x4.splat(-88));
  const rounded = madd(held, PER_LN2, ROUNDER);
  const scale = i32x4.shl(rounded, 23);
  return madd(scale, growth(held, f32x4.sub(rounded, ROUNDER)), scale);
}

/** e^x of every float32. */
export function exponential(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(held, PER_LN2));
  // 2^n as a product of two powers, since it may lie outside of the normal numbers.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const grown = f32x4.add(growth(held, n), ONE);
  return f32x4.mul(f32x4.mul(grown, power(half)), power(i32x4.sub(whole, half)));
}

/** 2^n of n from −126 to 127. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
