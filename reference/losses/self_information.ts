/** Self-information: how surprising an outcome of a given probability is, in nats, element by element. */
import type { DescribedLoss } from '../described_loss.ts';
import { surprise } from '../logarithms.ts';
import { checkOptions } from '../options.ts';
import { probabilities } from '../probabilities.ts';
import {
  BLOCK,
  collectLosses,
  effectiveReduction,
  inBlocks,
  type ReductionOption,
  spreadUpstream,
} from '../reduction.ts';
import { elementCount, type FloatTensor, readRun, type Tensor, writeRun, zeros } from '../tensor.ts';

/** The question with every argument checked. */
function prepare(input: Tensor, options: ReductionOption) {
  checkOptions('selfInformation', options, ['reduction']);
  const p = probabilities('input', input);
  return { p, reduction: effectiveReduction(options), count: elementCount(p.shape) };
}

/**
 * −ln p for every entry p of `input`, a tensor of any shape: 0 for what is certain, +∞ for what is impossible. 'mean'
 * divides by the number of entries, and is NaN where there is none. Throws an ArgumentError for an entry outside [0, 1].
 * (Shannon, A Mathematical Theory of Communication, 1948.)
 */
export function selfInformation(input: Tensor, options: ReductionOption = {}): FloatTensor {
  const { p, reduction, count } = prepare(input, options);
  const losses = collectLosses(reduction, p.shape, p.dtype);
  const block = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    readRun(p, start, 1, size, block);
    for (let i = 0; i < size; i++) block[i] = surprise(block[i]);
    losses.add(block, start, size);
  });
  return losses.answer(count);
}

/** The slope of the objective by `input`, given its slope s by each loss: −s/p. */
export function selfInformationGradient(
  input: Tensor,
  upstream: Tensor,
  options: ReductionOption = {},
): { input: FloatTensor } {
  const { p, reduction, count } = prepare(input, options);
  const slopes = spreadUpstream(reduction, upstream, p.shape, count);
  const gradient = zeros(p.dtype, p.shape);
  const block = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    const slope = slopes(start, size);
    readRun(p, start, 1, size, block);
    for (let i = 0; i < size; i++) block[i] = -slope[i] / block[i];
    writeRun(block, size, gradient, start, 1);
  });
  return { input: gradient };
}

export default {
  inputs: ['input'],
  optionalInputs: [],
  parameters: ['reduction'],
  value: ({ input }, options: ReductionOption) => selfInformation(input, options),
  gradient: ({ input }, upstream, options: ReductionOption) => selfInformationGradient(input, upstream, options),
} satisfies DescribedLoss;
