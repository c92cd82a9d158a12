/** A subject that makes mistakes of the spec on purpose: what the runner finds in it must be those. */
import { loadLosses } from '../../../spec/load.ts';
import type { Loss, Manner, Mistake } from '../../../spec/loss.ts';
import { type Behaviour, Situation } from '../../../spec/mistaken.ts';
import { LOSS } from '../../../spec/oracle/acceptance.ts';
import { Simulation } from '../../../spec/oracle/witness.ts';
import { allExtensions } from '../../../spec/points.ts';
import { profiles } from '../../../spec/profiles.ts';
import { type Tensor, toScalar } from '../../../spec/tensor.ts';
import type { Answer, Hello, RunRequest } from '../../protocol.ts';

export type Said = { readonly answer: Answer } | { readonly refused: string } | { readonly declined: string };

export class MistakenSubject {
  private readonly loss: Loss;
  private readonly mistakes: readonly Mistake[];
  private readonly profile;
  private readonly seen = new Set<string>();

  /** @throws Error when there is no such loss, mistake or profile */
  constructor(loss: string, mistakes: readonly string[], profile: string) {
    this.loss = loadLosses().get(loss) ?? missing('loss', loss);
    this.mistakes = mistakes.map((name) => this.loss.mistakes.get(name) ?? missing('mistake', name));
    this.profile = profiles.get(profile) ?? missing('profile', profile);
  }

  hello(): Hello {
    const { loss, mistakes, profile } = this;
    const support = {
      dtypes: [profile.dtype, 'int64' as const],
      parameters: [...loss.parameters.keys()],
      inputs: [...loss.inputs.keys()],
    };
    return {
      protocol: 1,
      name: `${loss.name} with ${mistakes.map(({ name }) => name).join(' and ') || 'no mistake'}`,
      version: '1',
      profiles: [profile.name],
      extensions: [...allExtensions(loss)],
      gradients: true,
      memory: ['strided', 'offset'],
      unchanged: true,
      losses: { [loss.name]: support },
    };
  }

  run(request: RunRequest): Said {
    if (request.loss !== this.loss.name || request.dtype !== this.profile.dtype) return { declined: 'not this one' };
    const situation = new Situation(this.loss, request, allExtensions(this.loss));
    const [behaviour] = situation.behaviours(this.mistakes, this.mannerOf(request));
    return behaviour?.kind === 'answers'
      ? { answer: this.answer(behaviour, request) }
      : { refused: 'the question is not a legal one' };
  }

  private mannerOf({ id: _id, memory, ...question }: RunRequest): Manner | undefined {
    if (memory === 'strided' || memory === 'offset') return memory;
    const text = JSON.stringify(question);
    if (this.seen.has(text)) return 'again';
    this.seen.add(text);
    return undefined;
  }

  /** On a machine that sums forward and errs nowhere; where nobody knows what is answered, 0. */
  private answer(
    { computes, changes }: Extract<Behaviour, { kind: 'answers' }>,
    { dtype, inputs }: RunRequest,
  ): Answer {
    const tensor = (shape: readonly number[], data: Iterable<number>): Tensor => ({
      dtype,
      shape,
      data: Array.from(data, toScalar),
    });
    if (!computes) return { loss: tensor([], [0]), unchanged: !changes };
    const { bound, variant } = computes;
    const [values] = new Simulation(bound, variant).runs(this.profile);
    const gradients = [...bound.gradients.keys()].map((name) => [
      name,
      tensor(inputs[name]?.shape ?? [], values?.get(name) ?? []),
    ]);
    const loss = tensor(bound.fitting.shapeOf(bound.output), values?.get(LOSS) ?? []);
    return { loss, gradients: Object.fromEntries(gradients), unchanged: !changes };
  }
}

function missing(what: string, name: string): never {
  throw new Error(`no ${what} "${name}"`);
}
