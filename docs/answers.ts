/** A vector's allowed outcomes in words: exact answers to a few digits, or the clause that refuses. */
import type { Loss } from '../spec/loss.ts';
import { LOSS } from '../spec/oracle/acceptance.ts';
import type { AnswerOutcome, Outcome, OutputTensor } from '../vectors/format.ts';
import { clauseLink } from './clause-link.ts';
import { code } from './markdown.ts';
import { nested, short } from './numbers.ts';

/** What an output is called: a function has a value, a loss its loss; the rest are gradients of inputs. */
export function outputTitle({ returns }: Loss, output: string): string {
  if (output !== LOSS) return `gradient of ${code(output)}`;
  return returns ? 'value' : 'loss';
}

/** The entries in their shape, and their level where it is not `must`. */
export function outputText({ shape, data, level }: OutputTensor): string {
  const text = code(
    nested(
      shape,
      data.map((scalar) => short(scalar)),
    ),
  );
  if (level === undefined) return text;
  if (typeof level === 'string') return `${text} (${level})`;
  return `${text} (${code(nested(shape, level))})`;
}

export const answersOf = (outcomes: readonly Outcome[]): readonly AnswerOutcome['answer'][] =>
  outcomes.flatMap((outcome) => ('answer' in outcome ? [outcome.answer] : []));

/** Any outcome in short: the clause that refuses, or the loss; and the `should` clause that this outcome misses. */
export function outcomeText(outcome: Outcome): string {
  const misses = outcome.misses === undefined ? '' : ` (misses ${clauseLink(outcome.misses)})`;
  if ('answer' in outcome) return `${outputText(outcome.answer.loss)}${misses}`;
  return outcome.misses === outcome.refused ? `refused${misses}` : `refused: ${clauseLink(outcome.refused)}${misses}`;
}
