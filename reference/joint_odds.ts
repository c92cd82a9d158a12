/**
 * Sums of log(1 + u), u ≥ 0, by one logarithm for many: log(1 + u) + log(1 + v) is log(1 + w) with w = v + u·(1 + v). Of
 * numbers that are not negative nothing is subtracted, so w is as accurate as they are, and where they are tiny too.
 */
import { shortLog1p } from './exponential.ts';

/** Two below this have joint odds that do not overflow. */
export const PLAIN_ODDS = 2 ** 500;

/** The w above. */
export const joint = (u: number, v: number): number => v + u * (1 + v);

/** The sum of log(1 + u) over the first `count` odds u, within 1e-12; NaN unless each is below {@link PLAIN_ODDS}. */
export function sumOfLogs(odds: Float64Array, count: number): number {
  let sum = 0;
  let all = 0;
  for (let n = 0; n < count; n++) {
    const next = odds[n];
    if (!(next < PLAIN_ODDS)) return Number.NaN;
    all = joint(all, next);
    if (all < PLAIN_ODDS) continue;
    sum += shortLog1p(all);
    all = 0;
  }
  return sum + shortLog1p(all);
}
