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
import { addLosses, type LabelRows, writeOdds, writeOddsAndSlopes } from '../float32_labels.ts';
import { checkOptions, checkSmoothing } from '../options.ts';
import {
  BLOCK,
  collectLosses,
  effectiveReduction,
  inBlocks,
  REDUCTION_OPTIONS,
  type ReductionOptions,
  spreadUpstream,
} from '../reduction.ts';
import { SoftmaxRow, writeSoftmaxSlopes } from '../softmax.ts';
import { TargetRow } from '../target_row.ts';
import { type FloatTensor, sameShape, type Tensor, wider, writeAt, writeRun, zeros } from '../tensor.ts';
import { workSpace } from '../work_space.ts';

const lossSpace = workSpace();
const expSpace = workSpace();
const sliceSpace = workSpace();

export interface CrossEntropyOptions extends ReductionOptions {
  /** One factor for each class, (C). */
  readonly weight?: Tensor | undefined;
  /** Positions with this class index add nothing, to the mean's denominator neither. Default −100. */
  readonly ignoreIndex?: number | bigint | undefined;
  /** The share of every target that is spread evenly over all classes, from 0 (the default) to 1. */
  readonly labelSmoothing?: number | undefined;
}

const OPTIONS = ['weight', 'ignoreIndex', 'labelSmoothing', ...REDUCTION_OPTIONS];

/** The question with every argument checked. Either `labels` or `probabilities` is there. */
function prepare(input: Tensor, target: Tensor, options: CrossEntropyOptions) {
  checkOptions('crossEntropy', options, OPTIONS);
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

/** What float32_labels.ts takes, where the question is such. */
function labelRows({ logits, positions, weights, labels, smoothing }: Question): LabelRows | undefined {
  if (logits.dtype !== 'float32' || positions.stride !== 1 || !labels || smoothing > 0) return undefined;
  return { logits: logits.data, classes: positions.classes, labels, weights };
}

/** A position's class, where its target is one class and nothing of it is spread; its target over all classes otherwise. */
type PositionTarget = number | TargetRow;

/** Visits the positions that are not ignored, in order. An ignored one is never read, so nothing in it can leak. */
function eachPosition(
  question: Question,
  first: number,
  count: number,
  visit: (index: number, start: number, row: SoftmaxRow, target: PositionTarget) => void,
): void {
  const { logits, positions, weights, labels, probabilities, smoothing } = question;
  const row = new SoftmaxRow(question.dtype, positions.classes);
  const shared = probabilities || smoothing > 0 ? new TargetRow(positions.classes, weights, smoothing) : undefined;
  for (let index = 0; index < count; index++) {
    const position = first + index;
    const label = labels ? labels[position] : 0;
    if (label === IGNORED) continue;
    const start = rowStart(positions, position);
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
  const rows = labelRows(question);
  const answers = collectLosses(question.reduction, positions.shape, question.dtype);
  const losses = lossSpace(BLOCK);
  inBlocks(positions.count, (first, count) => {
    if (rows) {
      writeOdds(rows, first, count, losses);
      if (addLosses(rows, first, count, losses, answers)) return;
    }
    losses.fill(0);
    eachPosition(question, first, count, (index, _, row, target) => {
      losses[index] = lossOf(row, target, weights);
    });
    answers.add(losses, first, count);
  });
  return answers.answer(question.denominator);
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
  const { positions, weights } = question;
  const rows = labelRows(question);
  const upstreamOf = spreadUpstream(question.reduction, upstream, positions.shape, question.denominator);
  const answers = collectLosses(question.reduction, positions.shape, question.dtype);
  const losses = lossSpace(BLOCK);
  const gradients = collectGradients(question);
  const { byInput } = gradients;
  inBlocks(positions.count, (first, count) => {
    const slopes = upstreamOf(first, count);
    if (rows && byInput.dtype === 'float32') {
      writeOddsAndSlopes(rows, first, count, slopes, losses, byInput.data, expSpace(rows.classes));
      if (addLosses(rows, first, count, losses, answers)) return;
    }
    losses.fill(0);
    eachPosition(question, first, count, (index, start, row, target) => {
      losses[index] = lossOf(row, target, weights);
      gradients.add(slopes[index], start, row, target);
    });
    answers.add(losses, first, count);
  });
  return { loss: answers.answer(question.denominator), gradients: gradients.answer() };
}

/** Takes position after position, with the slope of the objective by its loss. */
function collectGradients({ logits, positions, weights, probabilities, smoothing }: Question) {
  const { classes, stride } = positions;
  const byInput = zeros(logits.dtype, logits.shape);
  const further = probabilities && {
    byTarget: zeros(probabilities.dtype, probabilities.shape),
    byWeight: new Float64Array(classes),
  };
  const slice = sliceSpace(classes);
  return {
    byInput,
    add(slope: number, start: number, row: SoftmaxRow, target: PositionTarget): void {
      if (typeof target === 'number') {
        writeLabelSlopes(row, target, weightOf(weights, target) * slope, byInput, start, stride);
        return;
      }
      writeSoftmaxSlopes(row, target, slope, slice);
      writeRun(slice, classes, byInput, start, stride);
      if (!further) return;
      for (let c = 0; c < classes; c++) {
        const surprise = slope * row.surprise(c);
        slice[c] = (1 - smoothing) * weightOf(weights, c) * surprise;
        further.byWeight[c] += target.shares[c] * surprise;
      }
      writeRun(slice, classes, further.byTarget, start, stride);
    },
    answer(): CrossEntropyGradients {
      if (!further) return { input: byInput };
      const weight = zeros(logits.dtype, [classes]);
      writeRun(further.byWeight, classes, weight, 0, 1);
      return { input: byInput, target: further.byTarget, weight };
    },
  };
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
