/** Kullback–Leibler divergence of probabilities, or their logarithms, from log-probabilities, element by element. */
import { ArgumentError, quote } from '../argument_error.ts';
import { floating, floatingLike } from '../check_tensor.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { exp } from '../exponential.ts';
import { checkOptions } from '../options.ts';
import {
  BLOCK,
  collectLosses,
  effectiveReduction,
  inBlocks,
  REDUCTION_OPTIONS,
  type Reduction,
  type ReductionOptions,
  spreadUpstream,
} from '../reduction.ts';
import { elementCount, type FloatTensor, readRun, type Tensor, wider, writeRun, zeros } from '../tensor.ts';

export interface KlDivOptions extends Omit<ReductionOptions, 'reduction'> {
  /** As for every loss, or 'batchmean': the sum over the size of the first axis (1 for a scalar). Default 'mean'. */
  readonly reduction?: Reduction | 'batchmean' | undefined;
  /** Whether the target holds logarithms of probabilities. Default false. */
  readonly logTarget?: boolean | undefined;
}

/** The question with every argument checked. */
function prepare(input: Tensor, target: Tensor, options: KlDivOptions) {
  checkOptions('klDiv', options, ['logTarget', ...REDUCTION_OPTIONS]);
  const { logTarget = false } = options;
  if (typeof logTarget !== 'boolean') {
    throw new ArgumentError('logTarget', `is ${quote(logTarget)}`, 'give true or false');
  }
  const x = floating('input', input);
  const y = floatingLike('target', target, 'input', x);
  const count = elementCount(x.shape);
  return { x, y, logTarget, count, ...chooseDenominator(options, count, x.shape[0] ?? 1) };
}

/** 'batchmean' is a mean with the batch's size as its denominator; a deprecated option overrides it like any other. */
function chooseDenominator(options: KlDivOptions, count: number, batch: number) {
  const { reduction, sizeAverage, reduce } = options;
  if (reduction !== 'batchmean')
    return { reduction: effectiveReduction({ ...options, reduction }), denominator: count };
  if (sizeAverage == null && reduce == null) return { reduction: 'mean' as const, denominator: batch };
  return { reduction: effectiveReduction({ sizeAverage, reduce }), denominator: count };
}

/**
 * y·(ln y − x) for each log-probability x with target y, 0 where y = 0 whatever x is; with `logTarget` e^y·(y − x).
 * `target` has the input's shape, any shape. 'mean' divides by the number of elements. The answer has the wider dtype of
 * the two. NaN for a negative y, and for a mean over nothing. Throws an ArgumentError for anything it cannot take. As
 * torch's kl_div, but that there 0·−∞ is NaN.
 */
export function klDiv(input: Tensor, target: Tensor, options: KlDivOptions = {}): FloatTensor {
  const { x, y, logTarget, count, reduction, denominator } = prepare(input, target, options);
  const losses = collectLosses(reduction, x.shape, wider(x, y));
  const xs = new Float64Array(BLOCK);
  const ys = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    readRun(x, start, 1, size, xs);
    readRun(y, start, 1, size, ys);
    if (logTarget) for (let i = 0; i < size; i++) xs[i] = exp(ys[i]) * (ys[i] - xs[i]);
    else for (let i = 0; i < size; i++) xs[i] = ys[i] === 0 ? 0 : ys[i] * (Math.log(ys[i]) - xs[i]);
    losses.add(xs, start, size);
  });
  return losses.answer(denominator);
}

/**
 * The slopes of the objective by `input` and by `target`, given its slope s by each loss: −s·y and s·(ln y + 1 − x),
 * infinite where y = 0; with `logTarget` −s·e^y and s·e^y·(y − x + 1).
 */
export function klDivGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: KlDivOptions = {},
): { input: FloatTensor; target: FloatTensor } {
  const { x, y, logTarget, count, reduction, denominator } = prepare(input, target, options);
  const slopes = spreadUpstream(reduction, upstream, x.shape, denominator);
  const gradients = { input: zeros(x.dtype, x.shape), target: zeros(y.dtype, y.shape) };
  const xs = new Float64Array(BLOCK);
  const ys = new Float64Array(BLOCK);
  inBlocks(count, (start, size) => {
    readRun(x, start, 1, size, xs);
    readRun(y, start, 1, size, ys);
    writeSlopes(xs, ys, slopes(start, size), logTarget, size);
    writeRun(xs, size, gradients.input, start, 1);
    writeRun(ys, size, gradients.target, start, 1);
  });
  return gradients;
}

/** Puts the slopes in the places of the numbers they are computed from. */
function writeSlopes(x: Float64Array, y: Float64Array, slope: Float64Array, logTarget: boolean, size: number): void {
  for (let i = 0; i < size; i++) {
    const mass = logTarget ? exp(y[i]) : y[i];
    const logMass = logTarget ? y[i] : Math.log(y[i]);
    y[i] = slope[i] * (logMass - x[i] + 1) * (logTarget ? mass : 1);
    x[i] = -slope[i] * mass;
  }
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: [],
  parameters: ['reduction', 'log_target', 'size_average', 'reduce'],
  value: ({ input, target }, options: KlDivOptions) => klDiv(input, target, options),
  gradient: ({ input, target }, upstream, options: KlDivOptions) => klDivGradient(input, target, upstream, options),
} satisfies DescribedLoss;
