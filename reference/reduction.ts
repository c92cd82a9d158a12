/** How element losses become the answer, and how the gradient from above comes back to each element. */
import { ArgumentError, quote } from './argument_error.ts';
import {
  type FloatDtype,
  type FloatTensor,
  floating,
  readRun,
  sameShape,
  shapeText,
  type Tensor,
  writeRun,
  zeros,
} from './tensor.ts';

export type Reduction = 'none' | 'mean' | 'sum';

export interface ReductionOptions {
  /** 'none' keeps every loss, 'sum' adds them, 'mean' divides the sum by the loss's own denominator. Default 'mean'. */
  readonly reduction?: Reduction | undefined;
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

/** Takes element losses block by block and gives the answer: of `shape` for 'none', else a scalar. */
export function collectLosses(reduction: Reduction, shape: readonly number[], dtype: FloatDtype) {
  const answer = zeros(dtype, reduction === 'none' ? shape : []);
  let total = 0;
  return {
    add(losses: Float64Array, start: number, size: number): void {
      if (reduction === 'none') writeRun(losses, size, answer, start, 1);
      let sum = 0; // a sum of its own for each block: rounding then grows with count / BLOCK, not with count
      for (let i = 0; i < size; i++) sum += losses[i];
      total += sum;
    },
    /** The denominator is the loss's own, and only 'mean' uses it. 0/0 is NaN: a mean over nothing. */
    answer(denominator: number): FloatTensor {
      if (reduction === 'mean') answer.data[0] = total / denominator;
      if (reduction === 'sum') answer.data[0] = total;
      return answer;
    },
  };
}

/**
 * Reads, for a run of elements, the slope of the final objective by each element's loss. `upstream` is the slope by the
 * answer and has the answer's shape (throws otherwise); 'mean' divides it by the denominator, which may be 0.
 */
export function spreadUpstream(reduction: Reduction, upstream: Tensor, shape: readonly number[], denominator: number) {
  const slopes = floating('upstream', upstream);
  const expected = reduction === 'none' ? shape : [];
  if (!sameShape(slopes.shape, expected)) {
    const fact = `has shape ${shapeText(slopes.shape)}`;
    throw new ArgumentError('upstream', fact, `give the shape of the loss, ${shapeText(expected)}`);
  }
  const block = new Float64Array(BLOCK);
  if (reduction !== 'none') block.fill(reduction === 'mean' ? slopes.data[0] / denominator : slopes.data[0]);
  return (start: number, size: number): Float64Array => {
    if (reduction === 'none') readRun(slopes, start, 1, size, block);
    return block;
  };
}
