/** The layout of classifying losses: input (C), (N, C) or (N, C, d1, …, dk), one target for each position (N, d1, …). */
import { ArgumentError, quote } from './argument_error.ts';
import { checkSameDtype, checkTensor, floating } from './check_tensor.ts';
import { elementCount, type FloatTensor, readRun, sameShape, shapeText, type Tensor } from './tensor.ts';

export interface ClassPositions {
  readonly classes: number;
  readonly count: number;
  /** The input's shape without its class axis: () when the input is (C), or a scalar, one class at one position. */
  readonly shape: readonly number[];
  /** How far apart one position's classes lie in memory: d1 · … · dk. */
  readonly stride: number;
}

/** The positions of a shape whose classes lie along `axis`. */
export function positionsAlong(inputShape: readonly number[], axis: number): ClassPositions {
  const shape = inputShape.filter((_, other) => other !== axis);
  const stride = elementCount(inputShape.slice(axis + 1));
  return { classes: inputShape[axis] ?? 1, count: elementCount(shape), shape, stride };
}

/** Axis 1, or 0 where there is one axis only. Throws when the input has no class axis, or no class on it. */
export function classPositions({ shape }: FloatTensor): ClassPositions {
  const axis = shape.length > 1 ? 1 : 0;
  if (shape[axis]) return positionsAlong(shape, axis);
  const fact = `has shape ${shapeText(shape)}, which holds no class`;
  throw new ArgumentError('input', fact, 'give (C), (N, C) or (N, C, d1, …) with C ≥ 1');
}

/** Where a position's class 0 lies in the input's data. */
export const rowStart = ({ classes, stride }: ClassPositions, position: number): number =>
  stride === 1 ? position * classes : Math.floor(position / stride) * classes * stride + (position % stride);

/** The label of a position that counts for nothing. */
export const IGNORED = -1;

/**
 * The class of every position, {@link IGNORED} where the target equals `ignoreIndex` (compared first, so it may lie
 * outside 0 … C − 1). Throws for a target of another dtype or shape, and for any other class that does not exist.
 */
export function readLabels(target: Tensor, positions: ClassPositions, ignoreIndex: number | bigint): Int32Array {
  checkTensor('target', target);
  const { classes, count, shape } = positions;
  if (target.dtype !== 'int64' && target.dtype !== 'int32') {
    throw new ArgumentError('target', `has dtype ${target.dtype}`, 'give class indices as int64 or int32');
  }
  if (!sameShape(target.shape, shape)) {
    const fact = `has shape ${shapeText(target.shape)}`;
    throw new ArgumentError('target', fact, `give the input's shape without its class axis, ${shapeText(shape)}`);
  }
  const ignored = target.dtype === 'int64' ? BigInt(ignoreIndex) : Number(ignoreIndex);
  let someIgnored = false;
  for (let n = 0; n < count; n++) {
    const value = target.data[n];
    if (value === ignored) {
      someIgnored = true;
    } else if (value < 0 || value >= classes) {
      const remedy = `give classes from 0 to ${classes - 1}, or the ignoreIndex ${ignoreIndex}`;
      throw new ArgumentError('target', `holds ${value} at position ${n}`, remedy);
    }
  }
  if (target.dtype === 'int32' && !someIgnored) return target.data;
  const labels = new Int32Array(count);
  for (let n = 0; n < count; n++) labels[n] = target.data[n] === ignored ? IGNORED : Number(target.data[n]);
  return labels;
}

/** The target value that is skipped: −100 when absent. A bigint where 2^53 is not enough. */
export function checkIgnoreIndex(value: number | bigint | undefined): number | bigint {
  if (value === undefined) return -100;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value;
  throw new ArgumentError('ignoreIndex', `is ${quote(value)}`, 'give a whole number, such as -100');
}

/** A factor for each class, as doubles; every one is 1 when absent. */
export type ClassWeights = Float64Array | undefined;

export const weightOf = (weights: ClassWeights, label: number): number => (weights ? weights[label] : 1);

/** Throws unless the weight is (C) and of the input's dtype. */
export function readClassWeights(weight: Tensor | undefined, input: FloatTensor, classes: number): ClassWeights {
  if (weight === undefined) return undefined;
  const given = floating('weight', weight);
  if (!sameShape(given.shape, [classes])) {
    throw new ArgumentError('weight', `has shape ${shapeText(given.shape)}`, `give one weight a class, (${classes},)`);
  }
  checkSameDtype('weight', given, 'input', input);
  const weights = new Float64Array(classes);
  readRun(given, 0, 1, classes, weights);
  return weights;
}

/** The sum of the weights of all labels that are not ignored: what a mean over class indices divides by. */
export function totalWeight(labels: Int32Array, weights: ClassWeights): number {
  let total = 0;
  for (let n = 0; n < labels.length; n++) if (labels[n] !== IGNORED) total += weightOf(weights, labels[n]);
  return total;
}
