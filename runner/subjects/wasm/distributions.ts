/** Losses of distributions: one number for each position, added up over its classes. */
import { hasOthers, meetNone } from './probabilities';
import { answered, declareGradients, gradientOf, haveSameShape, isFloating, isGiven, numbersOf, open, refused } from './question';
import { answerSum, declarePositionLosses, divideBy, reduce, seedAt, single } from './reduction';
import { classAxis, hasClasses, keepRow, positions, rowCopy, rowFor, rowOf, rowsAlong } from './rows';

/**
 * The loss of one position, from the rows of its classes. It meets all probabilities, and writes slopes times `seed`
 * where there is a place for them.
 */
type Position = (q: usize, p: usize, byQ: usize, byP: usize, seed: f32) => f64;

/** @param hasTarget whether the loss is one of two distributions, rather than of the input alone */
export function answerDistributions(question: usize, hasTarget: bool, position: Position): usize {
  open(question);
  rowsAlong(classAxis());
  if (!reduce(0) || !isFloating(0) || !hasClasses() || isGiven(1) != hasTarget) return refused();
  if (hasTarget && (!isFloating(1) || !haveSameShape(0, 1))) return refused();
  declarePositionLosses(classAxis(), positions);
  if (!declareGradients(hasTarget ? 0b11 : 0b1)) return refused();
  divideBy(positions);
  meetNone();
  const sum = sumOfPositions(hasTarget, position);
  if (hasOthers()) return refused();
  answerSum(sum);
  return answered();
}

function sumOfPositions(hasTarget: bool, position: Position): f64 {
  const each = single();
  const byInput = gradientOf(0);
  const byTarget = hasTarget ? gradientOf(1) : 0;
  const wantsAny = byInput != 0 || byTarget != 0;
  const qCopy = rowCopy();
  const pCopy = rowCopy();
  const byQCopy = rowCopy();
  const byPCopy = rowCopy();
  let sum: f64 = 0;
  for (let n: u32 = 0; n < positions; n++) {
    const q = rowOf(numbersOf(0), n, qCopy);
    const p: usize = hasTarget ? rowOf(numbersOf(1), n, pCopy) : 0;
    const byQ: usize = byInput == 0 ? 0 : rowFor(byInput, n, byQCopy);
    const byP: usize = byTarget == 0 ? 0 : rowFor(byTarget, n, byPCopy);
    const loss = position(q, p, byQ, byP, wantsAny ? seedAt(n) : 0);
    if (byQ != 0) keepRow(byInput, n, byQCopy);
    if (byP != 0) keepRow(byTarget, n, byPCopy);
    sum += loss;
    if (each != 0) store<f32>(each + (<usize>n << 2), <f32>loss);
  }
  return sum;
}
