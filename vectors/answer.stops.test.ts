/** What stops generation: an algorithm or an acceptance that is wrong. */
import { describe, expect, test } from 'vitest';
import { readLoss } from '../spec/load.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { tensor } from '../spec/testing.ts';
import { planned } from './answer.testing.ts';
import { answer } from './answer.ts';

describe('generation stops', () => {
  const TOY = `loss: toy
title: Toy
summary: x.
layout: elementwise
inputs: { input: { means: x., of: [n], is: real, gradient: must, refuses: { shape: toy.a, dtype: toy.a } } }
refuses: { parameter: toy.a, gradient: toy.a }
definition: { 'loss[n]': 'input[n] * input[n]', denominator: positions }
algorithms:
  plain:
    says: x.
    grade: accurate
    gradients: { 'input[n]': 'seed[n] * (2 * input[n])' }
accuracy: { factor: 8 }
mistakes: {}
clauses: { toy.a: { level: must, says: x., source: x, shown: vector } }
points: {}
`;
  const toy = (right: string, wrong: string) => {
    const loss = readLoss('toy.yaml', TOY.replace(right, wrong));
    return answer(
      bigint,
      loss,
      loss.clauses,
      planned({
        inputs: { input: tensor([3, 1.5]) },
        parameters: { reduction: 'sum' },
        gradients: ['input'],
        upstream: 1.25,
      }),
    );
  };

  test('at nothing, where all is right', () => {
    expect(toy('x', 'x').vector.outcomes).toEqual([
      { answer: { loss: { shape: [], data: [11.25] }, gradients: { input: { shape: [2], data: [7.5, 3.75] } } } },
    ]);
  });

  test('at an algorithm whose value is not the definition’s', () => {
    expect(() =>
      toy('grade: accurate\n', "grade: accurate\n    lines: { 'loss[n]': 'input[n] * input[n] * input[n]' }\n"),
    ).toThrow("algorithm plain, alternative 0, is not equal: loss[0] is 30.375, the definition's is 11.25");
  });

  test('at one whose gradient is not', () => {
    expect(() => toy('seed[n] * (2 * input[n])', 'seed[n] * input[n]')).toThrow(
      "algorithm plain, alternative 0, is not equal: input[0] is 3.75, the definition's is 7.5",
    );
  });

  test('at an alternative that is not', () => {
    expect(() => toy('seed[n] * (2 * input[n])', 'either(seed[n] * (2 * input[n]), seed[n] * input[n])')).toThrow(
      /alternative 1, is not equal: input\[0\] is 3.75/,
    );
  });

  test('at `accurate` that is wider than promised', () => {
    const inaccurate = "grade: accurate\n    lines: { 'loss[n]': '((input[n] + 1000.1) - 1000.1) * input[n]' }\n";
    expect(() => toy('grade: accurate\n', inaccurate)).toThrow(/float64: accurate is [\d.]+ conditions wide, not 8/);
  });
});
