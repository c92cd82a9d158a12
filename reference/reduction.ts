/** How element losses become the answer, and how the gradient from above comes back to each element. */
import { ArgumentError, quote } from './argument_error.ts';
import { floating } from './check_tensor.ts';
import {
  elementCount,
  type FloatDtype,
  type FloatTensor,
  readAt,
  readRun,
  sameShape,
  shapeText,
  type Tensor,
  writeAt,
  writeRun,
  zeros,
} from './tensor.ts';
import { workSpace } from './work_space.ts';

const slopeSpace = workSpace();

export type Reduction = 'none' | 'mean' | 'sum';

export interface ReductionOption {
  /** 'none' keeps every loss, 'sum' adds them, 'mean' divides the sum by the loss's own denominator. Default 'mean'. */
  readonly reduction?: Reduction | undefined;
}

export interface ReductionOptions extends ReductionOption {
  /** @deprecated Say `reduction`. When given (and `reduce` is not false): true means 'mean', false means 'sum'. */
  readonly sizeAverage?: boolean | number | null | undefined;
  /** @deprecated Say `reduction`. When given: false means 'none', true leaves it to `sizeAverage`. */
  readonly reduce?: boolean | number | null | undefined;
}

export const REDUCTION_OPTIONS = ['reduction', 'sizeAverage', 'reduce'] as const;

const warned = new Set<Reduction>();

/**
 * The reduction that holds. A deprecated option overrides `reduction`, which is then not even looked at, and is judged
 * by truthiness, as in torch.nn._reduction. Warns once for each resulting reduction. Throws for any other `reduction`.
 */
export function effectiveReduction({ reduction = 'mean', sizeAverage, reduce }: ReductionOptions): Reduction {
  if (sizeAverage != null || reduce != null) {
    const legacy = !(reduce ?? true) ? 'none' : (sizeAverage ?? true) ? 'mean' : 'sum';
    warnDeprecated(legacy);
    return legacy;
  }
  if (reduction === 'none' || reduction === 'mean' || reduction === 'sum') return reduction;
  throw new ArgumentError('reduction', `is ${quote(reduction)}`, "give 'none', 'mean' or 'sum'");
}

function warnDeprecated(reduction: Reduction): void {
  if (warned.has(reduction)) return;
  warned.add(reduction);
  // Optional, because a browser has no process.
  globalThis.process?.emitWarning(
    `sizeAverage and reduce are deprecated; say reduction: '${reduction}'`,
    'DeprecationWarning',
  );
}

/** How many elements are worked on at a time: their doubles stay in the first-level cache. */
export const BLOCK = 1024;

/** Visits 0 … count − 1 in order, in runs of at most {@link BLOCK}. */
export function inBlocks(count: number, visit: (start: number, size: number) => void): void {
  for (let start = 0; start < count; start += BLOCK) visit(start, Math.min(BLOCK, count - start));
}

export type Answers = ReturnType<typeof collectLosses>;

/** Takes element losses block by block and gives the answer: of `shape` for 'none', else a scalar. */
export function collectLosses(reduction: Reduction, shape: readonly number[], dtype: FloatDtype) {
  const answer = zeros(dtype, reduction === 'none' ? shape : []);
  let total = 0;
  return {
    /** Whether losses need not be kept one by one. */
    onlySum: reduction !== 'none',
    add(losses: Float64Array, start: number, size: number): void {
      if (reduction === 'none') writeRun(losses, size, answer, start, 1);
      let sum = 0; // a sum of its own for each block: rounding then grows with count / BLOCK, not with count
      for (let i = 0; i < size; i++) sum += losses[i];
      total += sum;
    },
    /** Where `onlySum`. */
    addSum(sum: number): void {
      total += sum;
    },
    /** The denominator is the loss's own, and only 'mean' uses it. 0/0 is NaN: a mean over nothing. */
    answer(denominator: number): FloatTensor {
      if (reduction !== 'none') writeAt(answer, 0, reduction === 'mean' ? total / denominator : total);
      return answer;
    },
  };
}

/** The slope of the final objective by an answer. Throws unless it has the answer's shape. */
export function checkUpstream(upstream: Tensor, shape: readonly number[]): FloatTensor {
  const slopes = floating('upstream', upstream);
  if (sameShape(slopes.shape, shape)) return slopes;
  const remedy = `give the shape of the answer, ${shapeText(shape)}`;
  throw new ArgumentError('upstream', `has shape ${shapeText(slopes.shape)}`, remedy);
}

/**
 * Reads, for a run of elements, the slope of the final objective by each element's loss: `upstream`, which has the
 * answer's shape (throws otherwise), and which 'mean' divides by the denominator; that may be 0.
 */
export function spreadUpstream(reduction: Reduction, upstream: Tensor, shape: readonly number[], denominator: number) {
  const slopes = checkUpstream(upstream, reduction === 'none' ? shape : []);
  const block = slopeSpace(BLOCK);
  const divisor = reduction === 'mean' ? denominator : 1;
  if (reduction !== 'none') block.fill(readAt(slopes, 0) / divisor, 0, elementCount(shape));
  return (start: number, size: number): Float64Array => {
    if (reduction === 'none') readRun(slopes, start, 1, size, block);
    return block;
  };
}
