/** Cross-entropy of logits against classes, or distributions over them, with class weights and label smoothing. */
import { take } from '../heap';
import { logarithmOfTotal } from '../logarithm';
import {
  answered,
  declareGradients,
  gradientOf,
  haveSameShape,
  isAbsent,
  isFloating,
  isNumber,
  numbersOf,
  open,
  realOf,
  refused,
} from '../question';
import { answerSum, declarePositionLosses, divideBy, reduceAsOnce, seedAt, single } from '../reduction';
import {
  classAxis,
  classes,
  classFactor,
  hasClasses,
  holdsLabels,
  IGNORED,
  ignore,
  isClassFactor,
  keepRow,
  labelOf,
  labelsAreLegal,
  positions,
  rowCopy,
  rowFor,
  rowOf,
  rowsAlong,
  totalWeight,
} from '../rows';
import { rest, scale, softmax, sumOfAll, top } from '../softmax';
import { closeSpread, distributionSlopes, openSpread, spreadLoss, spreadSlopes } from '../spread';

const WEIGHT: u32 = 2;
const IGNORE_INDEX: u32 = 1;
const LABEL_SMOOTHING: u32 = 2;

export function cross_entropy(question: usize): usize {
  open(question);
  rowsAlong(classAxis());
  const smoothing = isAbsent(LABEL_SMOOTHING) ? 0 : realOf(LABEL_SMOOTHING);
  const smooths = isAbsent(LABEL_SMOOTHING) || (isNumber(LABEL_SMOOTHING) && smoothing >= 0 && smoothing <= 1);
  if (!reduceAsOnce(0, 3, 4) || !ignore(IGNORE_INDEX) || !smooths) return refused();
  // A target of the input's shape holds distributions, which have no class to ignore.
  const hasDistributions = haveSameShape(0, 1);
  if (hasDistributions && !isAbsent(IGNORE_INDEX) && realOf(IGNORE_INDEX) >= 0) return refused();
  if (!isFloating(0) || !hasClasses() || !isClassFactor(WEIGHT)) return refused();
  if (!(hasDistributions ? isFloating(1) : holdsLabels(1))) return refused();
  declarePositionLosses(classAxis(), positions);
  if (!declareGradients(hasDistributions ? 0b111 : 0b1)) return refused();
  divideBy(hasDistributions ? positions : totalWeight(1, WEIGHT));
  if (!hasDistributions && !labelsAreLegal) return refused();
  answerSum(hasDistributions || smoothing > 0 ? spreadLosses(smoothing, hasDistributions) : labelLosses());
  return answered();
}

/** Where each target is one class. */
function labelLosses(): f64 {
  const each = single();
  const byInput = gradientOf(0);
  const copy = rowCopy();
  const slopeCopy = rowCopy();
  let sum: f64 = 0;
  for (let n: u32 = 0; n < positions; n++) {
    const label = labelOf(1, n);
    const powers: usize = byInput == 0 ? 0 : rowFor(byInput, n, slopeCopy);
    let loss: f32 = 0;
    if (label == IGNORED) {
      if (powers != 0) memory.fill(powers, 0, <usize>classes << 2);
    } else {
      const x = rowOf(numbersOf(0), n, copy);
      softmax(x, classes, powers);
      loss = classFactor(WEIGHT, label) * surpriseOf(x, label);
      if (powers != 0) labelSlopes(powers, label, classFactor(WEIGHT, label) * seedAt(n));
    }
    if (powers != 0) keepRow(byInput, n, slopeCopy);
    sum += loss;
    if (each != 0) store<f32>(each + (<usize>n << 2), loss);
  }
  return sum;
}

/** −ln p of a class, of two terms that are not negative. */
function surpriseOf(x: usize, label: u32): f32 {
  return logarithmOfTotal(rest) + (top - load<f32>(x + (<usize>label << 2)));
}

/** Turns the powers of a row into slopes: p of every class, but 1 − p of the target's, as the sum of all others'. */
function labelSlopes(powers: usize, label: u32, by: f32): void {
  const at = powers + (<usize>label << 2);
  const own = load<f32>(at);
  const all = sumOfAll();
  const factor: f64 = by / all;
  scale(powers, classes, <f32>factor);
  store<f32>(at, <f32>(-factor * (own == 1 ? rest : all - own)));
}

/** Where more than one class of a position has a part in its loss. */
function spreadLosses(smoothing: f64, hasDistributions: bool): f64 {
  const each = single();
  const byInput = gradientOf(0);
  const copy = rowCopy();
  const slopeCopy = rowCopy();
  const scratch = take(<usize>classes << 2);
  openSpread(smoothing, hasDistributions, WEIGHT);
  let sum: f64 = 0;
  for (let n: u32 = 0; n < positions; n++) {
    const label = hasDistributions ? 0 : labelOf(1, n);
    const powers = byInput == 0 ? scratch : rowFor(byInput, n, slopeCopy);
    let loss: f32 = 0;
    if (label == IGNORED) memory.fill(powers, 0, <usize>classes << 2);
    else {
      const x = rowOf(numbersOf(0), n, copy);
      softmax(x, classes, powers);
      loss = spreadLoss(x, n, label);
      if (byInput != 0) spreadSlopes(x, powers, n, label);
      if (hasDistributions) distributionSlopes(n);
    }
    if (byInput != 0) keepRow(byInput, n, slopeCopy);
    sum += loss;
    if (each != 0) store<f32>(each + (<usize>n << 2), loss);
  }
  closeSpread();
  return sum;
}
