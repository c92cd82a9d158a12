/** Losses and gradients of whole questions, by the definition and by every algorithm, against what PyTorch computes. */
import { expect, test } from 'vitest';
import { Graph } from './formula/graph.ts';
import { readLoss } from './load.ts';
import type { Loss } from './loss.ts';
import { mistakenVariant } from './mistaken.ts';
import { bigint } from './oracle/bigint.ts';
import { exactValues } from './oracle/exact.ts';
import { algorithmVariant, definition, inDialect, program, tuples, type Variant } from './program.ts';
import { type Asked, bind, classes, exactly, lossNamed, tensor } from './testing.ts';

const course = {
  input: tensor([
    [1, 2],
    [1, 3],
    [1, 3],
  ]),
  target: classes([0, 1, 1]),
};
const logProbabilities = {
  input: tensor([
    [-1, -2],
    [-1, -3],
    [-1, -3],
  ]),
  target: classes([0, 1, 1]),
};
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
const rows = tensor([
  [0.5, -1.25, 2],
  [0.25, 0, -0.75],
]);
const distributions = tensor([
  [0.25, 0.5, 0.25],
  [1, 0.5, -0.25],
]);

interface Example {
  readonly says: string;
  readonly loss: string;
  readonly asked: Asked;
  readonly answers: Readonly<Record<string, readonly number[]>>;
}

