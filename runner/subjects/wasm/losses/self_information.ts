/** Self-information: minus the logarithm of a probability. */
import { counted, ONE, read, total, write } from '../lanes';
import { logarithm } from '../logarithm';
import { hasOthers, meet, meetNone } from '../probabilities';
import { answered, declareGradients, elementsOf, gradientOf, isFloating, isGiven, numbersOf, open, refused } from '../question';
import { answerSum, declareElementLosses, divideBy, reduce, seedsAt, single } from '../reduction';

export function self_information(question: usize): usize {
  open(question);
  if (!reduce(0) || !isFloating(0) || isGiven(1)) return refused();
  declareElementLosses();
  if (!declareGradients(0b1)) return refused();
  const count = elementsOf(0);
  divideBy(count);
  const input = numbersOf(0);
  const each = single();
  const byInput = gradientOf(0);
  meetNone();
  let sum: f64 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const p = read(input, i, count, ONE);
    meet(p);
    const loss = f32x4.neg(logarithm(p));
    sum += total(counted(loss, i, count));
    if (each != 0) write(each, i, loss);
    if (byInput != 0) write(byInput, i, f32x4.neg(f32x4.div(seedsAt(i), p)));
  }
  if (hasOthers()) return refused();
  answerSum(sum);
  return answered();
}
