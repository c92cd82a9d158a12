/** Losses and gradients of whole questions to binary_cross_entropy_with_logits, against what PyTorch computes. */
import { test } from 'vitest';
import { type Example, expectAnswers } from './program.testing.ts';
import { tensor } from './testing.ts';

const binary = {
  input: tensor([
    [1, 2],
    [2, 2],
    [3, 4],
    [4, 5],
  ]),
  target: tensor([
    [1, 0],
    [1, 0],
    [0, 1],
    [0, 1],
  ]),
};

// What torch.nn.functional of PyTorch 1.13 and its autograd answer in float64.
const examples: readonly Example[] = [
  {
    says: 'the course’s example',
    asked: {
      inputs: binary,
      parameters: { reduction: 'none' },
      gradients: ['input', 'target'],
      upstream: [
        [0.5, -2],
        [1.5, 0.25],
        [-1, 2],
        [0.75, -0.5],
      ],
    },
    answers: {
      loss: [
        0.31326168751822286, 2.1269280110429727, 0.1269280110429726, 2.1269280110429727, 3.048587351573742,
        0.01814992791780978, 4.0181499279178094, 0.006715348489117967,
      ],
      input: [
        -0.13447071068499755, -1.7615941559557646, -0.17880438303317653, 0.22019926949447058, -0.9525741268224334,
        -0.0359724199241831, 0.7365103425284314, 0.003346425462142366,
      ],
      target: [-0.5, 4, -3, -0.5, 3, -8, -3, 2.5],
    },
  },
  {
    says: 'pos_weight 3 under the mean',
    asked: { inputs: { ...binary, pos_weight: tensor(3) }, gradients: ['input', 'target'], upstream: -1.25 },
    answers: {
      loss: [1.5894697783102334],
      input: [
        0.1260662912671852, -0.13762454343404412, 0.05587636969786765, -0.13762454343404412, -0.1488397073160052,
        0.008431035919730379, -0.1534396546934232, 0.0031372738707584336,
      ],
      target: [
        0.05835572265055534, 0.2728349965490711, 0.2728349965490711, 0.2728349965490711, 0.4535664526332056,
        0.6193281475256844, 0.6193281475256844, 0.7791514535971507,
      ],
    },
  },
  {
    says: 'soft targets, a weight for each column and a pos_weight for each row',
    asked: {
      inputs: {
        input: tensor([
          [0.5, -1.25],
          [3, -4],
        ]),
        target: tensor([
          [0.75, 0.25],
          [0.5, 1],
        ]),
        weight: tensor([0.5, 2]),
        pos_weight: tensor([[2], [0.25]]),
      },
      gradients: ['input', 'target'],
      upstream: 1.5,
    },
    answers: {
      loss: [1.2828496439616812],
      input: [-0.07700553194939146, -0.16621861985127295, 0.08819228048700391, -0.18412758563210785],
      target: [-0.004860565466229996, 2.0639468110090298, -0.5693325963150575, 0.739790665546232],
    },
  },
];

test.each(examples)(
  'binary_cross_entropy_with_logits, $says: value and gradients are PyTorch’s, whichever algorithm computes them',
  (example) => {
    expectAnswers('binary_cross_entropy_with_logits', example);
  },
);
