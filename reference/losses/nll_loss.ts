/** Negative log-likelihood of class indices: picks each position's log-probability of its class, and weighs it. */
import { floating } from '../check_tensor.ts';
import {
  checkIgnoreIndex,
  classPositions,
  IGNORED,
  readClassWeights,
  readLabels,
  rowStart,
  totalWeight,
  weightOf,
} from '../class_positions.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { checkOptions } from '../options.ts';
import {
  BLOCK,
  collectLosses,
  effectiveReduction,
  inBlocks,
  REDUCTION_OPTIONS,
  type ReductionOptions,
  spreadUpstream,
} from '../reduction.ts';
import { type FloatTensor, readAt, type Tensor, writeAt, zeros } from '../tensor.ts';

export interface NllLossOptions extends ReductionOptions {
  /** One factor for each class, (C). */
  readonly weight?: Tensor | undefined;
  /** Positions with this target add nothing, to the mean's denominator neither. Default −100. */
  readonly ignoreIndex?: number | bigint | undefined;
}

/** The question with every argument checked. */
function prepare(input: Tensor, target: Tensor, options: NllLossOptions) {
  checkOptions('nllLoss', options, ['weight', 'ignoreIndex', ...REDUCTION_OPTIONS]);
  const reduction = effectiveReduction(options);
  const logProbabilities = floating('input', input);
  const positions = classPositions(logProbabilities);
  const weights = readClassWeights(options.weight, logProbabilities, positions.classes);
  const labels = readLabels(target, positions, checkIgnoreIndex(options.ignoreIndex));
  return { logProbabilities, positions, weights, labels, reduction };
}

/** Where each position's log-probability of its own class lies. */
const place = (positions: ReturnType<typeof classPositions>, position: number, label: number): number =>
  rowStart(positions, position) + label * positions.stride;

/**
 * −w[y]·x[y] at each position; 'mean' divides by Σ w[y]. `input` holds log-probabilities, used as they are: (C), (N, C)
 * or (N, C, d1, …); `target` holds classes, shaped like the input without its class axis. The answer has the input's
 * dtype. NaN for a mean over nothing. Throws an ArgumentError for anything it cannot take. As torch's nll_loss.
 */
export function nllLoss(input: Tensor, target: Tensor, options: NllLossOptions = {}): FloatTensor {
  const { logProbabilities, positions, weights, labels, reduction } = prepare(input, target, options);
  const losses = collectLosses(reduction, positions.shape, logProbabilities.dtype);
  const block = new Float64Array(BLOCK);
  inBlocks(positions.count, (start, size) => {
    for (let i = 0; i < size; i++) {
      const label = labels[start + i];
      if (label === IGNORED) block[i] = 0;
      else block[i] = -weightOf(weights, label) * readAt(logProbabilities, place(positions, start + i, label));
    }
    losses.add(block, start, size);
  });
  return losses.answer(totalWeight(labels, weights));
}

/** The slope of the objective by `input`, given its slope by the answer: −s·w[y] at each position's class, 0 elsewhere. */
export function nllLossGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: NllLossOptions = {},
): { input: FloatTensor } {
  const { logProbabilities, positions, weights, labels, reduction } = prepare(input, target, options);
  const slopes = spreadUpstream(reduction, upstream, positions.shape, totalWeight(labels, weights));
  const gradient = zeros(logProbabilities.dtype, logProbabilities.shape);
  inBlocks(positions.count, (start, size) => {
    const slope = slopes(start, size);
    for (let i = 0; i < size; i++) {
      const label = labels[start + i];
      if (label !== IGNORED)
        writeAt(gradient, place(positions, start + i, label), -weightOf(weights, label) * slope[i]);
    }
  });
  return { input: gradient };
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: ['weight'],
  parameters: ['reduction', 'ignore_index', 'size_average', 'reduce'],
  value: ({ input, target }, options: NllLossOptions) => nllLoss(input, target, options),
  gradient: ({ input, target }, upstream, options: NllLossOptions) => nllLossGradient(input, target, upstream, options),
} satisfies DescribedLoss;
