/** Losses and gradients of whole questions to nll_loss, against what PyTorch computes. */
import { test } from 'vitest';
import { type Example, expectAnswers, logProbabilities } from './program.testing.ts';
import { tensor } from './testing.ts';

// What torch.nn.functional of PyTorch 1.13 and its autograd answer in float64.
const examples: readonly Example[] = [
  {
    says: 'the course’s example',
    asked: { inputs: logProbabilities, gradients: ['input'], upstream: -1.25 },
    answers: {
      loss: [2.3333333333333335],
      input: [0.4166666666666667, 0, 0, 0.4166666666666667, 0, 0.4166666666666667],
    },
  },
  {
    says: 'weights under the mean',
    asked: { inputs: { ...logProbabilities, weight: tensor([1, 2]) }, gradients: ['input'], upstream: -1.25 },
    answers: { loss: [2.6], input: [0.25, 0, 0, 0.5, 0, 0.5] },
  },
  {
    says: 'weights, position by position',
    asked: {
      inputs: { ...logProbabilities, weight: tensor([1, 2]) },
      parameters: { reduction: 'none' },
      gradients: ['input'],
      upstream: [0.5, -2, 1.5],
    },
    answers: { loss: [1, 6, 6], input: [-0.5, 0, 0, 4, 0, -3] },
  },
];

test.each(examples)(
  'nll_loss, $says: value and gradients are PyTorch’s, whichever algorithm computes them',
  (example) => {
    expectAnswers('nll_loss', example);
  },
);
