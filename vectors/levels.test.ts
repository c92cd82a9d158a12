/** How binding each entry of an answer is. */
import { expect, test } from 'vitest';
import { classes, tensor } from '../spec/testing.ts';
import { ask } from './answer.testing.ts';

test('levels are of outputs, and of entries where they differ', () => {
  const bce = ask('binary_cross_entropy_with_logits', {
    inputs: { input: tensor([1]), target: tensor([1]) },
    gradients: ['input', 'target'],
    upstream: 2,
  });
  const [outcome] = bce.vector.outcomes;
  expect(
    outcome && 'answer' in outcome && [outcome.answer.gradients.input?.level, outcome.answer.gradients.target?.level],
  ).toEqual([undefined, 'may']);
  const masked = ask('cross_entropy', {
    inputs: {
      input: tensor([
        [1, 0],
        [NaN, 0],
      ]),
      target: classes([0, -100]),
    },
    parameters: { reduction: 'none' },
    gradients: ['input'],
    upstream: [1.5, 2],
  });
  const [other] = masked.vector.outcomes;
  expect(other && 'answer' in other && [other.answer.loss.level, other.answer.gradients.input?.level]).toEqual([
    ['must', 'should'],
    ['must', 'must', 'unspecified', 'unspecified'],
  ]);
});
