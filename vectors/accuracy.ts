/** Whether `accurate` deserves its name: its half-width against the output's own condition. */
import { Graph } from '../spec/formula/graph.ts';
import { type Bound, definitionExpander } from '../spec/interpret.ts';
import { type Acceptance, outputsOf } from '../spec/oracle/acceptance.ts';
import { conditions } from '../spec/oracle/condition.ts';
import { formats } from '../spec/oracle/formats.ts';
import type { Profile } from '../spec/profiles.ts';
import { algorithmVariant, program } from '../spec/program.ts';

/** The largest half-width of `accurate` over u·(Σ|xᵢ·∂f/∂xᵢ| + |f|), flushing apart; excepted outputs do not count. */
export function accuracyRatio(bound: Bound, profile: Profile, acceptance: Acceptance): number {
  const algorithm = [...bound.loss.algorithms.values()].find(({ grade }) => grade === 'accurate');
  if (!algorithm) return 0;
  const graph = new Graph();
  const outputs = [...outputsOf(program(bound, algorithmVariant(bound.loss, algorithm), graph))];
  const condition = conditions(
    graph,
    outputs.flatMap(([, nodes]) => nodes),
  );
  const { unit, smallestNormal } = formats[profile.dtype];
  let largest = 0;
  let start = 0;
  for (const [output, nodes] of outputs) {
    const ends = isExcepted(bound, output) ? undefined : acceptance.get(output)?.accurate;
    for (let entry = 0; ends && entry < nodes.length; entry++) {
      const halfWidth = ((ends.high[entry] ?? 0) - (ends.low[entry] ?? 0)) / 2;
      const scale = unit * (condition[start + entry] ?? 0) + smallestNormal;
      if (Number.isFinite(halfWidth) && Number.isFinite(scale)) largest = Math.max(largest, halfWidth / scale);
    }
    start += nodes.length;
  }
  return largest;
}

/** Where the spec says that `accurate` promises nothing. */
export function isExcepted(bound: Bound, output: string): boolean {
  const exceptions = bound.loss.accuracy.except.filter((exception) => exception.output.split('[')[0] === output);
  if (exceptions.length === 0) return false;
  const expander = definitionExpander(bound);
  return exceptions.some(({ where }) => expander.claim(where));
}
