/** Cross-entropy of distributions, −Σ P·ln Q, where a class with P = 0 adds nothing. */
import { answerDistributions } from '../distributions';
import { read, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithm } from '../logarithm';
import { meet } from '../probabilities';
import { classes } from '../rows';

export function distribution_cross_entropy(question: usize): usize {
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
    const surprise = f32x4.neg(logarithm(q));
    sum = f32x4.add(sum, zeroWhere(isNothing, f32x4.mul(p, surprise)));
    if (byQ != 0) write(byQ, c, zeroWhere(isNothing, f32x4.neg(f32x4.mul(s, f32x4.div(p, q)))));
    if (byP != 0) write(byP, c, f32x4.mul(s, surprise));
  }
  return total(sum);
}
