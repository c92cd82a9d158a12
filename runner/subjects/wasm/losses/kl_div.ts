/** Kullback–Leibler divergence of targets y from log-probabilities x: y·(ln y − x), or with log_target e^y·(y − x). */
import { exponential } from '../exponential';
import { counted, ONE, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithm } from '../logarithm';
import {
  answered,
  declareGradients,
  elementsOf,
  gradientOf,
  haveSameShape,
  isAbsent,
  isBoolean,
  isFloating,
  isTrue,
  numbersOf,
  open,
  rankOf,
  refused,
  sizeOf,
} from '../question';
import { answerSum, BATCHMEAN, declareElementLosses, divideBy, reduceAsOnce, reduction, seedsAt, single } from '../reduction';

const LOG_TARGET: u32 = 1;

export function kl_div(question: usize): usize {
  open(question);
  if (!reduceAsOnce(0, 2, 3, BATCHMEAN) || !(isAbsent(LOG_TARGET) || isBoolean(LOG_TARGET))) return refused();
  if (!isFloating(0) || !isFloating(1) || !haveSameShape(0, 1)) return refused();
  declareElementLosses();
  if (!declareGradients(0b11)) return refused();
  const count = elementsOf(0);
  const batch: u32 = rankOf(0) > 0 ? sizeOf(0, 0) : 1;
  divideBy(reduction() == BATCHMEAN ? batch : count);
  const hasLogarithms = isBoolean(LOG_TARGET) && isTrue(LOG_TARGET);
  const each = single();
  const byInput = gradientOf(0);
  const byTarget = gradientOf(1);
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const x = v128.load(numbersOf(0) + (<usize>i << 2));
    const y = v128.load(numbersOf(1) + (<usize>i << 2));
    const mass = hasLogarithms ? exponential(y) : y;
    const apart = f32x4.sub(hasLogarithms ? y : logarithm(y), x);
    const isNothing = hasLogarithms ? ZERO : f32x4.eq(y, ZERO);
    const loss = zeroWhere(isNothing, f32x4.mul(mass, apart));
    sum += total(counted(loss, i, count));
    if (each != 0) write(each, i, loss);
    if (byInput != 0) write(byInput, i, f32x4.neg(f32x4.mul(seedsAt(i), mass)));
    if (byTarget != 0) {
      const slope = f32x4.add(apart, ONE);
      write(byTarget, i, f32x4.mul(seedsAt(i), hasLogarithms ? f32x4.mul(mass, slope) : slope));
    }
  }
  answerSum(sum);
  return answered();
}
