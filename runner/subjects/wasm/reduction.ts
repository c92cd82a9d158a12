/** How losses become the answer, and how what arrives from above comes to each of them. */
import {
  declareLike,
  declareScalar,
  declareWithout,
  isAbsent,
  isSet,
  isTrue,
  losses,
  numbersOf,
  upstream,
  wantsGradients,
  wordOf,
} from './question';

/** The words' codes. */
export const NO_REDUCTION: u32 = 0;
export const NONE: u32 = 1;
export const SUM: u32 = 2;
export const MEAN: u32 = 3;
export const BATCHMEAN: u32 = 4;

let how: u32 = NO_REDUCTION;
let denominator: f64 = 1;
/** Slopes of the objective by the losses: one of them, spread over four lanes, or one for each. */
let seed: v128 = f32x4.splat(0);
let seeds: usize = 0;

export function reduction(): u32 {
  return how;
}

/**
 * Reads the reduction. Words after `last` are none.
 *
 * @returns whether there is such a one
 */
export function reduce(place: u32, last: u32 = MEAN): bool {
  const word = isAbsent(place) ? MEAN : wordOf(place);
  how = word <= last ? word : NO_REDUCTION;
  return how != NO_REDUCTION;
}

/** The same where size_average and reduce, deprecated, override the word and leave it unread. */
export function reduceAsOnce(place: u32, sizeAverage: u32, isReduced: u32, last: u32 = MEAN): bool {
  if (!isSet(sizeAverage) && !isSet(isReduced)) return reduce(place, last);
  if (isSet(isReduced) && !isTrue(isReduced)) how = NONE;
  else how = isSet(sizeAverage) && !isTrue(sizeAverage) ? SUM : MEAN;
  return true;
}

/** The answer of a loss with one number for each element. */
export function declareElementLosses(): void {
  if (how == NONE) declareLike(0, 0);
  else declareScalar();
}

/** The answer of a loss with one number for each position, which lie along `axis`. */
export function declarePositionLosses(axis: u32, positions: u32): void {
  if (how == NONE) declareWithout(axis, positions);
  else declareScalar();
}

/** To be called when the question is known to be legal, with what a mean divides by. */
export function divideBy(count: f64): void {
  denominator = how == MEAN || how == BATCHMEAN ? count : 1;
  if (!wantsGradients()) return;
  seeds = how == NONE ? numbersOf(upstream()) : 0;
  if (how != NONE) seed = f32x4.splat(<f32>(<f64>load<f32>(numbersOf(upstream())) / denominator));
}

/** The slopes by losses i … i + 3. */
// @ts-ignore: decorator
@inline
export function seedsAt(i: u32): v128 {
  return seeds == 0 ? seed : v128.load(seeds + (<usize>i << 2));
}

export function seedAt(i: u32): f32 {
  return seeds == 0 ? f32x4.extract_lane(seed, 0) : load<f32>(seeds + (<usize>i << 2));
}

/** The losses of elements or positions, where they are asked for one by one; 0 elsewhere. */
export function single(): usize {
  return how == NONE ? losses() : 0;
}

/** The end of it, unless the losses are asked for one by one. */
export function answerSum(sum: f64): void {
  if (how != NONE) store<f32>(losses(), <f32>(sum / denominator));
}
