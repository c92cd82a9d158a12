/** What an implementation that makes certain mistakes does with a question. */
import { type Bound, definitionExpander, interpret, type Meaning } from './interpret.ts';
import type { Algorithm, Loss, Manner, Mistake } from './loss.ts';
import { algorithmVariant, namedAlgorithm, type Variant } from './program.ts';
import type { Question } from './question.ts';

export type Behaviour =
  | { readonly kind: 'refuses' }
  | {
      readonly kind: 'answers';
      /** Absent where it answers what has no meaning: nobody knows what it says. */
      readonly computes?: { readonly bound: Bound; readonly variant: Variant };
      /** The inputs are not what they were. */
      readonly changes: boolean;
    };

/** One question as it comes to an implementation; what it means is worked out once for all mistakes. */
export class Situation {
  private readonly loss: Loss;
  private readonly question: Question;
  private readonly extensions: ReadonlySet<string>;
  private readonly meanings = new Map<string, readonly Meaning[]>();

  /** @param extensions those that the implementation has */
  constructor(loss: Loss, question: Question, extensions: ReadonlySet<string>) {
    this.loss = loss;
    this.question = question;
    this.extensions = extensions;
  }

  /** All that an implementation with these mistakes may do, what it would rather do first. */
  behaviours(mistakes: readonly Mistake[], manner?: Manner): readonly Behaviour[] {
    const made = mistakes.filter(({ asked }) => asked === undefined || asked === manner);
    const forgiven = made.flatMap(({ answers }) => answers);
    const changes = made.some((mistake) => mistake.changes.some((input) => input in this.question.inputs));
    const variant = mistakenVariant(this.loss, made);
    return this.meaningsWithout(forgiven).map((meaning): Behaviour => {
      if ('refused' in meaning)
        return forgiven.includes(meaning.refused) ? { kind: 'answers', changes } : { kind: 'refuses' };
      const { bound } = meaning;
      const claims = definitionExpander(bound);
      if (made.some(({ refuses }) => refuses && claims.claim(refuses))) return { kind: 'refuses' };
      return { kind: 'answers', computes: { bound, variant }, changes };
    });
  }

  private meaningsWithout(forgiven: readonly string[]): readonly Meaning[] {
    const key = forgiven.join(' ');
    const known = this.meanings.get(key) ?? interpret(this.loss, this.question, this.extensions, new Set(forgiven));
    this.meanings.set(key, known);
    return known;
  }
}

/**
 * Mistakes in an algorithm. Where none changes gradient lines, the gradient is the derivative of the changed text;
 * otherwise the algorithm's own gradient lines stay, but for those changed.
 */
export function mistakenVariant(loss: Loss, mistakes: readonly Mistake[]): Variant {
  const base = algorithmVariant(loss, furthest(loss, mistakes));
  const patched = mistakes.some(({ lines, inputs }) => lines.size + inputs.size > 0);
  const backward = mistakes.filter(({ gradients }) => gradients.size > 0).map(({ gradients }) => gradients);
  const derives = patched && backward.length === 0;
  return {
    lines: [...base.lines, ...mistakes.map(({ lines }) => lines)],
    gradients: derives ? [] : [...base.gradients, ...backward],
    inputs: mistakes.map(({ inputs }) => inputs),
  };
}

/** Of the algorithms that the mistakes are in, the one that takes over most from others. */
function furthest(loss: Loss, mistakes: readonly Mistake[]): Algorithm {
  const depth = ({ from }: Algorithm): number => (from === undefined ? 0 : 1 + depth(namedAlgorithm(loss, from)));
  const patching = mistakes.filter(({ lines, gradients, inputs }) => lines.size + gradients.size + inputs.size > 0);
  const [first = [...loss.algorithms.values()][0], ...others] = patching.map((one) => namedAlgorithm(loss, one.in));
  if (!first) throw new Error(`${loss.file} has no algorithm`);
  return others.reduce((best, other) => (depth(other) > depth(best) ? other : best), first);
}
