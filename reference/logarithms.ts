/** Logarithms of probabilities and of their ratios, accurate in relative terms also where the logarithm is nearly 0. */

/** −ln p: how surprising an outcome of probability p is; 0 (not −0) where p = 1. */
export const surprise = (p: number): number => 0 - Math.log(p);

/** ln(p / q). Where p ≈ q the difference p − q is exact, while the logarithm of their rounded quotient loses all but it. */
export function logRatio(p: number, q: number): number {
  const ratio = p / q;
  if (ratio >= 0.5 && ratio <= 2) return Math.log1p((p - q) / q);
  // A quotient that underflows has lost its digits, and one that overflows its value.
  return ratio > 1e-300 && ratio < Infinity ? Math.log(ratio) : Math.log(p) - Math.log(q);
}

/** ln(x / (1 − x)), −∞ at 0 and ∞ at 1. Around x = ½ both 2x − 1 and the greater of x, 1 − x are exact. */
export function logit(x: number): number {
  if (x < 0.25 || x > 0.75) return Math.log(x) - Math.log1p(-x);
  return x < 0.5 ? -Math.log1p((1 - 2 * x) / x) : Math.log1p((2 * x - 1) / (1 - x));
}
