/** Entropy of distributions, −Σ p·ln p, where 0·ln 0 is 0. */
import { answerDistributions } from '../distributions';
import { ONE, read, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithm } from '../logarithm';
import { meet } from '../probabilities';
import { classes } from '../rows';

export function entropy(question: usize): usize {
  return answerDistributions(question, false, position);
}

function position(row: usize, _: usize, slopes: usize, __: usize, seed: f32): f64 {
  let sum = ZERO;
  for (let c: u32 = 0; c < classes; c += 4) {
    const p = read(row, c, classes, ZERO);
    meet(p);
    const surprise = f32x4.neg(logarithm(p));
    sum = f32x4.add(sum, zeroWhere(f32x4.eq(p, ZERO), f32x4.mul(p, surprise)));
    if (slopes != 0) write(slopes, c, f32x4.mul(f32x4.splat(seed), f32x4.sub(surprise, ONE)));
  }
  return total(sum);
}
