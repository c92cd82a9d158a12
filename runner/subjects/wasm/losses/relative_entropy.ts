/** Relative entropy, Σ P·ln(P/Q): what believing Q costs when P is right. A class with P = 0 adds nothing. */
import { answerDistributions } from '../distributions';
import { choose, ONE, read, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithm, logarithmOfOneAnd } from '../logarithm';
import { meet } from '../probabilities';
import { classes } from '../rows';

export function relative_entropy(question: usize): usize {
  return answerDistributions(question, true, position);
}

function position(qs: usize, ps: usize, byQ: usize, byP: usize, seed: f32): f64 {
  const s = f32x4.splat(seed);
  let sum = ZERO;
  for (let c: u32 = 0; c < classes; c += 4) {
    const q = read(qs, c, classes, ZERO);
    const p = read(ps, c, classes, ZERO);
    meet(q);
    meet(p);
    const isNothing = f32x4.eq(p, ZERO);
    const apart = logarithmOfRatio(p, q);
    sum = f32x4.add(sum, zeroWhere(isNothing, f32x4.mul(p, apart)));
    if (byQ != 0) write(byQ, c, zeroWhere(isNothing, f32x4.neg(f32x4.mul(s, f32x4.div(p, q)))));
    if (byP != 0) write(byP, c, f32x4.mul(s, f32x4.add(apart, ONE)));
  }
  return total(sum);
}

/** ln(p / q). Where p is near q their difference is exact, while the logarithm of a rounded ratio loses all but it. */
function logarithmOfRatio(p: v128, q: v128): v128 {
  const isNear = v128.and(f32x4.ge(p, f32x4.mul(q, f32x4.splat(0.5))), f32x4.le(p, f32x4.add(q, q)));
  const isNormal = f32x4.gt(q, f32x4.splat(1e-30));
  const near = logarithmOfOneAnd(f32x4.div(f32x4.sub(p, q), q));
  return choose(v128.and(isNear, isNormal), near, f32x4.sub(logarithm(p), logarithm(q)));
}
