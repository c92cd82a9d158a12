/** What training minimises: the mean of the losses, and strength·Σ|θ| or strength·Σθ². */
import { choose, counted, ONE, total, write, ZERO } from '../lanes';
import {
  answered,
  declareGradients,
  declareScalar,
  elementsOf,
  gradientOf,
  isFloating,
  isGiven,
  isNumber,
  losses,
  numbersOf,
  open,
  realOf,
  refused,
  upstream,
  wordOf,
} from '../question';

const PENALTY: u32 = 0;
const STRENGTH: u32 = 1;
/** After input, and the target that it does not have. */
const THETA: u32 = 2;
const L1: u32 = 6;
const L2: u32 = 7;

export function objective(question: usize): usize {
  open(question);
  const penalty = wordOf(PENALTY);
  if (penalty != L1 && penalty != L2) return refused();
  if (!isNumber(STRENGTH) || !(realOf(STRENGTH) >= 0)) return refused();
  if (!isFloating(0) || isGiven(1) || !isFloating(THETA)) return refused();
  declareScalar();
  if (!declareGradients(0b101)) return refused();
  const strength = realOf(STRENGTH);
  const cost = sumOfLosses() / <f64>elementsOf(0);
  store<f32>(losses(), <f32>(cost + strength * sumOfPenalties(penalty == L1)));
  const byLosses = gradientOf(0);
  const arrives: f64 = byLosses == 0 && gradientOf(THETA) == 0 ? 0 : load<f32>(numbersOf(upstream()));
  const slope = f32x4.splat(<f32>(arrives / <f64>elementsOf(0)));
  if (byLosses != 0) for (let i: u32 = 0; i < elementsOf(0); i += 4) write(byLosses, i, slope);
  if (gradientOf(THETA) != 0) writeSlopes(penalty == L1, f32x4.splat(<f32>(arrives * strength)));
  return answered();
}

function sumOfLosses(): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < elementsOf(0); i += 4) {
    sum += total(counted(v128.load(numbersOf(0) + (<usize>i << 2)), i, elementsOf(0)));
  }
  return sum;
}

function sumOfPenalties(isAbsolute: bool): f64 {
  let sum: f64 = 0;
  for (let i: u32 = 0; i < elementsOf(THETA); i += 4) {
    const theta = v128.load(numbersOf(THETA) + (<usize>i << 2));
    sum += total(counted(isAbsolute ? f32x4.abs(theta) : f32x4.mul(theta, theta), i, elementsOf(THETA)));
  }
  return sum;
}

/** Of the size it is 0 at 0, where any slope from −1 to 1 is right. */
function writeSlopes(isAbsolute: bool, by: v128): void {
  for (let i: u32 = 0; i < elementsOf(THETA); i += 4) {
    const theta = v128.load(numbersOf(THETA) + (<usize>i << 2));
    const sign = choose(f32x4.gt(theta, ZERO), ONE, choose(f32x4.lt(theta, ZERO), f32x4.neg(ONE), theta));
    write(gradientOf(THETA), i, f32x4.mul(by, isAbsolute ? sign : f32x4.add(theta, theta)));
  }
}
