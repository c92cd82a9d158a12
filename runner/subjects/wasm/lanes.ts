/** Four float32 at a time. */

export const ZERO: v128 = f32x4.splat(0);
export const ONE: v128 = f32x4.splat(1);

/** Masks: the first so many of four lanes, from 0 to 4. */
const FIRST: usize = memory.data<i32>([
  0, 0, 0, 0, -1, 0, 0, 0, -1, -1, 0, 0, -1, -1, -1, 0, -1, -1, -1, -1,
]);

/** a·b + c, rounded once where the engine can do that. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c − a·b, rounded once where the engine can do that. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
export function choose(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

/** 0 where the mask is set. */
// @ts-ignore: decorator
@inline
export function zeroWhere(mask: v128, x: v128): v128 {
  return v128.andnot(x, mask);
}

/** The sum of the lanes. */
// @ts-ignore: decorator
@inline
export function total(x: v128): f64 {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0)));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** The largest lane; which one beside a NaN is not said. */
// @ts-ignore: decorator
@inline
export function largest(x: v128): f32 {
  const pairs = f32x4.pmax(x, i64x2.shuffle(x, x, 1, 0));
  return f32x4.extract_lane(f32x4.pmax(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** Which of the lanes at i … i + 3 lie before the end of so many numbers. */
// @ts-ignore: decorator
@inline
export function before(end: u32, i: u32): v128 {
  return v128.load(FIRST + (<usize>min(end - i, 4) << 4));
}

/** The numbers i … i + 3 of a row of so many, with `filler` behind its end. */
// @ts-ignore: decorator
@inline
export function read(row: usize, i: u32, end: u32, filler: v128): v128 {
  const x = v128.load(row + (<usize>i << 2));
  return i + 4 <= end ? x : choose(before(end, i), x, filler);
}

/** What of lanes i … i + 3 counts in a sum over a row of so many numbers. */
// @ts-ignore: decorator
@inline
export function counted(x: v128, i: u32, end: u32): v128 {
  return i + 4 <= end ? x : v128.and(x, before(end, i));
}

/** Writes lanes i … i + 3 of a row. What is written behind its end lies in the slack, or is written over later. */
// @ts-ignore: decorator
@inline
export function write(row: usize, i: u32, x: v128): void {
  v128.store(row + (<usize>i << 2), x);
}

/** Lane 0 of what a function of four makes of one number. */
// @ts-ignore: decorator
@inline
export function first(x: v128): f32 {
  return f32x4.extract_lane(x, 0);
}
