/** Which questions nll_loss answers, and by which clause it refuses the others. */
import { expect, test } from 'vitest';
import { nll, outcomes } from './interpret.testing.ts';
import { type Asked, classes, lossNamed, tensor } from './testing.ts';

test.each<[says: string, asked: Partial<Asked>, outcomes: string[]]>([
  ['as it is', {}, ['answer mean only']],
  ['a class past the last', { inputs: { ...nll.inputs, target: classes([0, 2]) } }, ['nll_loss.target.range']],
  ['a class below 0', { inputs: { ...nll.inputs, target: classes([0, -1]) } }, ['nll_loss.target.range']],
  [
    'the ignored class before its range',
    { inputs: { ...nll.inputs, target: classes([0, -100]) } },
    ['answer mean only'],
  ],
  ['a target of another length', { inputs: { ...nll.inputs, target: classes([0]) } }, ['nll_loss.target.shape']],
  ['a target in a column', { inputs: { ...nll.inputs, target: classes([[0], [1]]) } }, ['nll_loss.target.shape']],
  ['floating classes', { inputs: { ...nll.inputs, target: tensor([0, 1], 'float32') } }, ['nll_loss.target.dtype']],
  [
    'floating classes of the run’s dtype',
    { inputs: { ...nll.inputs, target: tensor([0, 1]) } },
    ['nll_loss.target.dtype'],
  ],
  ['boolean classes', { inputs: { ...nll.inputs, target: tensor([0, 1], 'bool') } }, ['nll_loss.target.dtype']],
  [
    'narrow classes, answered or refused',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'int32') } },
    ['answer mean only', 'nll_loss.target.dtype'],
  ],
  [
    'bytes for classes',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'uint8') } },
    ['answer mean only', 'nll_loss.target.dtype'],
  ],
  [
    'a whole-number input',
    {
      inputs: {
        ...nll.inputs,
        input: classes([
          [1, 2],
          [3, 4],
        ]),
      },
    },
    ['nll_loss.input.dtype'],
  ],
  ['an input without classes', { inputs: { ...nll.inputs, input: tensor(1) } }, ['nll_loss.input.shape']],
  ['a weight too short', { inputs: { ...nll.inputs, weight: tensor([1]) } }, ['nll_loss.weight.shape']],
  ['a weight too deep', { inputs: { ...nll.inputs, weight: tensor([[1, 1]]) } }, ['nll_loss.weight.shape']],
  ['whole weights', { inputs: { ...nll.inputs, weight: classes([1, 1]) } }, ['nll_loss.weight.dtype']],
  [
    'an input it does not have',
    { inputs: { ...nll.inputs, pos_weight: tensor([1, 1]) } },
    ['common.parameter.unknown'],
  ],
  [
    'the gradient of the target, refused or left out',
    { gradients: ['input', 'target'], upstream: 1 },
    ['nll_loss.differentiable', 'answer mean only'],
  ],
])('%s (nll_loss)', (_, change, expected) => {
  expect(outcomes(lossNamed('nll_loss'), { ...nll, ...change })).toEqual(expected);
});
