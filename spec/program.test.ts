/** How a program is made of a question: what shares a node, and what mistakes and dialects change. */
import { expect, test } from 'vitest';
import { Graph } from './formula/graph.ts';
import { readLoss } from './load.ts';
import { mistakenVariant } from './mistaken.ts';
import { bigint } from './oracle/bigint.ts';
import { exactValues } from './oracle/exact.ts';
import { course, logProbabilities, variants } from './program.testing.ts';
import { definition, inDialect, program, tuples } from './program.ts';
import { bind, classes, exactly, lossNamed, tensor } from './testing.ts';

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
