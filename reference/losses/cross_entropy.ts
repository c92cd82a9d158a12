/** Cross-entropy of logits against class indices or class probabilities, with class weights and label smoothing. */
import { ArgumentError } from '../argument_error.ts';
import { checkTensor, floating } from '../check_tensor.ts';
import {
  type ClassWeights,
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
import { shortLog1p } from '../exponential.ts';
import { oddsAgainst, oddsWithSlopes, plainOdds } from '../float32_labels.ts';
import { checkOptions, checkSmoothing } from '../options.ts';
import {
  collectLosses,
  effectiveReduction,
  REDUCTION_OPTIONS,
  type ReductionOptions,
  spreadUpstream,
} from '../reduction.ts';
import { SoftmaxRow, writeSoftmaxSlopes } from '../softmax.ts';
import { TargetRow } from '../target_row.ts';
import { type FloatTensor, sameShape, type Tensor, wider, writeAt, writeRun, zeros } from '../tensor.ts';

export interface CrossEntropyOptions extends ReductionOptions {
  /** One factor for each class, (C). */
  readonly weight?: Tensor | undefined;
  /** Positions with this class index add nothing, to the mean's denominator neither. Default −100. */
  readonly ignoreIndex?: number | bigint | undefined;
  /** The share of every target that is spread evenly over all classes, from 0 (the default) to 1. */
  readonly labelSmoothing?: number | undefined;
}

/** The question with every argument checked. Either `labels` or `probabilities` is there. */
function prepare(input: Tensor, target: Tensor, options: CrossEntropyOptions) {
  checkOptions('crossEntropy', options, ['weight', 'ignoreIndex', 'labelSmoothing', ...REDUCTION_OPTIONS]);
  const reduction = effectiveReduction(options);
  const smoothing = checkSmoothing(options.labelSmoothing);
  const ignoreIndex = checkIgnoreIndex(options.ignoreIndex);
  const logits = floating('input', input);
  const positions = classPositions(logits);
  const weights = readClassWeights(options.weight, logits, positions.classes);
  checkTensor('target', target);
  if (!sameShape(target.shape, logits.shape)) {
    const labels = readLabels(target, positions, ignoreIndex);
    const denominator = totalWeight(labels, weights);
    return { logits, positions, weights, labels, smoothing, reduction, denominator, dtype: logits.dtype };
  }
  const probabilities = floating('target', target);
  if (ignoreIndex >= 0) {
    const remedy = 'leave it out, or give class indices: probabilities have no class to ignore';
    throw new ArgumentError('ignoreIndex', `is ${ignoreIndex} and the target has the input's shape`, remedy);
  }
  const dtype = wider(logits, probabilities);
  return { logits, positions, weights, probabilities, smoothing, reduction, denominator: positions.count, dtype };
}

type Question = ReturnType<typeof prepare>;

/** A position's class, where its target is one class and nothing of it is spread; its target over all classes otherwise. */
type PositionTarget = number | TargetRow;

/** Visits the positions that are not ignored, in order. An ignored one is never read, so nothing in it can leak. */
function eachPosition(
  question: Question,
  visit: (index: number, start: number, row: SoftmaxRow, target: PositionTarget) => void,
): void {
  const { logits, positions, weights, labels, probabilities, smoothing } = question;
  const row = new SoftmaxRow(question.dtype, positions.classes);
  const shared = probabilities || smoothing > 0 ? new TargetRow(positions.classes, weights, smoothing) : undefined;
  for (let index = 0; index < positions.count; index++) {
    const label = labels ? labels[index] : 0;
    if (label === IGNORED) continue;
    const start = rowStart(positions, index);
    row.read(logits, start, positions.stride, shared ? undefined : label);
    if (probabilities) shared?.readProbabilities(probabilities, start, positions.stride);
    else shared?.readLabel(label);
    visit(index, start, row, shared ?? label);
  }
}

function lossOf(row: SoftmaxRow, target: PositionTarget, weights: ClassWeights): number {
  if (typeof target === 'number') return weightOf(weights, target) * row.surprise(target);
  let loss = 0;
  for (let c = 0; c < target.masses.length; c++) loss += target.masses[c] * row.surprise(c);
  return loss;
}

/**
 * −Σ_c w_c·t'_c·log p_c at each position, p = softmax(input) along the class axis, t' = (1 − ε)·t + ε/C. With class
 * indices t is one-hot and 'mean' divides by Σ w[y] over the positions not ignored; with probabilities (a floating target
 * of the input's shape, neither validated nor normalised) by the number of positions. `input` is (C), (N, C) or
 * (N, C, d1, …). The answer has the input's dtype, or the wider of input's and probabilities'. NaN for a mean over
 * nothing. Throws an ArgumentError for anything it cannot take. As torch's cross_entropy.
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): FloatTensor {
  const question = prepare(input, target, options);
  const { positions, weights } = question;
  const losses = new Float64Array(positions.count);
  const plain = eachPlainRow(question, losses, oddsAgainst);
  if (!plain) {
    eachPosition(question, (index, _, row, target) => {
      losses[index] = lossOf(row, target, weights);
    });
  }
  return reduced(question, losses);
}

/**
 * Writes the losses of a question that float32_labels.ts takes, given the odds against each class.
 *
 * @returns false where the question is another, or has a row that is to be looked at more closely
 */
function eachPlainRow(
  { logits, positions, weights, labels, smoothing }: Question,
  losses: Float64Array,
  odds: (x: Float32Array, start: number, end: number, own: number, index: number) => number,
): boolean {
  if (logits.dtype !== 'float32' || positions.stride !== 1 || !labels || smoothing > 0) return false;
  const { classes } = positions;
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index];
    if (label === IGNORED) continue;
    const start = index * classes;
    const against = odds(logits.data, start, start + classes, start + label, index);
    if (!plainOdds(against)) return false;
    losses[index] = weightOf(weights, label) * shortLog1p(against);
  }
  return true;
}

