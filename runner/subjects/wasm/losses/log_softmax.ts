/** Log-softmax along one axis: x − ln Σ e^x. */
import { write } from '../lanes';
import { logarithmOfTotal } from '../logarithm';
import { answered, declareGradients, declareLike, gradientOf, isFloating, isGiven, isWhole32, losses, numbersOf, open, rankOf, refused, upstream, whole32Of } from '../question';
import { classes, keepRow, positions, rowCopy, rowFor, rowOf, rowsAlong } from '../rows';
import { rest, slopes, softmax, top } from '../softmax';

const DIM: u32 = 0;

export function log_softmax(question: usize): usize {
  open(question);
  const axes = max<i32>(rankOf(0), 1); // a scalar takes 0 and −1, as if it had an axis
  const dim = whole32Of(DIM);
  if (!isWhole32(DIM) || dim < -axes || dim >= axes || !isFloating(0) || isGiven(1)) return refused();
  declareLike(0, 0);
  if (!declareGradients(0b1)) return refused();
  rowsAlong(dim < 0 ? dim + axes : dim);
  const values = losses();
  const byInput = gradientOf(0);
  const inputCopy = rowCopy();
  const valueCopy = rowCopy();
  const upstreamCopy = rowCopy();
  const slopeCopy = rowCopy();
  for (let n: u32 = 0; n < positions; n++) {
    const x = rowOf(numbersOf(0), n, inputCopy);
    const powers: usize = byInput == 0 ? 0 : rowFor(byInput, n, slopeCopy);
    softmax(x, classes, powers);
    const value = rowFor(values, n, valueCopy);
    writeValues(x, value);
    keepRow(values, n, valueCopy);
    if (byInput == 0) continue;
    slopes(x, powers, rowOf(numbersOf(upstream()), n, upstreamCopy), classes, -1);
    keepRow(byInput, n, slopeCopy);
  }
  return answered();
}

/** Of two terms that are not negative, so that nothing cancels. */
function writeValues(x: usize, to: usize): void {
  const logarithm = f32x4.splat(logarithmOfTotal(rest));
  const most = f32x4.splat(top);
  for (let i: u32 = 0; i < classes; i += 4) {
    const surprise = f32x4.add(logarithm, f32x4.sub(most, v128.load(x + (<usize>i << 2))));
    write(to, i, f32x4.neg(surprise));
  }
}
