/** What a mistake says to a vector, in a few words: the entry that is furthest from the exact one. */
import type { Loss, Mistake } from '../spec/loss.ts';
import { Situation } from '../spec/mistaken.ts';
import { LOSS } from '../spec/oracle/acceptance.ts';
import { Simulation } from '../spec/oracle/witness.ts';
import { profiles } from '../spec/profiles.ts';
import { fromScalar } from '../spec/tensor.ts';
import { extensionsOf } from './explanation.ts';
import type { Vector } from './format.ts';

/** On a machine that sums forward and whose library errs nowhere. */
export function mistakenAnswer(loss: Loss, vector: Vector, dtype: string, mistake: Mistake): string {
  const profile = [...profiles.values()].find((candidate) => candidate.dtype === dtype);
  const [behaviour] = new Situation(loss, vector, extensionsOf(loss, vector)).behaviours([mistake], mistake.asked);
  if (behaviour?.kind !== 'answers') return 'refuses';
  if (behaviour.changes) return 'leaves its inputs changed';
  const expected = vector.outcomes.find((outcome) => 'answer' in outcome);
  if (!behaviour.computes || !profile || !expected || !('answer' in expected)) return 'answers';
  const [values] = new Simulation(behaviour.computes.bound, behaviour.computes.variant).runs(profile);
  const outputs = { [LOSS]: expected.answer.loss, ...expected.answer.gradients };
  let worst = { far: -1, says: 'answers as it should' };
  for (const [output, { data }] of Object.entries(outputs)) {
    for (const [entry, scalar] of data.entries()) {
      const exact = Number(fromScalar(scalar));
      const said = values?.get(output)?.[entry] ?? Number.NaN;
      const far = Object.is(exact, said) ? 0 : distance(said, exact);
      const title = output === LOSS ? LOSS : `gradient of ${output}`;
      if (far > worst.far) worst = { far, says: `${title}[${entry}] is ${said}, exactly ${exact}` };
    }
  }
  return worst.says;
}

/** Relative to the exact entry; what is not finite where it should be is furthest. */
function distance(said: number, exact: number): number {
  const far = Math.abs(said - exact) / Math.max(Math.abs(exact), Number.MIN_VALUE);
  return Number.isNaN(far) ? Number.POSITIVE_INFINITY : far;
}