function reduced({ reduction, positions, dtype, denominator }: Question, losses: Float64Array): FloatTensor {
  const answers = collectLosses(reduction, positions.shape, dtype);
  answers.add(losses, 0, losses.length);
  return answers.answer(denominator);
}

/** Gradients of what is differentiable: the input, and with class probabilities also target and weight. */
export type CrossEntropyGradients = {
  readonly input: FloatTensor;
  readonly target?: FloatTensor;
  readonly weight?: FloatTensor;
};

/**
 * The slopes of the objective by the inputs, given its slope s by each loss. By logit k it is
 * s·(p_k·Σ_c w_c·t'_c − w_k·t'_k), computed as s/S·(e_k·Σ_{c≠k} w_c·t'_c − w_k·t'_k·Σ_{c≠k} e_c), which keeps 1 − p_k
 * where p_k rounds to 1; by probability t_k, −s·(1 − ε)·w_k·log p_k; by weight w_k, −Σ s·t'_k·log p_k.
 */
export function crossEntropyGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: CrossEntropyOptions = {},
): CrossEntropyGradients {
  return crossEntropyAndGradient(input, target, upstream, options).gradients;
}

/** What `crossEntropy` and `crossEntropyGradient` answer, for little more than the price of one of them. */
export function crossEntropyAndGradient(
  input: Tensor,
  target: Tensor,
  upstream: Tensor,
  options: CrossEntropyOptions = {},
): { loss: FloatTensor; gradients: CrossEntropyGradients } {
  const question = prepare(input, target, options);
  const { logits, positions, weights, probabilities, smoothing } = question;
  const { classes, stride } = positions;
  const slopes = spreadUpstream(question.reduction, upstream, positions.shape, question.denominator);
  const losses = new Float64Array(positions.count);
  const byInput = zeros(logits.dtype, logits.shape);
  const byTarget = probabilities && zeros(probabilities.dtype, probabilities.shape);
  const byWeight = byTarget && new Float64Array(classes);
  const slice = new Float64Array(classes);
  const plain =
    byInput.dtype === 'float32' &&
    eachPlainRow(question, losses, (x, start, end, own, index) => {
      const scale = weightOf(weights, own - start) * slopes(index, 1)[0];
      return oddsWithSlopes(x, start, end, own, scale, byInput.data, slice);
    });
  if (plain) return { loss: reduced(question, losses), gradients: { input: byInput } };
  eachPosition(question, (index, start, row, target) => {
    losses[index] = lossOf(row, target, weights);
    const slope = slopes(index, 1)[0];
    if (typeof target === 'number') {
      writeLabelSlopes(row, target, weightOf(weights, target) * slope, byInput, start, stride);
      return;
    }
    writeSoftmaxSlopes(row, target, slope, slice);
    writeRun(slice, classes, byInput, start, stride);
    if (!byTarget || !byWeight) return;
    for (let c = 0; c < classes; c++) {
      const surprise = slope * row.surprise(c);
      slice[c] = (1 - smoothing) * weightOf(weights, c) * surprise;
      byWeight[c] += target.shares[c] * surprise;
    }
    writeRun(slice, classes, byTarget, start, stride);
  });
  const loss = reduced(question, losses);
  if (!byTarget || !byWeight) return { loss, gradients: { input: byInput } };
  const weight = zeros(logits.dtype, [classes]);
  writeRun(byWeight, classes, weight, 0, 1);
  return { loss, gradients: { input: byInput, target: byTarget, weight } };
}

/** By the logits of a position whose target is one class. */
function writeLabelSlopes(
  row: SoftmaxRow,
  label: number,
  slope: number,
  gradient: FloatTensor,
  start: number,
  stride: number,
): void {
  const scale = slope / row.total;
  writeRun(row.exps, row.exps.length, gradient, start, stride, scale);
  writeAt(gradient, start + label * stride, -scale * row.others(label));
}

export default {
  inputs: ['input', 'target'],
  optionalInputs: ['weight'],
  parameters: ['reduction', 'ignore_index', 'label_smoothing', 'size_average', 'reduce'],
  value: ({ input, target }, options: CrossEntropyOptions) => crossEntropy(input, target, options),
  gradient: ({ input, target }, upstream, options: CrossEntropyOptions) =>
    crossEntropyGradient(input, target, upstream, options),
} satisfies DescribedLoss;
