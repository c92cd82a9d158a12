/** Entropy: the expected surprise of a distribution, in nats. */
import { classPositions } from '../class_positions.ts';
import { type Rows, reduceRows, rowGradients } from '../class_rows.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { surprise } from '../logarithms.ts';
import { checkOptions } from '../options.ts';
import { probabilities } from '../probabilities.ts';
import { effectiveReduction, type ReductionOption } from '../reduction.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';

/** The question with every argument checked. */
function prepare(input: Tensor, options: ReductionOption) {
  checkOptions('entropy', options, ['reduction']);
  const distribution = probabilities('input', input);
  return { distribution, positions: classPositions(distribution), reduction: effectiveReduction(options) };
}

/**
 * −Σ_c p_c·ln p_c at each position, where 0·ln 0 is 0. `input` is (C), (N, C) or (N, C, d1, …); its entries are not asked
 * to sum to 1. 'mean' divides by the number of positions. The answer has the input's dtype. NaN for a mean over nothing.
 * Throws an ArgumentError for an entry outside [0, 1]. (Shannon, A Mathematical Theory of Communication, 1948.)
 */
export function entropy(input: Tensor, options: ReductionOption = {}): FloatTensor {
  const { distribution, positions, reduction } = prepare(input, options);
  return reduceRows([distribution], positions, reduction, distribution.dtype, expectedSurprise);
}

function expectedSurprise([p]: Rows): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) if (p[c] > 0) sum += p[c] * surprise(p[c]);
  return sum;
}

/** The slope of the objective by `input`, given its slope s by each loss: −s·(ln p + 1). */
export function entropyGradient(
  input: Tensor,
  upstream: Tensor,
  options: ReductionOption = {},
): { input: FloatTensor } {
  const { distribution, positions, reduction } = prepare(input, options);
  const [gradient] = rowGradients([distribution], positions, reduction, upstream, ([p], slope, [byP]) => {
    for (let c = 0; c < p.length; c++) byP[c] = slope * (surprise(p[c]) - 1);
  });
  return { input: gradient };
}

export default {
  inputs: ['input'],
  optionalInputs: [],
  parameters: ['reduction'],
  value: ({ input }, options: ReductionOption) => entropy(input, options),
  gradient: ({ input }, upstream, options: ReductionOption) => entropyGradient(input, upstream, options),
} satisfies DescribedLoss;
