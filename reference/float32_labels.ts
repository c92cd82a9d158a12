/**
 * Cross-entropy of float32 logits in rows without gaps, each against one class: what training asks for nearly always. In
 * loops over the numbers as they lie there. −log p of a class is log(1 + odds), where the odds against it are the sum of
 * e^(x_c − x) over the other classes c, x being its own logit.
 */
import { shortExp } from './exponential.ts';

/** Up to here odds are exact enough and nothing overflowed; beyond, or where a number is not finite, look more closely. */
export const plainOdds = (odds: number): boolean => odds < 2 ** 500;

/** The odds against the class at `own`, of those from `start` up to `end`; NaN where its logit is not finite. */
export function oddsAgainst(x: Float32Array, start: number, end: number, own: number): number {
  const logit = x[own];
  let odds = logit - logit;
  for (let c = start; c < own; c++) odds += shortExp(x[c] - logit);
  for (let c = own + 1; c < end; c++) odds += shortExp(x[c] - logit);
  return odds;
}

/**
 * The same, and writes `scale` times the slope of log(1 + odds) by each logit where it lies: e^(x_c − x) / (1 + odds),
 * and −odds / (1 + odds) by the class's own. `exps` has room for a row.
 */
export function oddsWithSlopes(
  x: Float32Array,
  start: number,
  end: number,
  own: number,
  scale: number,
  slopes: Float32Array,
  exps: Float64Array,
): number {
  const logit = x[own];
  let others = 0;
  for (let c = start; c < end; c++) {
    const e = shortExp(x[c] - logit);
    exps[c - start] = e;
    others += c === own ? 0 : e;
  }
  const odds = logit - logit + others;
  const factor = scale / (1 + odds);
  for (let c = start; c < end; c++) slopes[c] = factor * exps[c - start];
  slopes[own] = -factor * odds;
  return odds;
}
