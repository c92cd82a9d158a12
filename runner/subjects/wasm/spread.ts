/** Cross-entropy where a target is spread over the classes of its position, by label smoothing or as a distribution. */
import { take, takeZeros } from './heap';
import { madd, ONE, read, total, write, ZERO } from './lanes';
import { logarithmOfTotal } from './logarithm';
import { gradientOf, isGiven, numbersOf } from './question';
import { seedAt } from './reduction';
import { classes, keepRow, rowCopy, rowFor, rowOf } from './rows';
import { rest, slopes, top } from './softmax';

/** ε, and ε/C. */
let smoothing: f64 = 0;
let even: f32 = 0;
let hasDistributions: bool = false;
let weightSlot: u32 = 0;
/** Rows: w; t', of which (1 − ε)·t + ε/C is made; w·t', by which the target pulls at each logit; −ln p. */
let weights: usize = 0;
let goals: usize = 0;
let pulls: usize = 0;
let surprises: usize = 0;
let targetCopy: usize = 0;
let slopeCopy: usize = 0;
/** The gradient by the weights, added up over the positions. */
let byWeight: usize = 0;

export function openSpread(epsilon: f64, areDistributions: bool, weight: u32): void {
  smoothing = epsilon;
  even = <f32>(epsilon / <f64>classes);
  hasDistributions = areDistributions;
  weightSlot = weight;
  const bytes = <usize>classes << 2;
  weights = isGiven(weight) ? numbersOf(weight) : take(bytes);
  if (!isGiven(weight)) for (let c: u32 = 0; c < classes; c += 4) write(weights, c, ONE);
  goals = take(bytes);
  pulls = take(bytes);
  surprises = take(bytes);
  targetCopy = rowCopy();
  slopeCopy = rowCopy();
  byWeight = gradientOf(weight) == 0 ? 0 : takeZeros(bytes);
}

export function closeSpread(): void {
  if (byWeight != 0) memory.copy(gradientOf(weightSlot), byWeight, <usize>classes << 2);
}

/** The loss of a position whose softmax is at hand. */
export function spreadLoss(x: usize, n: u32, label: u32): f32 {
  const logarithm = f32x4.splat(logarithmOfTotal(rest));
  const most = f32x4.splat(top);
  for (let c: u32 = 0; c < classes; c += 4) {
    write(surprises, c, f32x4.add(logarithm, f32x4.sub(most, v128.load(x + (<usize>c << 2)))));
  }
  return hasDistributions ? lossOfDistribution(n) : lossOfLabel(label);
}

/** (1 − ε)·w·−ln p of the class, and ε/C times Σ w·−ln p; what has the factor 0 is left out. */
function lossOfLabel(label: u32): f32 {
  let sum = ZERO;
  for (let c: u32 = 0; c < classes; c += 4) {
    const cost = f32x4.mul(read(weights, c, classes, ZERO), read(surprises, c, classes, ZERO));
    sum = f32x4.add(sum, cost);
  }
  const at = <usize>label << 2;
  const own: f64 = smoothing < 1 ? (1 - smoothing) * <f64>(load<f32>(weights + at) * load<f32>(surprises + at)) : 0;
  return <f32>(own + <f64>even * total(sum));
}

function lossOfDistribution(n: u32): f32 {
  readGoals(n);
  let sum = ZERO;
  for (let c: u32 = 0; c < classes; c += 4) {
    const cost = f32x4.mul(read(goals, c, classes, ZERO), read(surprises, c, classes, ZERO));
    sum = madd(read(weights, c, classes, ZERO), cost, sum);
  }
  return <f32>total(sum);
}

function readGoals(n: u32): void {
  const target = rowOf(numbersOf(1), n, targetCopy);
  const share = f32x4.splat(<f32>(1 - smoothing));
  for (let c: u32 = 0; c < classes; c += 4) {
    const given = v128.load(target + (<usize>c << 2));
    write(goals, c, smoothing > 0 ? madd(share, given, f32x4.splat(even)) : given);
  }
}

/** Turns the powers of a row into slopes by its logits. */
export function spreadSlopes(x: usize, powers: usize, n: u32, label: u32): void {
  for (let c: u32 = 0; c < classes; c += 4) {
    const share = hasDistributions ? v128.load(goals + (<usize>c << 2)) : f32x4.splat(even);
    write(pulls, c, f32x4.mul(v128.load(weights + (<usize>c << 2)), share));
  }
  if (!hasDistributions) {
    const at = <usize>label << 2;
    const share = 1 - smoothing + smoothing / <f64>classes;
    store<f32>(pulls + at, <f32>(<f64>load<f32>(weights + at) * share));
  }
  slopes(x, powers, pulls, classes, seedAt(n));
}

/** Writes the slopes by a distribution, and adds those by the weights, where they are wanted. */
export function distributionSlopes(n: u32): void {
  const byTarget = gradientOf(1);
  if (byTarget == 0 && byWeight == 0) return;
  const seed = f32x4.splat(seedAt(n));
  const share = f32x4.splat(<f32>(1 - smoothing));
  const to: usize = byTarget == 0 ? 0 : rowFor(byTarget, n, slopeCopy);
  for (let c: u32 = 0; c < classes; c += 4) {
    const place = <usize>c << 2;
    const surprise = v128.load(surprises + place);
    const cost = f32x4.mul(v128.load(weights + place), surprise);
    if (to != 0) write(to, c, f32x4.mul(f32x4.mul(seed, share), cost));
    if (byWeight == 0) continue;
    const slope = f32x4.mul(seed, f32x4.mul(v128.load(goals + place), surprise));
    write(byWeight, c, f32x4.add(v128.load(byWeight + place), slope));
  }
  if (to != 0) keepRow(byTarget, n, slopeCopy);
}
