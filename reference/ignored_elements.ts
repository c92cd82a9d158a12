/** Elements that a binary loss skips because of their target: an extension, which PyTorch does not have. */
import { ArgumentError, quote } from './argument_error.ts';
import type { BlockReader } from './broadcast.ts';
import { inBlocks } from './reduction.ts';
import { type FloatDtype, roundTo } from './tensor.ts';

export interface IgnoreIndexOption {
  /** Elements with this target add nothing, to the mean's count neither. Absent by default. PyTorch has no such option. */
  readonly ignoreIndex?: number | null | undefined;
}

/** NaN, which equals no target, when absent; else rounded to the target's dtype, so that they can be equal at all. */
export function checkIgnored({ ignoreIndex }: IgnoreIndexOption, dtype: FloatDtype): number {
  if (ignoreIndex == null) return Number.NaN;
  if (typeof ignoreIndex === 'number' && (ignoreIndex <= 0 || ignoreIndex >= 1)) return roundTo(dtype, ignoreIndex);
  throw new ArgumentError('ignoreIndex', `is ${quote(ignoreIndex)}`, 'give a number not between 0 and 1, such as -100');
}

/** How many elements are not ignored: what a mean divides by. */
export function countKept(target: BlockReader, count: number, ignored: number): number {
  if (Number.isNaN(ignored)) return count;
  let kept = 0;
  inBlocks(count, (start, size) => {
    const y = target(start, size);
    for (let i = 0; i < size; i++) if (y[i] !== ignored) kept++;
  });
  return kept;
}
