/** Losses and gradients of whole questions to cross_entropy, against what PyTorch computes. */
import { test } from 'vitest';
import { course, type Example, expectAnswers } from './program.testing.ts';
import { classes, tensor } from './testing.ts';

const rows = tensor([
  [0.5, -1.25, 2],
  [0.25, 0, -0.75],
]);
const distributions = tensor([
  [0.25, 0.5, 0.25],
  [1, 0.5, -0.25],
]);

// What torch.nn.functional of PyTorch 1.13 and its autograd answer in float64.
const examples: readonly Example[] = [
  {
    says: 'the course’s example',
    asked: { inputs: course, parameters: { reduction: 'none' }, gradients: ['input'], upstream: [0.5, -2, 1.5] },
    answers: {
      loss: [1.3132616875182228, 0.1269280110429726, 0.1269280110429726],
      input: [
        -0.36552928931500245, 0.36552928931500245, -0.23840584404423507, 0.23840584404423537, 0.1788043830331763,
        -0.17880438303317653,
      ],
    },
  },
  {
    says: 'weights under the mean',
    asked: { inputs: { ...course, weight: tensor([0.7, 0.3]) }, gradients: ['input'], upstream: -1.25 },
    answers: {
      loss: [0.7657230676065688],
      input: [
        0.4920586586932726, -0.4920586586932726, -0.03438545827561083, 0.034385458275610875, -0.03438545827561083,
        0.034385458275610875,
      ],
    },
  },
  {
    says: 'weights under the sum',
    asked: {
      inputs: { ...course, weight: tensor([1, 2]) },
      parameters: { reduction: 'sum' },
      gradients: ['input'],
      upstream: 0.75,
    },
    answers: {
      loss: [1.8209737316901133],
      input: [
        -0.5482939339725037, 0.5482939339725037, 0.1788043830331763, -0.17880438303317653, 0.1788043830331763,
        -0.17880438303317653,
      ],
    },
  },
  {
    says: 'a smoothed weighted mean',
    asked: {
      inputs: { input: rows, target: classes([2, 0]), weight: tensor([0.5, 2, 1.5]) },
      parameters: { label_smoothing: 0.25 },
      gradients: ['input'],
      upstream: 1.5,
    },
    answers: {
      loss: [0.8255927718489379],
      input: [
        0.1621470741800172, -0.09139262776796016, -0.07075444641205705, -0.06502485488965808, 0.06773383680264383,
        -0.002708981912985826,
      ],
    },
  },
  {
    says: 'an ignored position beside it',
    asked: {
      inputs: { input: rows, target: classes([2, -100]), weight: tensor([0.5, 2, 1.5]) },
      parameters: { label_smoothing: 0.25 },
      gradients: ['input'],
      upstream: 1.5,
    },
    answers: {
      loss: [0.6289380391269762],
      input: [0.2161960989066896, -0.12185683702394687, -0.09433926188274279, 0, 0, 0],
    },
  },
  {
    says: 'distributions, weighted and smoothed',
    asked: {
      inputs: { input: rows, target: distributions, weight: tensor([0.5, 2, 1.5]) },
      parameters: { label_smoothing: 0.125 },
      gradients: ['input', 'target', 'weight'],
      upstream: 1.5,
    },
    answers: {
      loss: [2.2536237774044006],
      input: [
        0.09850363952544601, -0.6846625224503596, 0.5861588829249136, 0.058397110804305624, -0.40555751519570377,
        0.34716040439139806,
      ],
      target: [
        0.5685165882053544, 4.570941352821418, 0.22898726461606342, 0.2506620923196098, 1.3307733692784394,
        1.7363612769588295,
      ],
      weight: [0.8635994959347506, 1.6159456977178182, -0.18883698486427392],
    },
  },
  {
    says: 'distributions that do not sum to 1',
    asked: {
      inputs: { input: rows, target: distributions },
      parameters: { reduction: 'none' },
      gradients: ['input', 'target'],
      upstream: [1.5, -0.5],
    },
    answers: {
      loss: [2.232621983102033, 0.8299032088366086],
      input: [
        -0.10976972683883356, -0.7039098895103454, 0.8136796163491788, 0.20885277045842127, 0.023254309643948437,
        -0.2321070801023696,
      ],
      target: [
        2.598932974653049, 5.223932974653049, 0.348932974653049, -0.3819612835346435, -0.5069612835346435,
        -0.8819612835346435,
      ],
    },
  },
];

test.each(examples)(
  'cross_entropy, $says: value and gradients are PyTorch’s, whichever algorithm computes them',
  (example) => {
    expectAnswers('cross_entropy', example);
  },
);
