/** What tests of interpretation share: a plain question to each of three losses, and what is allowed of one in a line each. */
import { interpret } from './interpret.ts';
import type { Loss } from './loss.ts';
import { type Asked, classes, question, tensor } from './testing.ts';

/** Outcomes in a line each: "answer", or the clause that refuses; "(misses …)" where a `should` is not kept. */
export function outcomes(loss: Loss, asked: Asked, extensions: readonly string[] = []): readonly string[] {
  return interpret(loss, question(asked), new Set(extensions)).map((meaning) => {
    const outcome = 'refused' in meaning ? meaning.refused : `answer ${meaning.bound.reduction} ${meaning.bound.mode}`;
    return meaning.misses === undefined ? outcome : `${outcome} (misses ${meaning.misses})`;
  });
}

export const nll = {
  inputs: {
    input: tensor([
      [-1, -2],
      [-1, -3],
    ]),
    target: classes([0, 1]),
  },
};
export const logits = {
  inputs: {
    input: tensor([
      [1, 2, 3],
      [1, 3, 0],
    ]),
    target: classes([0, 1]),
  },
};
export const binary = { inputs: { input: tensor([0.5, -1, 2]), target: tensor([1, 0, 0]) } };
