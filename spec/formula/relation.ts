/** The six comparisons, said once for whole numbers, floats and intervals: each is a matter of order. */
import type { Relation } from './tree.ts';

/** −1 below, 0 equal, 1 above; undefined where nothing is ordered, as beside NaN. */
export type Order = -1 | 0 | 1 | undefined;

/** IEEE 754: what is not ordered is unequal, and nothing else. */
export function holds(relation: Relation, order: Order): boolean {
  if (order === undefined) return relation === '!=';
  switch (relation) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** An int64 beyond 2^53 is a bigint; it equals no number that is not the same whole number. */
export function orderOf(left: number | bigint | boolean, right: number | bigint | boolean): Order {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number.isNaN(left) || Number.isNaN(right) ? undefined : 0;
}
