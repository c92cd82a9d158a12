/** What tests of programs share: small inputs, and answers from elsewhere held against the definition and every algorithm. */
import { expect } from 'vitest';
import type { Loss } from './loss.ts';
import { algorithmVariant, definition, type Variant } from './program.ts';
import { type Asked, bind, classes, exactly, lossNamed, tensor } from './testing.ts';

export const course = {
  input: tensor([
    [1, 2],
    [1, 3],
    [1, 3],
  ]),
  target: classes([0, 1, 1]),
};
export const logProbabilities = {
  input: tensor([
    [-1, -2],
    [-1, -3],
    [-1, -3],
  ]),
  target: classes([0, 1, 1]),
};

export interface Example {
  readonly says: string;
  readonly asked: Asked;
  readonly answers: Readonly<Record<string, readonly number[]>>;
}

export const variants = (loss: Loss): readonly (readonly [string, Variant])[] => [
  ['the definition', definition],
  ...[...loss.algorithms.values()].map((algorithm) => [algorithm.name, algorithmVariant(loss, algorithm)] as const),
];

/** Asks by the definition and by every algorithm; each has to answer what the example says, which comes from elsewhere. */
export function expectAnswers(name: string, { asked, answers }: Example): void {
  const loss = lossNamed(name);
  const bound = bind(loss, asked);
  for (const [says, variant] of variants(loss)) {
    const found = exactly(bound, variant);
    expect(Object.keys(found), says).toEqual(Object.keys(answers));
    for (const [output, values] of Object.entries(answers)) {
      expect(found[output], `${output} by ${says}`).toEqual(values.map((value) => expect.closeTo(value, 14)));
    }
  }
}
