/** Binary cross-entropy of logits: w·(q·y·softplus(−x) + (1 − y)·softplus(x)), from e^−|x| alone. */
import { decay } from '../exponential';
import { countKept, factors, factorsAt, isFactor, isMark, markOf } from '../factors';
import { choose, counted, madd, ONE, read, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithmOfOneAnd } from '../logarithm';
import { answered, declareGradients, elementsOf, gradientOf, haveSameShape, isFloating, numbersOf, open, refused } from '../question';
import { answerSum, declareElementLosses, divideBy, reduceAsOnce, seedsAt, single } from '../reduction';

const WEIGHT: u32 = 2;
const POS_WEIGHT: u32 = 3;
const IGNORE_INDEX: u32 = 1;
/** Numbers added up in float32 before a double takes them over. */
const BLOCK: u32 = 1024;

export function binary_cross_entropy_with_logits(question: usize): usize {
  open(question);
  if (!reduceAsOnce(0, 2, 3) || !isMark(IGNORE_INDEX)) return refused();
  if (!isFloating(0) || !isFloating(1) || !haveSameShape(0, 1)) return refused();
  if (!isFactor(WEIGHT) || !isFactor(POS_WEIGHT)) return refused();
  declareElementLosses();
  if (!declareGradients(0b11)) return refused();
  const count = elementsOf(0);
  mark = markOf(IGNORE_INDEX);
  divideBy(countKept(numbersOf(1), count, mark));
  inputs = numbersOf(0);
  targets = numbersOf(1);
  weights = factors(WEIGHT);
  posWeights = factors(POS_WEIGHT);
  each = single();
  byInput = gradientOf(0);
  byTarget = gradientOf(1);
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i += BLOCK) sum += block(i, min(i + BLOCK, count));
  answerSum(sum);
  return answered();
}

let inputs: usize = 0;
let targets: usize = 0;
let weights: usize = 0;
let posWeights: usize = 0;
let mark: v128 = ZERO;
let each: usize = 0;
let byInput: usize = 0;
let byTarget: usize = 0;

/** @returns the sum of the losses of elements `from` … `end` − 1 */
function block(from: u32, end: u32): f64 {
  let sum = ZERO;
  let i = from;
  for (; i + 8 <= end; i += 8) sum = f32x4.add(sum, f32x4.add(losses(i, end), losses(i + 4, end)));
  for (; i < end; i += 4) sum = f32x4.add(sum, counted(losses(i, end), i, end));
  return total(sum);
}

/** The losses of four elements; their gradients are written. */
// @ts-ignore: decorator
@inline
function losses(i: u32, end: u32): v128 {
  const x = v128.load(inputs + (<usize>i << 2));
  const y = v128.load(targets + (<usize>i << 2));
  const w = factorsAt(weights, i);
  const q = factorsAt(posWeights, i);
  const size = f32x4.abs(x);
  const e = decay(f32x4.neg(size));
  const tail = logarithmOfOneAnd(e);
  const below = f32x4.lt(x, ZERO);
  const ignored = f32x4.eq(y, mark);
  const pull = f32x4.mul(q, y);
  const push = f32x4.sub(ONE, y);
  // softplus(−x) and softplus(x) have the logarithm in common, and one of them |x| besides.
  const straight = f32x4.mul(choose(below, pull, push), size);
  const loss = zeroWhere(ignored, f32x4.mul(w, madd(f32x4.add(pull, push), tail, straight)));
  if (each != 0) write(each, i, loss);
  if (byInput == 0 && byTarget == 0) return loss;
  const arrives = f32x4.mul(seedsAt(i), w);
  if (byInput != 0) {
    const up = choose(below, e, ONE);
    const down = choose(below, ONE, e);
    const slope = f32x4.div(f32x4.sub(f32x4.mul(push, up), f32x4.mul(pull, down)), f32x4.add(ONE, e));
    write(byInput, i, zeroWhere(ignored, f32x4.mul(arrives, slope)));
  }
  if (byTarget != 0) {
    const lower = f32x4.add(tail, choose(below, size, ZERO));
    const upper = f32x4.add(tail, choose(below, ZERO, size));
    const slope = posWeights == 0 ? f32x4.neg(x) : f32x4.sub(f32x4.mul(q, lower), upper);
    write(byTarget, i, zeroWhere(ignored, f32x4.mul(arrives, slope)));
  }
  return loss;
}
