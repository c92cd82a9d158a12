/** The sigmoid σ(x) = 1/(1 + e^−x) of every entry, and its slope, accurate on both tails. A function, not a loss. */
import { floating } from '../check_tensor.ts';
import type { DescribedLoss } from '../described_loss.ts';
import { smallWriter } from '../logistic.ts';
import { checkOptions } from '../options.ts';
import { BLOCK, checkUpstream, inBlocks } from '../reduction.ts';
import { elementCount, type FloatTensor, readRun, type Tensor, writeRun, zeros } from '../tensor.ts';

/**
 * 1/(1 + e^−x) for every entry x of `input`, of its shape and dtype. Where x < 0 it is computed as e^x/(1 + e^x), which
 * neither overflows nor loses what is small. Throws an ArgumentError for an input that is not floating.
 */
export function sigmoid(input: Tensor, options: Readonly<Record<string, never>> = {}): FloatTensor {
  checkOptions('sigmoid', options, []);
  const logits = floating('input', input);
  const answer = zeros(logits.dtype, logits.shape);
  const x = new Float64Array(BLOCK);
  const small = new Float64Array(BLOCK);
  const writeSmall = smallWriter(logits.dtype);
  inBlocks(elementCount(logits.shape), (start, size) => {
    readRun(logits, start, 1, size, x);
    writeSmall(x, size, small);
    for (let i = 0; i < size; i++) x[i] = (x[i] < 0 ? small[i] : 1) / (1 + small[i]);
    writeRun(x, size, answer, start, 1);
  });
  return answer;
}

/** The slope of the objective by `input`, given its slope s by each entry of the answer: s·σ(x)·σ(−x). */
export function sigmoidGradient(
  input: Tensor,
  upstream: Tensor,
  options: Readonly<Record<string, never>> = {},
): { input: FloatTensor } {
  checkOptions('sigmoid', options, []);
  const logits = floating('input', input);
  const slopes = checkUpstream(upstream, logits.shape);
  const gradient = zeros(logits.dtype, logits.shape);
  const x = new Float64Array(BLOCK);
  const small = new Float64Array(BLOCK);
  const writeSmall = smallWriter(logits.dtype);
  const slope = new Float64Array(BLOCK);
  inBlocks(elementCount(logits.shape), (start, size) => {
    readRun(logits, start, 1, size, x);
    readRun(slopes, start, 1, size, slope);
    writeSmall(x, size, small);
    for (let i = 0; i < size; i++) slope[i] *= small[i] / ((1 + small[i]) * (1 + small[i]));
    writeRun(slope, size, gradient, start, 1);
  });
  return { input: gradient };
}

export default {
  inputs: ['input'],
  optionalInputs: [],
  parameters: [],
  value: ({ input }, options: Readonly<Record<string, never>>) => sigmoid(input, options),
  gradient: ({ input }, upstream, options: Readonly<Record<string, never>>) =>
    sigmoidGradient(input, upstream, options),
} satisfies DescribedLoss;
