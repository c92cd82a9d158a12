/** Which questions cross_entropy answers and in which mode, and by which clause it refuses the others. */
import { expect, test } from 'vitest';
import { logits, outcomes } from './interpret.testing.ts';
import { type Asked, classes, lossNamed, tensor } from './testing.ts';

test.each<[says: string, asked: Partial<Asked>, outcomes: string[]]>([
  ['class indices', {}, ['answer mean indices']],
  [
    'probabilities, told by their shape',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
    },
    ['answer mean probabilities'],
  ],
  [
    'whole-number probabilities',
    {
      inputs: {
        ...logits.inputs,
        target: classes([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
    },
    ['cross_entropy.target.dtype'],
  ],
  [
    'an unbatched distribution',
    { inputs: { input: tensor([1, 2]), target: tensor([0.5, 0.5]) } },
    ['answer mean probabilities'],
  ],
  ['an unbatched class', { inputs: { input: tensor([1, 2]), target: classes(1) } }, ['answer mean indices']],
  ['smoothing of 1', { parameters: { label_smoothing: 1 } }, ['answer mean indices']],
  ['smoothing above 1', { parameters: { label_smoothing: 1.5 } }, ['cross_entropy.smoothing.above_one']],
  [
    'smoothing below 0, which should be refused',
    { parameters: { label_smoothing: -0.5 } },
    ['cross_entropy.smoothing.below_zero', 'answer mean indices (misses cross_entropy.smoothing.below_zero)'],
  ],
  [
    'NaN smoothing, likewise',
    { parameters: { label_smoothing: 'NaN' } },
    ['cross_entropy.smoothing.below_zero', 'answer mean indices (misses cross_entropy.smoothing.below_zero)'],
  ],
  ['smoothing by a word', { parameters: { label_smoothing: 'some' } }, ['cross_entropy.smoothing.kind']],
  [
    'a class that is out of range and smoothing below 0',
    { inputs: { ...logits.inputs, target: classes([0, 3]) }, parameters: { label_smoothing: -0.5 } },
    ['cross_entropy.target.range'],
  ],
  [
    'an ignored class among probabilities',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
      parameters: { ignore_index: 0 },
    },
    ['cross_entropy.ignore_index.probabilities'],
  ],
  [
    'an ignored class that nothing has',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
      parameters: { ignore_index: -1 },
    },
    ['answer mean probabilities'],
  ],
  [
    'the gradient of probabilities and weights',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
        weight: tensor([1, 2, 3]),
      },
      gradients: ['input', 'target', 'weight'],
      upstream: 1,
    },
    ['answer mean probabilities'],
  ],
  [
    'the gradient of weights beside class indices',
    { inputs: { ...logits.inputs, weight: tensor([1, 2, 3]) }, gradients: ['weight'], upstream: 1 },
    ['cross_entropy.differentiable', 'answer mean indices'],
  ],
])('%s (cross_entropy)', (_, change, expected) => {
  expect(outcomes(lossNamed('cross_entropy'), { ...logits, ...change })).toEqual(expected);
});
