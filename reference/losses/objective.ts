/** What training minimises: the mean of the losses, and a penalty on the size of the parameters. */
import { ArgumentError, quote } from '../argument_error.ts';
import { floating } from '../check_tensor.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { checkOptions } from '../options.ts';
import { BLOCK, checkUpstream, inBlocks } from '../reduction.ts';
import {
  elementCount,
  type FloatTensor,
  readAt,
  readRun,
  type Tensor,
  wider,
  writeAt,
  writeRun,
  zeros,
} from '../tensor.ts';

export interface ObjectiveOptions {
  /** 'l1' adds up the sizes of the parameters, 'l2' their squares. */
  readonly penalty: 'l1' | 'l2';
  /** What the penalty is multiplied by, ≥ 0. */
  readonly strength: number;
}

/** The question with every argument checked. */
function prepare(input: Tensor, theta: Tensor, options: ObjectiveOptions) {
  checkOptions('objective', options, ['penalty', 'strength']);
  const { penalty, strength } = options;
  if (penalty !== 'l1' && penalty !== 'l2') {
    throw new ArgumentError('penalty', `is ${quote(penalty)}`, "give 'l1' or 'l2'");
  }
  if (typeof strength !== 'number' || !(strength >= 0)) {
    throw new ArgumentError('strength', `is ${quote(strength)}`, 'give a number that is not negative');
  }
  const losses = floating('input', input);
  return { losses, parameters: floating('theta', theta), penalty, strength, count: elementCount(losses.shape) };
}

/** The sum of what `term` makes of each entry; in blocks, so that rounding does not grow with the count. */
function sumOf(tensor: FloatTensor, term: (x: number) => number): number {
  const block = new Float64Array(BLOCK);
  let total = 0;
  inBlocks(elementCount(tensor.shape), (start, size) => {
    readRun(tensor, start, 1, size, block);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += term(block[i]);
    total += sum;
  });
  return total;
}

/**
 * (mean of `input`) + strength·Σ|θ|, or + strength·Σθ², over all entries of both tensors, of any shapes; a scalar of the
 * wider dtype of the two. NaN where there is no loss. Throws an ArgumentError for anything it cannot take. (Goodfellow,
 * Bengio and Courville, Deep Learning, 7.1.)
 */
export function objective(input: Tensor, theta: Tensor, options: ObjectiveOptions): FloatTensor {
  const { losses, parameters, penalty, strength, count } = prepare(input, theta, options);
  const cost = sumOf(losses, (loss) => loss) / count;
  const size = sumOf(parameters, penalty === 'l1' ? Math.abs : (x) => x * x);
  const answer = zeros(wider(losses, parameters), []);
  writeAt(answer, 0, cost + strength * size);
  return answer;
}

/**
 * The slopes by the losses and by the parameters, given the slope s by the objective, a scalar: s/count each, and
 * s·strength·sign(θ), which is 0 at θ = 0, or 2·s·strength·θ.
 */
export function objectiveGradient(
  input: Tensor,
  theta: Tensor,
  upstream: Tensor,
  options: ObjectiveOptions,
): { input: FloatTensor; theta: FloatTensor } {
  const { losses, parameters, penalty, strength, count } = prepare(input, theta, options);
  const slope = readAt(checkUpstream(upstream, []), 0);
  const gradients = { input: zeros(losses.dtype, losses.shape), theta: zeros(parameters.dtype, parameters.shape) };
  const block = new Float64Array(BLOCK).fill(slope / count);
  inBlocks(count, (start, size) => writeRun(block, size, gradients.input, start, 1));
  inBlocks(elementCount(parameters.shape), (start, size) => {
    readRun(parameters, start, 1, size, block);
    for (let i = 0; i < size; i++)
      block[i] = slope * strength * (penalty === 'l1' ? Math.sign(block[i]) : 2 * block[i]);
    writeRun(block, size, gradients.theta, start, 1);
  });
  return gradients;
}

export default {
  inputs: ['input', 'theta'],
  optionalInputs: [],
  parameters: ['penalty', 'strength'],
  value: ({ input, theta }, options: ObjectiveOptions) => objective(input, theta, options),
  gradient: ({ input, theta }, upstream, options: ObjectiveOptions) =>
    objectiveGradient(input, theta, upstream, options),
} satisfies DescribedLoss;
