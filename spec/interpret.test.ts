/** What is allowed of a question of any loss, and what is a mistake of the question itself. */
import { expect, test } from 'vitest';
import { logits, nll, outcomes } from './interpret.testing.ts';
import { interpret } from './interpret.ts';
import { readLoss } from './load.ts';
import { classes, lossNamed, question, tensor } from './testing.ts';

test('an answer that misses a clause is given with the parameters the clause names', () => {
  const meanings = interpret(
    lossNamed('cross_entropy'),
    question({ ...logits, parameters: { label_smoothing: -0.5 } }),
    new Set(),
  );
  const bound = meanings.flatMap((meaning) => ('bound' in meaning ? [meaning.bound] : []));
  expect(bound.map(({ subjects }) => subjects.parameters.get('label_smoothing'))).toEqual([0]);
});

test('a loss without the legacy flags refuses them', () => {
  const text = `
loss: plain
title: Plain
summary: x.
layout: elementwise
legacy: false
inputs: { input: { means: x., of: [n], is: real, refuses: { shape: plain.shape, dtype: plain.dtype } } }
refuses: { parameter: plain.parameter, gradient: plain.gradient }
definition: { 'loss[n]': 'input[n]', denominator: positions }
algorithms: { only: { says: x., grade: accurate } }
accuracy: { factor: 1 }
mistakes: {}
clauses:
  plain.parameter: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.gradient: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.shape: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.dtype: { level: must, says: x., source: x, shown: none, reason: x. }
points: {}
`;
  const plain = readLoss('plain.yaml', text);
  expect(outcomes(plain, { inputs: { input: tensor([1]) }, parameters: { reduce: true } })).toEqual([
    'plain.parameter',
  ]);
  expect(outcomes(plain, { inputs: { input: tensor([1]) }, parameters: { reduction: 'sum' } })).toEqual([
    'answer sum only',
  ]);
});

test('an upstream gradient of the wrong shape is a mistake of the question, not of the subject', () => {
  expect(() => outcomes(lossNamed('nll_loss'), { ...nll, gradients: ['input'], upstream: [1, 2] })).toThrow(
    /the upstream gradient's shape \[2\] is not that of the loss/,
  );
});

test('a question that lacks an input is a mistake of the question, and says which', () => {
  expect(() => outcomes(lossNamed('nll_loss'), { inputs: { input: tensor([[1, 2]]) } })).toThrow(
    /the question lacks "target"/,
  );
  expect(() => outcomes(lossNamed('nll_loss'), { inputs: { target: classes([1]) } })).toThrow(
    /the question lacks "input"/,
  );
});
