/** Cross-entropy of two distributions: the expected surprise, in nats, of what follows P to one who believes Q. */
import { classPositions } from '../class_positions.ts';
import { type Rows, reduceRows, rowGradients } from '../class_rows.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { surprise } from '../logarithms.ts';
import { checkOptions } from '../options.ts';
import { twoDistributions } from '../probabilities.ts';
import { effectiveReduction, type ReductionOption } from '../reduction.ts';
import { type FloatTensor, type Tensor, wider } from '../tensor.ts';

/** The question with every argument checked. */
function prepare(input: Tensor, target: Tensor, options: ReductionOption) {
  checkOptions('distributionCrossEntropy', options, ['reduction']);
  const [q, p] = twoDistributions(input, target);
  return { q, p, positions: classPositions(q), reduction: effectiveReduction(options), dtype: wider(q, p) };
}

/**
 * H(P, Q) = −Σ_c p_c·ln q_c at each position, `input` holding Q and `target` P, of the same shape: (C), (N, C) or
 * (N, C, d1, …). A class with p = 0 adds nothing, whatever its q; one with p > 0 and q = 0 makes it +∞. Sums are not
 * checked. 'mean' divides by the number of positions. The answer has the wider dtype of the two. NaN for a mean over
 * nothing. Throws an ArgumentError for an entry outside [0, 1]. (Cover and Thomas, Elements of Information Theory, 2.3.)
 */
export function distributionCrossEntropy(input: Tensor, target: Tensor, options: ReductionOption = {}): FloatTensor {
  const { q, p, positions, reduction, dtype } = prepare(input, target, options);
  return reduceRows([q, p], positions, reduction, dtype, expectedSurprise);
}

function expectedSurprise([q, p]: Rows): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) if (p[c] > 0) sum += p[c] * surprise(q[c]);
  return sum;
}

/** The slopes of the objective by Q and by P, given its slope s by each loss: −s·p/q, 0 where p = 0, and −s·ln q. */
export function distributionCrossEntropyGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: ReductionOption = {},
): { input: FloatTensor; target: FloatTensor } {
  const { q, p, positions, reduction } = prepare(input, target, options);
  const [byInput, byTarget] = rowGradients([q, p], positions, reduction, upstream, ([q, p], slope, [byQ, byP]) => {
    for (let c = 0; c < p.length; c++) {
      byQ[c] = p[c] > 0 ? -slope * (p[c] / q[c]) : 0;
      byP[c] = slope * surprise(q[c]);
    }
  });
  return { input: byInput, target: byTarget };
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: [],
  parameters: ['reduction'],
  value: ({ input, target }, options: ReductionOption) => distributionCrossEntropy(input, target, options),
  gradient: ({ input, target }, upstream, options: ReductionOption) =>
    distributionCrossEntropyGradient(input, target, upstream, options),
} satisfies DescribedLoss;