// What torch.nn.functional of PyTorch 1.13 and its autograd answer in float64.
const examples: readonly Example[] = [
  {
    says: 'the course’s example',
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
    loss: 'cross_entropy',
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
  {
    says: 'the course’s example',
    loss: 'nll_loss',
    asked: { inputs: logProbabilities, gradients: ['input'], upstream: -1.25 },
    answers: {
      loss: [2.3333333333333335],
      input: [0.4166666666666667, 0, 0, 0.4166666666666667, 0, 0.4166666666666667],
    },
  },
  {
    says: 'weights under the mean',
    loss: 'nll_loss',
    asked: { inputs: { ...logProbabilities, weight: tensor([1, 2]) }, gradients: ['input'], upstream: -1.25 },
    answers: { loss: [2.6], input: [0.25, 0, 0, 0.5, 0, 0.5] },
  },
  {
    says: 'weights, position by position',
    loss: 'nll_loss',
    asked: {
      inputs: { ...logProbabilities, weight: tensor([1, 2]) },
      parameters: { reduction: 'none' },
      gradients: ['input'],
      upstream: [0.5, -2, 1.5],
    },
    answers: { loss: [1, 6, 6], input: [-0.5, 0, 0, 4, 0, -3] },
  },
  {
    says: 'the course’s example',
    loss: 'binary_cross_entropy_with_logits',
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
    loss: 'binary_cross_entropy_with_logits',
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
    loss: 'binary_cross_entropy_with_logits',
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

const variants = (loss: Loss): readonly (readonly [string, Variant])[] => [
  ['the definition', definition],
  ...[...loss.algorithms.values()].map((algorithm) => [algorithm.name, algorithmVariant(loss, algorithm)] as const),
];

test.each(examples)(
  '$loss, $says: value and gradients are PyTorch’s, whichever algorithm computes them',
  ({ loss: name, asked, answers }) => {
    const loss = lossNamed(name);
    const bound = bind(loss, asked);
    for (const [says, variant] of variants(loss)) {
      const found = exactly(bound, variant);
      expect(Object.keys(found), says).toEqual(Object.keys(answers));
      for (const [output, values] of Object.entries(answers)) {
        expect(found[output], `${output} by ${says}`).toEqual(values.map((value) => expect.closeTo(value, 14)));
      }
    }
  },
);

test('positions whose losses are one node share what arrives at them', () => {
  // Both positions ignored: one constant 0. Beside them a position that counts keeps its own seed.
  const asked = {
    inputs: {
      input: tensor([
        [-1, -2],
        [-1, -3],
        [-1, -3],
      ]),
      target: classes([-100, 1, -100]),
    },
    parameters: { reduction: 'none' },
    gradients: ['input'],
    upstream: [5, 7, 11],
  };
  expect(exactly(bind(lossNamed('nll_loss'), asked))).toEqual({ loss: [0, 3, 0], input: [0, 0, 0, -7, 0, 0] });
});

test('a loss that is one node at every position gets what arrives at all of them', () => {
  const text = `loss: shared
title: Shared
summary: Twice the first entry, everywhere.
layout: elementwise
inputs: { input: { means: x., of: [n], is: real, gradient: must, refuses: { shape: shared.a, dtype: shared.a } } }
refuses: { parameter: shared.a, gradient: shared.a }
definition: { 'loss[n]': '2 * input[0]', denominator: positions }
algorithms: { plain: { says: x., grade: accurate } }
accuracy: { factor: 1 }
mistakes: {}
clauses: { shared.a: { level: must, says: x., source: x, shown: none, reason: x. } }
points: {}
`;
  const asked = {
    inputs: { input: tensor([3, 5, 7]) },
    parameters: { reduction: 'none' },
    gradients: ['input'],
    upstream: [1, 2, 4],
  };
  expect(exactly(bind(readLoss('shared.yaml', text), asked))).toEqual({ loss: [6, 6, 6], input: [14, 0, 0] });
});

test('without gradients asked for there are none', () => {
  expect(exactly(bind(lossNamed('nll_loss'), { inputs: logProbabilities }))).toEqual({ loss: [7 / 3] });
});

test('variants of one graph share what they have in common', () => {
  const loss = lossNamed('cross_entropy');
  const bound = bind(loss, { inputs: course });
  const graph = new Graph();
  const [once] = program(bound, definition, graph).loss;
  expect(program(bound, definition, graph).loss[0]).toBe(once);
});

test('a mistake in value lines has the derivative of what it computes as its gradient', () => {
  // Dividing the weighted mean by N instead of Σw = 5 scales loss and gradient by 5/3.
  const loss = lossNamed('nll_loss');
  const mistake = loss.mistakes.get('mean-over-batch');
  const bound = bind(loss, {
    inputs: { ...logProbabilities, weight: tensor([1, 2]) },
    gradients: ['input'],
    upstream: 3,
  });
  expect(mistake && exactly(bound, mistakenVariant(loss, [mistake]))).toEqual({
    loss: [13 / 3],
    input: [-1, 0, 0, -2, 0, -2],
  });
});

test('a mistake in gradient lines keeps the value', () => {
  const loss = lossNamed('nll_loss');
  const mistake = loss.mistakes.get('gradient-over-batch');
  const bound = bind(loss, {
    inputs: { ...logProbabilities, weight: tensor([1, 2]) },
    gradients: ['input'],
    upstream: 3,
  });
  expect(mistake && exactly(bound, mistakenVariant(loss, [mistake]))).toEqual({
    loss: [2.6],
    input: [-1, 0, 0, -2, 0, -2],
  });
});

test('a dialect’s lines change value and gradient of every algorithm', () => {
  // ONNX's text: without weights the mean divides by all positions, the ignored one too.
  const loss = lossNamed('cross_entropy');
  const lines = loss.dialects.get('onnx')?.readings[1]?.lines;
  const bound = bind(loss, { inputs: { ...course, target: classes([0, 1, -100]) }, gradients: ['input'], upstream: 1 });
  for (const [says, variant] of variants(loss)) {
    const [base, dialect] = [exactly(bound, variant), exactly(bound, inDialect(variant, lines))];
    expect(dialect.loss, says).toEqual([expect.closeTo((1.3132616875182228 + 0.1269280110429726) / 3, 14)]);
    expect(dialect.input, says).toEqual((base.input ?? []).map((slope) => expect.closeTo((slope * 2) / 3, 14)));
  }
});

test('tuples count like digits, the last fastest', () => {
  expect(tuples([2, 3])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  expect(tuples([])).toEqual([[]]);
  expect(tuples([2, 0])).toEqual([]);
});

test('alternatives are equal in exact arithmetic', () => {
  const loss = lossNamed('cross_entropy');
  const bound = bind(loss, { inputs: course, gradients: ['input'], upstream: 1 });
  for (const [, variant] of variants(loss)) {
    const { loss: outputs, gradients } = program(bound, variant);
    const nodes = [...outputs, ...(gradients.get('input') ?? [])];
    const [first, second, third] = [0, 1, 2].map((alternative) => exactValues(bigint, nodes, 'float64', alternative));
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  }
});
