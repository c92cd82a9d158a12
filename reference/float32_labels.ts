/**
 * Cross-entropy of float32 logits in rows without gaps, each against one class: what training asks for nearly always. In
 * loops over the numbers as they lie there. −log p of a class is log(1 + odds), where the odds against it are the sum of
 * e^(x_c − x) over the other classes c, x being its own logit.
 */
import { type ClassWeights, IGNORED, weightOf } from './class_positions.ts';
import { shortExp, shortLog1p } from './exponential.ts';
import { PLAIN_ODDS, sumOfLogs } from './joint_odds.ts';
import type { Answers } from './reduction.ts';

export interface LabelRows {
  readonly logits: Float32Array;
  readonly classes: number;
  /** A class for each row, or {@link IGNORED}. */
  readonly labels: Int32Array;
  readonly weights: ClassWeights;
}

/** Writes the odds against the classes of `count` rows from `first` on: NaN where x is not finite, 0 where ignored. */
export function writeOdds({ logits, classes, labels }: LabelRows, first: number, count: number, odds: Float64Array) {
  for (let n = 0; n < count; n++) {
    const label = labels[first + n];
    odds[n] = 0;
    if (label === IGNORED) continue;
    const start = (first + n) * classes;
    const x = logits[start + label];
    let sum = x - x;
    for (let c = 0; c < classes; c++) {
      const e = shortExp(logits[start + c] - x);
      if (c !== label) sum += e;
    }
    odds[n] = sum;
  }
}

/**
 * The same, and writes the slopes by the logits where these lie, given the slope s of the objective by each loss:
 * s·w·e^(x_c − x) / (1 + odds), and −s·w·odds / (1 + odds) by the class's own. Leaves an ignored row as it is. `exps` has
 * room for a row.
 */
export function writeOddsAndSlopes(
  { logits, classes, labels, weights }: LabelRows,
  first: number,
  count: number,
  upstream: Float64Array,
  odds: Float64Array,
  slopes: Float32Array,
  exps: Float64Array,
) {
  for (let n = 0; n < count; n++) {
    const label = labels[first + n];
    odds[n] = 0;
    if (label === IGNORED) continue;
    const start = (first + n) * classes;
    const x = logits[start + label];
    let sum = x - x;
    // Two a turn, since in each an engine makes sure of every array anew.
    let c = 0;
    for (; c < classes - 1; c += 2) {
      const e = shortExp(logits[start + c] - x);
      const next = shortExp(logits[start + c + 1] - x);
      exps[c] = e;
      exps[c + 1] = next;
      if (c !== label) sum += e;
      if (c + 1 !== label) sum += next;
    }
    if (c < classes) {
      exps[c] = shortExp(logits[start + c] - x);
      if (c !== label) sum += exps[c];
    }
    odds[n] = sum;
    exps[label] = -sum;
    const scale = (upstream[n] * weightOf(weights, label)) / (1 + sum);
    for (c = 0; c < classes - 1; c += 2) {
      slopes[start + c] = scale * exps[c];
      slopes[start + c + 1] = scale * exps[c + 1];
    }
    if (c < classes) slopes[start + c] = scale * exps[c];
  }
}

/**
 * Adds the losses that the odds are of, and may leave them in their place.
 *
 * @returns false where some odds are not below 2^500, and are to be looked at more closely: then nothing was added
 */
export function addLosses(rows: LabelRows, first: number, count: number, odds: Float64Array, answers: Answers) {
  if (!rows.weights && answers.onlySum) {
    const sum = sumOfLogs(odds, count);
    if (Number.isNaN(sum)) return false;
    answers.addSum(sum);
    return true;
  }
  for (let n = 0; n < count; n++) {
    if (!(odds[n] < PLAIN_ODDS)) return false;
    const label = rows.labels[first + n];
    odds[n] = label === IGNORED ? 0 : weightOf(rows.weights, label) * shortLog1p(odds[n]);
  }
  answers.add(odds, first, count);
  return true;
}
