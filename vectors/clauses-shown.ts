/** Which clauses a planned question shows. */
import type { Expression } from '../spec/formula/tree.ts';
import { type Bound, definitionExpander } from '../spec/interpret.ts';
import type { Clause, Loss } from '../spec/loss.ts';
import type { Outcome } from './format.ts';
import type { Planned } from './plan.ts';

export function clausesShown(
  loss: Loss,
  clauses: ReadonlyMap<string, Clause>,
  planned: Planned,
  outcomes: readonly Outcome[],
  bound: Bound | undefined,
): readonly string[] {
  const shown = new Set<string>();
  for (const outcome of outcomes) {
    if ('refused' in outcome) shown.add(outcome.refused);
    if (outcome.misses !== undefined) shown.add(outcome.misses);
  }
  if (!bound) return [...new Set([...shown, ...planned.shows])].sort();
  const expander = definitionExpander(bound);
  const holds = (when: Expression | undefined): boolean => when !== undefined && expander.claim(when);
  // What a point says it shows holds of the vectors it becomes where the clause itself does not say otherwise.
  for (const id of planned.shows)
    if (clauses.get(id)?.when === undefined || holds(clauses.get(id)?.when)) shown.add(id);
  for (const clause of clauses.values()) if (holds(clause.when)) shown.add(clause.id);
  for (const dialect of loss.dialects.values()) {
    if (!holds(dialect.has)) continue;
    for (const clause of dialect.clauses.values()) if (holds(clause.when)) shown.add(clause.id);
  }
  return [...shown].sort();
}
