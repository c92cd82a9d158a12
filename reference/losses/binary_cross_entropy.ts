/** Binary cross-entropy of probabilities: how surprised a probability of yes is by the target, element by element. */
import { readBroadcast, readFactor } from '../broadcast.ts';
import { checkSameDtype, floating, floatingLike } from '../check_tensor.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { checkIgnored, countKept, type IgnoreIndexOption } from '../ignored_elements.ts';
import { logit, surprise } from '../logarithms.ts';
import { checkOptions } from '../options.ts';
import { notAProbability } from '../probabilities.ts';
import {
  BLOCK,
  collectLosses,
  effectiveReduction,
  inBlocks,
  REDUCTION_OPTIONS,
  type ReductionOptions,
  spreadUpstream,
} from '../reduction.ts';
import { elementCount, type FloatTensor, type Tensor, writeRun, zeros } from '../tensor.ts';

export interface BinaryCrossEntropyOptions extends ReductionOptions, IgnoreIndexOption {
  /** A factor for each element; broadcasts to the input's shape and does not enter the mean's denominator. */
  readonly weight?: Tensor | undefined;
}

/** Each logarithm is held at −100 or above, so that an impossible outcome costs 100. */
const MOST = 100;
/** What the gradient divides by at least. */
const FLOOR = 1e-12;

/** The question with every argument checked; `ignored` is a target that no element has when nothing is ignored. */
function prepare(input: Tensor, target: Tensor, options: BinaryCrossEntropyOptions) {
  checkOptions('binaryCrossEntropy', options, ['weight', 'ignoreIndex', ...REDUCTION_OPTIONS]);
  const reduction = effectiveReduction(options);
  const probabilities = floating('input', input);
  const targets = floatingLike('target', target, 'input', probabilities);
  checkSameDtype('target', targets, 'input', probabilities);
  const { dtype, shape } = probabilities;
  const ignored = checkIgnored(options, dtype);
  const count = elementCount(shape);
  const x = readBroadcast(probabilities, shape);
  const y = readBroadcast(targets, shape);
  const w = readFactor('weight', options.weight, probabilities);
  const read = (start: number, size: number): Block => ({ x: x(start, size), y: y(start, size), w: w(start, size) });
  inBlocks(count, (start, size) => checkBlock(read(start, size), ignored, start, size));
  return { dtype, shape, ignored, reduction, count, read, kept: countKept(y, count, ignored) };
}

/** A run of elements: probabilities, targets, weights. */
interface Block {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
}

/** Throws for an input or a target outside [0, 1], NaN included, where the target is not ignored. */
function checkBlock({ x, y }: Block, ignored: number, start: number, size: number): void {
  for (let i = 0; i < size; i++) {
    if (y[i] === ignored) continue;
    if (!(x[i] >= 0 && x[i] <= 1)) throw notAProbability('input', x[i], start + i);
    if (!(y[i] >= 0 && y[i] <= 1)) throw notAProbability('target', y[i], start + i);
  }
}

/**
 * −w·(y·max(ln x, −100) + (1 − y)·max(ln(1 − x), −100)) for each probability x with target y and weight w; 'mean' divides
 * by the number of elements that are not ignored. `target` has the input's shape, any shape, and its dtype, which the
 * answer has too. NaN for a mean over nothing. Throws an ArgumentError for anything it cannot take, among it inputs and
 * targets outside [0, 1]. As torch's, and as exact where x is tiny.
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyOptions = {},
): FloatTensor {
  const { dtype, shape, ignored, reduction, count, read, kept } = prepare(input, target, options);
  const losses = collectLosses(reduction, shape, dtype);
  const block = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    const { x, y, w } = read(start, size);
    for (let i = 0; i < size; i++) block[i] = y[i] === ignored ? 0 : w[i] * heldSurprise(x[i], y[i]);
    losses.add(block, start, size);
  });
  return losses.answer(kept);
}

/** What is multiplied by 0 is finite, so its logarithm need not be taken. */
function heldSurprise(x: number, y: number): number {
  const yes = y === 0 ? 0 : y * Math.min(surprise(x), MOST);
  const no = y === 1 ? 0 : (1 - y) * Math.min(-Math.log1p(-x), MOST);
  return yes + no;
}

/**
 * The slopes of the objective by `input` and by `target`, given its slope s by each loss:
 * s·w·(x − y)/max(x·(1 − x), 1e-12), which torch defines so although it is not the slope of a loss that is held, and
 * −s·w·ln(x/(1 − x)), not held: ∓∞ at x = 0 and 1. 0 for an ignored element.
 */
export function binaryCrossEntropyGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: BinaryCrossEntropyOptions = {},
): { input: FloatTensor; target: FloatTensor } {
  const { dtype, shape, ignored, reduction, count, read, kept } = prepare(input, target, options);
  const slopes = spreadUpstream(reduction, upstream, shape, kept);
  const gradients = { input: zeros(dtype, shape), target: zeros(dtype, shape) };
  const byInput = new Float64Array(BLOCK);
  const byTarget = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    const { x, y, w } = read(start, size);
    const slope = slopes(start, size);
    for (let i = 0; i < size; i++) {
      const keep = y[i] !== ignored;
      const outer = slope[i] * w[i];
      byInput[i] = keep ? outer * ((x[i] - y[i]) / Math.max(x[i] * (1 - x[i]), FLOOR)) : 0;
      byTarget[i] = keep ? -outer * logit(x[i]) : 0;
    }
    writeRun(byInput, size, gradients.input, start, 1);
    writeRun(byTarget, size, gradients.target, start, 1);
  });
  return gradients;
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: ['weight'],
  parameters: ['reduction', 'ignore_index', 'size_average', 'reduce'],
  extensions: ['binary_ignore_index'],
  value: ({ input, target }, options: BinaryCrossEntropyOptions) => binaryCrossEntropy(input, target, options),
  gradient: ({ input, target }, upstream, options: BinaryCrossEntropyOptions) =>
    binaryCrossEntropyGradient(input, target, upstream, options),
} satisfies DescribedLoss;
