/** Binary cross-entropy of logits: w·(q·y·softplus(−x) + (1 − y)·softplus(x)), from e^−|x| alone. */
import { decay } from '../exponential';
import { countKept, factors, factorsAt, isFactor, isMark, markOf } from '../factors';
import { choose, counted, madd, ONE, total, write, ZERO, zeroWhere } from '../lanes';
import { logarithmOfOneAnd } from '../logarithm';
import { answered, declareGradients, elementsOf, gradientOf, haveSameShape, isFloating, isSet, numbersOf, open, refused } from '../question';
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
  const isPlain = weights == 0 && posWeights == 0 && !isSet(IGNORE_INDEX);
  return isPlain ? sumOfLosses(from, end, true) : sumOfLosses(from, end, false);
}

/** @param isPlain whether no element has a weight, and none is ignored */
// @ts-ignore: decorator
@inline
function sumOfLosses(from: u32, end: u32, isPlain: bool): f64 {
  let sum = ZERO;
  let other = ZERO;
  let i = from;
  for (; i + 16 <= end; i += 16) {
    sum = f32x4.add(sum, losses(i, isPlain));
    other = f32x4.add(other, losses(i + 4, isPlain));
    sum = f32x4.add(sum, losses(i + 8, isPlain));
    other = f32x4.add(other, losses(i + 12, isPlain));
  }
  for (; i < end; i += 4) sum = f32x4.add(sum, counted(losses(i, isPlain), i, end));
  return total(f32x4.add(sum, other));
}

/** The losses of four elements; their gradients are written. */
// @ts-ignore: decorator
@inline
function losses(i: u32, isPlain: bool): v128 {
  const x = v128.load(inputs + (<usize>i << 2));
  const y = v128.load(targets + (<usize>i << 2));
  const size = f32x4.abs(x);
  const e = decay(f32x4.neg(size));
  const tail = logarithmOfOneAnd(e);
  const below = f32x4.lt(x, ZERO);
  const pull = isPlain ? y : f32x4.mul(factorsAt(posWeights, i), y);
  const push = f32x4.sub(ONE, y);
  // softplus(−x) and softplus(x) have the logarithm in common, and one of them |x| besides.
  const straight = f32x4.mul(choose(below, pull, push), size);
  // Where pull and push are y and 1 − y, they are 1 together.
  let loss = isPlain ? f32x4.add(tail, straight) : madd(f32x4.add(pull, push), tail, straight);
  if (!isPlain) loss = kept(y, f32x4.mul(factorsAt(weights, i), loss));
  if (each != 0) write(each, i, loss);
  if (byInput == 0 && byTarget == 0) return loss;
  const arrives = isPlain ? seedsAt(i) : f32x4.mul(seedsAt(i), factorsAt(weights, i));
  if (byInput != 0) {
    const up = choose(below, e, ONE);
    const down = choose(below, ONE, e);
    const balance = f32x4.sub(f32x4.mul(push, up), f32x4.mul(pull, down));
    const slope = f32x4.mul(arrives, f32x4.div(balance, f32x4.add(ONE, e)));
    write(byInput, i, isPlain ? slope : kept(y, slope));
  }
  if (byTarget != 0) {
    const lower = f32x4.add(tail, choose(below, size, ZERO));
    const upper = f32x4.add(tail, choose(below, ZERO, size));
    // Where both have the same factor, the logarithm is not in their difference.
    const apart = posWeights == 0 ? f32x4.neg(x) : f32x4.sub(f32x4.mul(factorsAt(posWeights, i), lower), upper);
    const slope = f32x4.mul(arrives, apart);
    write(byTarget, i, isPlain ? slope : kept(y, slope));
  }
  return loss;
}

/** 0 for elements whose targets are ignored. */
// @ts-ignore: decorator
@inline
function kept(y: v128, x: v128): v128 {
  return zeroWhere(f32x4.eq(y, mark), x);
}
