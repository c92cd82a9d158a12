/** Which vectors a command is about. */
import { address } from '../vectors/address.ts';
import type { Vector } from '../vectors/format.ts';
import { Failure, nearest } from './failure.ts';

export interface Selection {
  /** Globs over addresses loss/vector/dtype: * is any part between slashes. */
  readonly only?: readonly string[];
  readonly loss?: readonly string[];
  readonly clause?: readonly string[];
  readonly dtype?: readonly string[];
}

/** `*` stands for anything between slashes, `**` for anything, `?` for one character. */
export function glob(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*|\?)/).map((part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** @throws Failure when a name is not one the suite knows */
export function checkNames(what: string, given: readonly string[] | undefined, known: readonly string[]): void {
  for (const name of given ?? []) {
    if (!known.includes(name)) throw new Failure('usage', `--${what}: no ${what} "${name}"${nearest(name, known)}`);
  }
}

/** Whether a vector, asked in a dtype, is among those selected. */
export function selects(
  selection: Selection,
  loss: string,
  vector: Pick<Vector, 'id' | 'clauses'>,
  dtype: string,
): boolean {
  const { only, loss: losses, clause, dtype: dtypes } = selection;
  if (losses && !losses.includes(loss)) return false;
  if (dtypes && !dtypes.includes(dtype)) return false;
  if (clause && !vector.clauses.some((own) => clause.includes(own))) return false;
  // A vector asked once more, vector@strided, is selected with the vector itself.
  return !only || only.some((pattern) => glob(pattern.replace(/@[^/]*/, '')).test(address(loss, vector.id, dtype)));
}
