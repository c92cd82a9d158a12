/** The loss of a logit and its slope, accurate in relative terms on both tails: what binary losses are made of. */
import { expWriter } from './exponential.ts';
import type { FloatDtype } from './tensor.ts';

/** Writes e^−|x| of the first `size` logits: what loss and slope are computed from, and most of their time. */
export function smallWriter(dtype: FloatDtype): (x: Float64Array, size: number, small: Float64Array) => void {
  const writeExps = expWriter(dtype);
  return (x, size, small) => {
    for (let i = 0; i < size; i++) small[i] = -Math.abs(x[i]);
    writeExps(small, 0, size, small);
  };
}

/**
 * positive·softplus(−x) + negative·softplus(x), where softplus(x) = log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), given
 * that logarithm. Nothing overflows, and a loss of 4e-18 is not lost beside a 1.
 */
export function logisticLoss(x: number, log: number, positive: number, negative: number): number {
  const below = Number(x < 0); // arithmetic instead of a branch: the signs of logits cannot be predicted
  const straight = (below * positive + (1 - below) * negative) * Math.abs(x);
  return straight + (positive + negative) * log;
}

/**
 * negative·σ(x) − positive·σ(−x), the loss's slope by x, given small = e^−|x|. 1 − σ(x) is written
 * σ(−x) = e^−x / (1 + e^−x), since subtracting from 1 would lose it.
 */
export function logisticSlope(x: number, small: number, positive: number, negative: number): number {
  const below = Number(x < 0);
  const up = below * small + (1 - below);
  const down = (1 - below) * small + below;
  return (negative * up - positive * down) / (1 + small);
}
