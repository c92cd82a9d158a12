/** The runner from its other side: every mistake of the spec fails somewhere, and every algorithm passes everywhere. */
import { describe, expect, test, vi } from 'vitest';
import { loadLosses } from '../spec/load.ts';
import type { Grade, Loss } from '../spec/loss.ts';
import { mistakenVariant } from '../spec/mistaken.ts';
import { Simulation } from '../spec/oracle/witness.ts';
import { profiles } from '../spec/profiles.ts';
import { algorithmVariant, type Variant } from '../spec/program.ts';
import { toScalar } from '../spec/tensor.ts';
import { boundOf } from '../vectors/explanation.ts';
import type { OutputTensor } from '../vectors/format.ts';
import { killers, loadKills } from '../vectors/kills.ts';
import { judge } from './judge.ts';
import type { Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import { type Case, cases } from './suite.ts';
import type { Verdict } from './verdict.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A subject that stands in for a session: it answers every vector as the variant does on a simulated machine. */
const helloOf = (loss: Loss, profile: string): Hello => ({
  ...{ protocol: 1, name: 'simulated', version: '1', profiles: [profile], gradients: true },
  extensions: [...loss.parameters.values()].flatMap(({ extension }) => extension ?? []),
  losses: {},
});

/** One verdict for each simulated machine; none where the vector has no answer. */
function* verdicts(loss: Loss, one: Case, variant: Variant, profile: string, grade: Grade): Generator<Verdict> {
  const precision = profiles.get(profile);
  const bound = boundOf(loss, one.vector);
  const outcome = one.vector.outcomes.find((candidate) => 'answer' in candidate);
  if (!bound || !precision || !outcome) return;
  const { answer } = outcome;
  for (const values of new Simulation(bound, variant).runs(precision)) {
    const tensor = (name: string, { shape }: OutputTensor) => ({
      ...{ dtype: one.dtype, shape },
      data: Array.from(values.get(name) ?? [], toScalar),
    });
    const gradients = Object.entries(answer.gradients).map(([name, output]) => [name, tensor(name, output)]);
    const said: Outcome = {
      kind: 'answer',
      answer: { loss: tensor('loss', answer.loss), gradients: Object.fromEntries(gradients) },
      milliseconds: 0,
    };
    yield judge(one, said, helloOf(loss, profile), { grade, level: 'must' });
  }
}

/** Every dtype and profile in which each vector can be judged. */
function byVector(all: readonly Case[]): readonly (readonly (readonly [one: Case, profile: string])[])[] {
  const ways = new Map<string, (readonly [Case, string])[]>();
  for (const one of all) {
    const own = ways.get(one.vector.id) ?? [];
    ways.set(one.vector.id, own);
    for (const profile of one.acceptance.keys()) own.push([one, profile]);
  }
  return [...ways.values()];
}

for (const loss of loadLosses().values()) {
  const own = [...cases({ loss: [loss.name] })];

  describe(loss.name, () => {
    // At each vector in one dtype and profile, in turn: when vectors are made, all are tried.
    test('every algorithm passes everywhere, at its grade', () => {
      for (const [turn, algorithm] of [...loss.algorithms.values()].entries()) {
        const variant = algorithmVariant(loss, algorithm);
        for (const [index, ways] of byVector(own).entries()) {
          const [one, profile] = ways[(index + turn) % ways.length] ?? [];
          if (!one || profile === undefined) continue;
          for (const { status, reason, deviations } of verdicts(loss, one, variant, profile, algorithm.grade)) {
            const says = `${algorithm.name} at ${one.address}: ${reason} ${JSON.stringify(deviations)}`;
            if (status !== 'passed') expect.fail(says);
          }
        }
      }
      expect(loss.algorithms.size).toBeGreaterThan(0);
    });

    test('every mistake of arithmetic fails at some vector, on every simulated machine', () => {
      const kills = loadKills(loss.name);
      // One that answers what is to be refused is told by that; here only its numbers would be looked at.
      const computed = [...loss.mistakes.values()].filter(
        ({ lines, gradients, inputs, asked, answers, harmless }) =>
          (asked ?? harmless) === undefined && answers.length === 0 && lines.size + gradients.size + inputs.size > 0,
      );
      const alive = computed.filter((mistake) => {
        const killed = killers(kills, mistake.name);
        const variant = mistakenVariant(loss, [mistake]);
        const grade = mistake.within === undefined ? 'lenient' : 'standard';
        return !own.some((one) =>
          [...one.acceptance.keys()].some((profile) => {
            if (!killed.get(one.vector.id)?.includes(profile)) return false;
            const all = [...verdicts(loss, one, variant, profile, grade)];
            return all.length > 0 && all.every(({ status }) => status === 'failed');
          }),
        );
      });
      expect(alive.map(({ name }) => name)).toEqual([]);
    });
  });
}
