/** Which questions binary_cross_entropy_with_logits answers, with its extension too, and by which clause it refuses the others. */
import { describe, expect, test } from 'vitest';
import { binary, outcomes } from './interpret.testing.ts';
import type { ParameterValue } from './question.ts';
import { type Asked, lossNamed, tensor } from './testing.ts';

test.each<[says: string, asked: Partial<Asked>, outcomes: string[]]>([
  ['as it is', {}, ['answer mean only']],
  [
    'a target that would broadcast',
    { inputs: { ...binary.inputs, target: tensor([1]) } },
    ['binary_cross_entropy_with_logits.target.shape'],
  ],
  [
    'a pos_weight that enlarges',
    { inputs: { ...binary.inputs, pos_weight: tensor([[1, 1, 1]]) } },
    ['binary_cross_entropy_with_logits.pos_weight.broadcast'],
  ],
  ['a pos_weight that is spread', { inputs: { ...binary.inputs, pos_weight: tensor(2) } }, ['answer mean only']],
  [
    'a pos_weight below 0, answered or refused',
    { inputs: { ...binary.inputs, pos_weight: tensor([1, -1, 2]) } },
    ['answer mean only', 'binary_cross_entropy_with_logits.pos_weight.negative'],
  ],
  [
    'label_smoothing, which it does not have',
    { parameters: { label_smoothing: 0.5 } },
    ['binary_cross_entropy_with_logits.parameters'],
  ],
  [
    'ignore_index, which the base does not have',
    { parameters: { ignore_index: -100 } },
    ['binary_cross_entropy_with_logits.parameters'],
  ],
])('%s (binary_cross_entropy_with_logits)', (_, change, expected) => {
  expect(outcomes(lossNamed('binary_cross_entropy_with_logits'), { ...binary, ...change })).toEqual(expected);
});

describe('with the extension binary_ignore_index', () => {
  const loss = lossNamed('binary_cross_entropy_with_logits');
  const own = (parameters: Record<string, ParameterValue>) =>
    outcomes(loss, { ...binary, parameters }, ['binary_ignore_index']);

  test('ignore_index is a number', () => {
    expect(own({ ignore_index: -100 })).toEqual(['answer mean only']);
    expect(own({ ignore_index: 0 })).toEqual(['answer mean only']);
    expect(own({ ignore_index: 'none' })).toEqual(['binary_cross_entropy_with_logits.ignore_index.parameter']);
  });

  test('between 0 and 1 it should be refused, and ignores what equals it where it is not', () => {
    const clause = 'binary_cross_entropy_with_logits.ignore_index.inside';
    expect(own({ ignore_index: 0.5 })).toEqual([clause, `answer mean only (misses ${clause})`]);
  });

  test('another extension does not bring it', () => {
    expect(outcomes(loss, { ...binary, parameters: { ignore_index: 0 } }, ['other'])).toEqual([
      'binary_cross_entropy_with_logits.parameters',
    ]);
  });
});
