/** A planned question is answered: its outcomes, the dtypes that it can be asked in, and what profiles accept. */
import { expect, test } from 'vitest';
import { classes, tensor } from '../spec/testing.ts';
import { ask, nll } from './answer.testing.ts';

test('a question with one answer has one outcome, and every profile that holds it accepts something', () => {
  const { vector, acceptance } = ask('nll_loss', nll);
  expect(vector).toMatchObject({
    id: 'a_question',
    why: 'Because',
    gradients: ['input'],
    parameters: { reduction: 'none' },
  });
  expect(vector.outcomes).toEqual([
    { answer: { loss: { shape: [2], data: [1, 3] }, gradients: { input: { shape: [2, 2], data: [-0.5, 0, 0, -2] } } } },
  ]);
  expect(vector.dtypes).toEqual(expect.arrayContaining(['float64', 'float32']));
  expect(acceptance.float32).toEqual([
    {
      loss: {
        accurate: [
          [1, 3],
          [1, 3],
        ],
      },
      input: {
        accurate: [
          [-0.5, 0, 0, -2],
          [-0.5, 0, 0, -2],
        ],
      },
    },
  ]);
});

test('a refusal is an outcome with its clause, and asked in every dtype that holds the question', () => {
  const { vector, acceptance } = ask('nll_loss', { ...nll, inputs: { ...nll.inputs, target: classes([0, 2]) } });
  expect(vector.outcomes).toEqual([{ refused: 'nll_loss.target.range' }]);
  expect(vector.dtypes).toEqual(expect.arrayContaining(['float64', 'float32']));
  expect(acceptance).toEqual({});
  expect(vector.clauses).toContain('nll_loss.target.range');
});

test('where either is allowed there are two, in the order of preference', () => {
  const { vector } = ask('cross_entropy', {
    inputs: { input: tensor([[1, 1]]), target: classes([0]) },
    parameters: { label_smoothing: -0.5 },
  });
  const clause = 'cross_entropy.smoothing.below_zero';
  expect(vector.outcomes).toEqual([
    { refused: clause },
    { answer: { loss: { shape: [], data: [Math.LN2] }, gradients: {} }, misses: clause },
  ]);
});

test('a dtype that does not hold the inputs is left out; one where nothing bounds the answer is dropped, and it says why', () => {
  const tenth = ask('nll_loss', {
    ...nll,
    inputs: {
      ...nll.inputs,
      input: tensor([
        [0.1, 0],
        [0, 0],
      ]),
    },
  });
  expect(tenth.vector.dtypes).toEqual(['float64']);
  expect(tenth.vector.dropped).toBeUndefined();
  const big = 2 ** 127;
  const overflowing = ask('nll_loss', { inputs: { input: tensor([[-big], [-big]]), target: classes([0, 0]) } });
  expect(overflowing.vector.dtypes).toEqual(['float64']);
  expect(overflowing.vector.dropped).toMatchObject({ float32: 'loss[0] of algorithm select may overflow' });
});

test('a dialect that answers otherwise has its own outcomes, one that does not have the question has none', () => {
  const inputs = {
    input: tensor([
      [1, 1],
      [1, 1],
    ]),
    target: classes([0, -100]),
  };
  const { vector, acceptance } = ask('cross_entropy', { inputs });
  const [counted, all] = vector.dialects?.onnx ?? [];
  expect(counted).toEqual({ answer: { loss: { shape: [], data: [Math.LN2] }, gradients: {} } });
  expect(all).toEqual({ answer: { loss: { shape: [], data: [Math.LN2 / 2] }, gradients: {} } });
  expect(acceptance.float64).toHaveLength(3); // the base's answer, then the dialect's two
  expect(ask('cross_entropy', { inputs, parameters: { label_smoothing: 0.125 } }).vector.dialects).toEqual({
    onnx: [],
  });
  expect(ask('cross_entropy', { inputs, parameters: { reduction: 'sum' } }).vector.dialects).toBeUndefined();
});
