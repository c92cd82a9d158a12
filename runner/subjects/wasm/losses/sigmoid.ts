/** Sigmoid, 1 / (1 + e^−x): from e^−|x|, so that neither side is a difference. */
import { decay } from '../exponential';
import { choose, ONE, write, ZERO } from '../lanes';
import {
  answered,
  declareGradients,
  declareLike,
  elementsOf,
  gradientOf,
  isFloating,
  isGiven,
  losses,
  numbersOf,
  open,
  refused,
  upstream,
} from '../question';

export function sigmoid(question: usize): usize {
  open(question);
  if (!isFloating(0) || isGiven(1)) return refused();
  declareLike(0, 0);
  if (!declareGradients(0b1)) return refused();
  const input = numbersOf(0);
  const values = losses();
  const byInput = gradientOf(0);
  for (let i: u32 = 0; i < elementsOf(0); i += 4) {
    const x = v128.load(input + (<usize>i << 2));
    const e = decay(f32x4.neg(f32x4.abs(x)));
    const larger = f32x4.div(ONE, f32x4.add(ONE, e));
    const smaller = f32x4.mul(e, larger);
    write(values, i, choose(f32x4.lt(x, ZERO), smaller, larger));
    if (byInput == 0) continue;
    const arrives = v128.load(numbersOf(upstream()) + (<usize>i << 2));
    write(byInput, i, f32x4.mul(arrives, f32x4.mul(larger, smaller)));
  }
  return answered();
}
