/** Binary cross-entropy of logits: how surprised σ(x) is by the target y, element by element. */
import { readBroadcast, readFactor } from '../broadcast.ts';
import { floating, floatingLike } from '../check_tensor.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { log1pWriter } from '../exponential.ts';
import { addLosses, addLossesWithSlopes } from '../float32_logistic.ts';
import { checkIgnored, countKept, type IgnoreIndexOption } from '../ignored_elements.ts';
import { logisticLoss, logisticSlope, smallWriter } from '../logistic.ts';
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
import { elementCount, type FloatTensor, type Tensor, wider, writeRun, zeros } from '../tensor.ts';

export interface BinaryCrossEntropyWithLogitsOptions extends ReductionOptions, IgnoreIndexOption {
  /** A factor for each element; broadcasts to the input's shape and does not enter the mean's denominator. */
  readonly weight?: Tensor | undefined;
  /** A factor for the positive term alone, usually one for each class; broadcasts to the input's shape. */
  readonly posWeight?: Tensor | undefined;
}

/** The question with every argument checked; `ignored` is a target that no element has when nothing is ignored. */
function prepare(input: Tensor, target: Tensor, options: BinaryCrossEntropyWithLogitsOptions) {
  const names = ['weight', 'posWeight', 'ignoreIndex', ...REDUCTION_OPTIONS];
  checkOptions('binaryCrossEntropyWithLogits', options, names);
  const reduction = effectiveReduction(options);
  const logits = floating('input', input);
  const targets = floatingLike('target', target, 'input', logits);
  const ignored = checkIgnored(options, targets.dtype);
  const count = elementCount(logits.shape);
  const x = readBroadcast(logits, logits.shape);
  const y = readBroadcast(targets, logits.shape);
  const w = readFactor('weight', options.weight, logits);
  const q = readFactor('posWeight', options.posWeight, logits);
  const small = new Float64Array(BLOCK);
  const writeSmall = smallWriter(wider(logits, targets));
  const log = new Float64Array(BLOCK);
  const writeLog1p = log1pWriter(wider(logits, targets));
  const read = (start: number, size: number): Block => {
    const block = { x: x(start, size), small, log, y: y(start, size), w: w(start, size), q: q(start, size) };
    writeSmall(block.x, size, small);
    writeLog1p(small, size, log);
    return block;
  };
  const bare = options.weight === undefined && options.posWeight === undefined && options.ignoreIndex == null;
  const plain = bare && reduction !== 'none' && float32Data(logits, targets);
  return { logits, targets, ignored, reduction, count, read, plain, kept: countKept(y, count, ignored) };
}

/** The numbers of two tensors as float32_logistic.ts takes them, where both are float32. */
const float32Data = (a: FloatTensor, b: FloatTensor) =>
  a.dtype === 'float32' && b.dtype === 'float32' && ([a.data, b.data] as const);

/** A run of elements: logits, e^−|logit|, log(1 + e^−|logit|), targets, weights, posWeights. */
interface Block {
  readonly x: Float64Array;
  readonly small: Float64Array;
  readonly log: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly q: Float64Array;
}

/**
 * w·(q·y·softplus(−x) + (1 − y)·softplus(x)) for each logit x with target y, weight w and posWeight q; 'mean' divides by
 * the number of elements that are not ignored. `target` has the input's shape, any shape. The answer has the wider dtype
 * of the two. NaN for a mean over nothing. Throws an ArgumentError for anything it cannot take. As torch's.
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): FloatTensor {
  const { logits, targets, ignored, reduction, count, read, plain, kept } = prepare(input, target, options);
  const losses = collectLosses(reduction, logits.shape, wider(logits, targets));
  const block = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    if (plain) {
      const [x, y] = plain;
      losses.addSum(addLosses(x, y, start, start + size));
      return;
    }
    writeLosses(read(start, size), ignored, size, block);
    losses.add(block, start, size);
  });
  return losses.answer(kept);
}

export type BinaryCrossEntropyWithLogitsGradients = {
  readonly input: FloatTensor;
  readonly target: FloatTensor;
};

/**
 * The slopes of the objective by `input` and by `target`, given its slope s by each loss:
 * s·w·((1 − y)·σ(x) − q·y·σ(−x)) and s·w·(q·softplus(−x) − softplus(x)); 0 for an ignored element.
 */
export function binaryCrossEntropyWithLogitsGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): BinaryCrossEntropyWithLogitsGradients {
  return binaryCrossEntropyWithLogitsAndGradient(input, target, upstream, options).gradients;
}

/** What the loss and its gradient answer, for little more than the price of one of them. */
export function binaryCrossEntropyWithLogitsAndGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): { loss: FloatTensor; gradients: BinaryCrossEntropyWithLogitsGradients } {
  const { logits, targets, ignored, reduction, count, read, plain, kept } = prepare(input, target, options);
  const slopes = spreadUpstream(reduction, upstream, logits.shape, kept);
  const losses = collectLosses(reduction, logits.shape, wider(logits, targets));
  const gradients = { input: zeros(logits.dtype, logits.shape), target: zeros(targets.dtype, logits.shape) };
  const plainSlopes = plain && float32Data(gradients.input, gradients.target);
  const results = new Float64Array(BLOCK);
  const byTarget = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    if (plain && plainSlopes) {
      const [x, y] = plain;
      const [byX, byY] = plainSlopes;
      const [slope] = slopes(start, size);
      losses.addSum(addLossesWithSlopes(x, y, start, start + size, slope, byX, byY));
      return;
    }
    const block = read(start, size);
    writeLosses(block, ignored, size, results);
    losses.add(results, start, size);
    writeSlopes(block, slopes(start, size), ignored, size, results, byTarget);
    writeRun(results, size, gradients.input, start, 1);
    writeRun(byTarget, size, gradients.target, start, 1);
  });
  return { loss: losses.answer(kept), gradients };
}

function writeLosses({ x, log, y, w, q }: Block, ignored: number, size: number, losses: Float64Array): void {
  for (let i = 0; i < size; i++) {
    losses[i] = y[i] === ignored ? 0 : w[i] * logisticLoss(x[i], log[i], q[i] * y[i], 1 - y[i]);
  }
}

function writeSlopes(
  { x, small, log, y, w, q }: Block,
  upstream: Float64Array,
  ignored: number,
  size: number,
  byInput: Float64Array,
  byTarget: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const keep = y[i] !== ignored;
    const outer = upstream[i] * w[i];
    byInput[i] = keep ? outer * logisticSlope(x[i], small[i], q[i] * y[i], 1 - y[i]) : 0;
    byTarget[i] = keep ? outer * logisticLoss(x[i], log[i], q[i], -1) : 0;
  }
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: ['weight', 'pos_weight'],
  parameters: ['reduction', 'ignore_index', 'size_average', 'reduce'],
  extensions: ['binary_ignore_index'],
  value: ({ input, target }, options: BinaryCrossEntropyWithLogitsOptions) =>
    binaryCrossEntropyWithLogits(input, target, options),
  gradient: ({ input, target }, upstream, options: BinaryCrossEntropyWithLogitsOptions) =>
    binaryCrossEntropyWithLogitsGradient(input, target, upstream, options),
} satisfies DescribedLoss;
