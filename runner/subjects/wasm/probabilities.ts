/** Numbers that have to be probabilities: a question with another is refused in the end. */
import { ONE, ZERO } from './lanes';

let all: v128 = i32x4.splat(-1);

// @ts-ignore: decorator
@inline
export function areProbabilities(x: v128): v128 {
  return v128.and(f32x4.ge(x, ZERO), f32x4.le(x, ONE));
}

/** Forgets what was met before. */
export function meetNone(): void {
  all = i32x4.splat(-1);
}

// @ts-ignore: decorator
@inline
export function meet(x: v128): void {
  all = v128.and(all, areProbabilities(x));
}

/** The same where it matters for the lanes of a mask only. */
// @ts-ignore: decorator
@inline
export function meetWhere(mask: v128, x: v128): void {
  all = v128.and(all, v128.or(areProbabilities(x), v128.not(mask)));
}

/** Whether anything was met that is no probability. */
export function hasOthers(): bool {
  return !i32x4.all_true(all);
}
