/** Log-softmax: the logarithm of the softmax along one axis, without ever forming the softmax. A function, not a loss. */
import { ArgumentError, quote } from '../argument_error.ts';
import { floating } from '../check_tensor.ts';
import { type ClassPositions, positionsAlong, rowStart } from '../class_positions.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { MassRow } from '../mass_row.ts';
import { checkOptions } from '../options.ts';
import { checkUpstream } from '../reduction.ts';
import { SoftmaxRow, writeSoftmaxSlopes } from '../softmax.ts';
import { type FloatTensor, readRun, type Tensor, writeRun, zeros } from '../tensor.ts';

export interface LogSoftmaxOptions {
  /** The axis along which the exponentials of the answer sum to 1; a negative one counts from the end. */
  readonly dim: number;
}

/** The question with every argument checked. */
function prepare(input: Tensor, options: LogSoftmaxOptions) {
  checkOptions('logSoftmax', options, ['dim']);
  const logits = floating('input', input);
  return { logits, positions: positionsAlong(logits.shape, checkAxis(options.dim, logits.shape.length)) };
}

/** The axis, counted from the front. A scalar has none and takes 0 and −1, as if it had one. */
function checkAxis(dim: number, rank: number): number {
  const axes = Math.max(rank, 1);
  if (Number.isInteger(dim) && dim >= -axes && dim < axes) return dim < 0 ? dim + axes : dim;
  throw new ArgumentError('dim', `is ${quote(dim)}`, `give a whole number from ${-axes} to ${axes - 1}`);
}

/** Visits the rows along the axis, in order, each read into `row`. */
function eachRow(
  logits: FloatTensor,
  positions: ClassPositions,
  visit: (row: SoftmaxRow, start: number) => void,
): void {
  const row = new SoftmaxRow(logits.dtype, positions.classes);
  for (let position = 0; position < positions.count; position++) {
    const start = rowStart(positions, position);
    row.read(logits, start, positions.stride);
    visit(row, start);
  }
}

/**
 * x_c − ln Σ_k e^(x_k) for every entry of `input`, k along the axis `dim`; of the input's shape and dtype. A logit of −∞
 * has value −∞ and leaves the others finite; beside one of +∞, which is NaN, all are −∞. Throws an ArgumentError for
 * an axis that the input does not have. As torch's log_softmax.
 */
export function logSoftmax(input: Tensor, options: LogSoftmaxOptions): FloatTensor {
  const { logits, positions } = prepare(input, options);
  const answer = zeros(logits.dtype, logits.shape);
  const values = new Float64Array(positions.classes);
  eachRow(logits, positions, (row, start) => {
    for (let c = 0; c < values.length; c++) values[c] = 0 - row.surprise(c);
    writeRun(values, values.length, answer, start, positions.stride);
  });
  return answer;
}

/**
 * The slope of the objective by `input`, given its slope s_c by each entry of the answer: s_c − p_c·Σ_k s_k with
 * p = softmax(input), computed as s_c·(1 − p_c) − p_c·Σ_{k≠c} s_k.
 */
export function logSoftmaxGradient(
  input: Tensor,
  upstream: Tensor,
  options: LogSoftmaxOptions,
): { input: FloatTensor } {
  const { logits, positions } = prepare(input, options);
  const slopes = checkUpstream(upstream, logits.shape);
  const gradient = zeros(logits.dtype, logits.shape);
  const values = new Float64Array(positions.classes);
  const arriving = new MassRow(positions.classes);
  eachRow(logits, positions, (row, start) => {
    readRun(slopes, start, positions.stride, positions.classes, arriving.masses);
    arriving.sum();
    writeSoftmaxSlopes(row, arriving, -1, values); // the objective is −Σ_c s_c·(−ln p_c)
    writeRun(values, values.length, gradient, start, positions.stride);
  });
  return { input: gradient };
}

export default {
  inputs: ['input'],
  optionalInputs: [],
  parameters: ['dim'],
  value: ({ input }, options: LogSoftmaxOptions) => logSoftmax(input, options),
  gradient: ({ input }, upstream, options: LogSoftmaxOptions) => logSoftmaxGradient(input, upstream, options),
} satisfies DescribedLoss;
