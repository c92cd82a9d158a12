/** Negative log-likelihood: picks each position's log-probability of its class, −w[y]·x[y]. */
import { answered, declareGradients, elementsOf, gradientOf, isFloating, numbersOf, open, refused } from '../question';
import { answerSum, declarePositionLosses, divideBy, reduceAsOnce, seedAt, single } from '../reduction';
import { classAxis, classFactor, entryOf, hasClasses, holdsLabels, IGNORED, ignore, isClassFactor, labelOf, labelsAreLegal, positions, rowsAlong, totalWeight } from '../rows';

const WEIGHT: u32 = 2;

export function nll_loss(question: usize): usize {
  open(question);
  rowsAlong(classAxis());
  if (!reduceAsOnce(0, 2, 3) || !ignore(1)) return refused();
  if (!isFloating(0) || !hasClasses() || !holdsLabels(1) || !isClassFactor(WEIGHT)) return refused();
  declarePositionLosses(classAxis(), positions);
  if (!declareGradients(0b1)) return refused();
  divideBy(totalWeight(1, WEIGHT));
  if (!labelsAreLegal) return refused();
  const each = single();
  const byInput = gradientOf(0);
  if (byInput != 0) memory.fill(byInput, 0, <usize>elementsOf(0) << 2);
  let sum: f64 = 0;
  for (let n: u32 = 0; n < positions; n++) {
    const label = labelOf(1, n);
    let loss: f32 = 0;
    if (label != IGNORED) {
      const weight = classFactor(WEIGHT, label);
      loss = -weight * load<f32>(entryOf(numbersOf(0), n, label));
      if (byInput != 0) store<f32>(entryOf(byInput, n, label), -seedAt(n) * weight);
    }
    sum += loss;
    if (each != 0) store<f32>(each + (<usize>n << 2), loss);
  }
  answerSum(sum);
  return answered();
}
