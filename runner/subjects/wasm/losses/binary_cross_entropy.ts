/** Binary cross-entropy of probabilities: −w·(y·ln x + (1 − y)·ln(1 − x)), each logarithm held at −100 or above. */
import { countKept, factors, factorsAt, isFactor, isMark, markOf } from '../factors';
import { choose, counted, ONE, read, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithm, logarithmOfOneAnd } from '../logarithm';
import { hasOthers, meetNone, meetWhere } from '../probabilities';
import { answered, declareGradients, elementsOf, gradientOf, haveSameShape, isFloating, numbersOf, open, refused } from '../question';
import { answerSum, declareElementLosses, divideBy, reduceAsOnce, seedsAt, single } from '../reduction';

const WEIGHT: u32 = 2;
const IGNORE_INDEX: u32 = 1;
const LEAST: v128 = f32x4.splat(-100);
/** What the gradient divides by at least. */
const FLOOR: v128 = f32x4.splat(1e-12);

export function binary_cross_entropy(question: usize): usize {
  open(question);
  if (!reduceAsOnce(0, 2, 3) || !isMark(IGNORE_INDEX)) return refused();
  if (!isFloating(0) || !isFloating(1) || !haveSameShape(0, 1) || !isFactor(WEIGHT)) return refused();
  declareElementLosses();
  if (!declareGradients(0b11)) return refused();
  const count = elementsOf(0);
  const mark = markOf(IGNORE_INDEX);
  divideBy(countKept(numbersOf(1), count, mark));
  const weights = factors(WEIGHT);
  const each = single();
  const byInput = gradientOf(0);
  const byTarget = gradientOf(1);
  meetNone();
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const x = read(numbersOf(0), i, count, ONE);
    const y = read(numbersOf(1), i, count, ONE);
    const w = factorsAt(weights, i);
    const ignored = f32x4.eq(y, mark);
    meetWhere(v128.not(ignored), x);
    meetWhere(v128.not(ignored), y);
    const yes = logarithm(x);
    const no = logarithmOfComplement(x);
    const held = f32x4.add(f32x4.mul(y, f32x4.pmax(yes, LEAST)), f32x4.mul(f32x4.sub(ONE, y), f32x4.pmax(no, LEAST)));
    const loss = zeroWhere(ignored, f32x4.neg(f32x4.mul(w, held)));
    sum += total(counted(loss, i, count));
    if (each != 0) write(each, i, loss);
    const arrives = f32x4.mul(seedsAt(i), w);
    if (byInput != 0) {
      const divisor = f32x4.pmax(f32x4.mul(x, f32x4.sub(ONE, x)), FLOOR);
      write(byInput, i, zeroWhere(ignored, f32x4.mul(arrives, f32x4.div(f32x4.sub(x, y), divisor))));
    }
    if (byTarget != 0) write(byTarget, i, zeroWhere(ignored, f32x4.mul(arrives, f32x4.sub(no, yes))));
  }
  if (hasOthers()) return refused();
  answerSum(sum);
  return answered();
}

/** ln(1 − x), also where x is small: 1 − x is exact above ½. */
function logarithmOfComplement(x: v128): v128 {
  const half = f32x4.splat(0.5);
  const large = logarithm(f32x4.sub(ONE, x));
  return choose(f32x4.gt(x, half), large, logarithmOfOneAnd(f32x4.neg(x)));
}
