/** Answers to planned questions: outcomes with their levels, what was dropped and why, and what stops generation. */
import { describe, expect, test } from 'vitest';
import { readLoss } from '../spec/load.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { type Asked, classes, lossNamed, question, tensor } from '../spec/testing.ts';
import { answer } from './answer.ts';
import type { Planned } from './plan.ts';

const planned = (asked: Asked, more: Partial<Planned> = {}): Planned => ({
  id: 'a_question',
  why: 'Because',
  question: question(asked),
  shows: [],
  row: false,
  extensions: new Set(['binary_ignore_index']),
  ...more,
});

const ask = (name: string, asked: Asked, more?: Partial<Planned>) => {
  const loss = lossNamed(name);
  return answer(bigint, loss, loss.clauses, planned(asked, more));
};

const nll: Asked = {
  inputs: {
    input: tensor([
      [-1, -2],
      [-1, -3],
    ]),
    target: classes([0, 1]),
  },
  parameters: { reduction: 'none' },
  gradients: ['input'],
  upstream: [0.5, 2],
};

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

test('levels are of outputs, and of entries where they differ', () => {
  const bce = ask('binary_cross_entropy_with_logits', {
    inputs: { input: tensor([1]), target: tensor([1]) },
    gradients: ['input', 'target'],
    upstream: 2,
  });
  const [outcome] = bce.vector.outcomes;
  expect(
    outcome && 'answer' in outcome && [outcome.answer.gradients.input?.level, outcome.answer.gradients.target?.level],
  ).toEqual([undefined, 'may']);
  const masked = ask('cross_entropy', {
    inputs: {
      input: tensor([
        [1, 0],
        [NaN, 0],
      ]),
      target: classes([0, -100]),
    },
    parameters: { reduction: 'none' },
    gradients: ['input'],
    upstream: [1.5, 2],
  });
  const [other] = masked.vector.outcomes;
  expect(other && 'answer' in other && [other.answer.loss.level, other.answer.gradients.input?.level]).toEqual([
    ['must', 'should'],
    ['must', 'must', 'unspecified', 'unspecified'],
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

test('clauses shown are those it was written for and those whose condition holds', () => {
  const { vector } = ask('nll_loss', nll, { shows: ['nll_loss.ignore_index.default'] });
  expect(vector.clauses).toEqual([...vector.clauses].sort());
  expect(vector.clauses).toEqual(
    expect.arrayContaining(['nll_loss.element', 'nll_loss.gradient', 'nll_loss.ignore_index.default']),
  );
  expect(vector.clauses).not.toContain('nll_loss.mean');
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

describe('generation stops', () => {
  const TOY = `loss: toy
title: Toy
summary: x.
layout: elementwise
inputs: { input: { means: x., of: [n], is: real, gradient: must, refuses: { shape: toy.a, dtype: toy.a } } }
refuses: { parameter: toy.a, gradient: toy.a }
definition: { 'loss[n]': 'input[n] * input[n]', denominator: positions }
algorithms:
  plain:
    says: x.
    grade: accurate
    gradients: { 'input[n]': 'seed[n] * (2 * input[n])' }
accuracy: { factor: 8 }
mistakes: {}
clauses: { toy.a: { level: must, says: x., source: x, shown: vector } }
points: {}
`;
  const toy = (right: string, wrong: string) => {
    const loss = readLoss('toy.yaml', TOY.replace(right, wrong));
    return answer(
      bigint,
      loss,
      loss.clauses,
      planned({
        inputs: { input: tensor([3, 1.5]) },
        parameters: { reduction: 'sum' },
        gradients: ['input'],
        upstream: 1.25,
      }),
    );
  };

  test('at nothing, where all is right', () => {
    expect(toy('x', 'x').vector.outcomes).toEqual([
      { answer: { loss: { shape: [], data: [11.25] }, gradients: { input: { shape: [2], data: [7.5, 3.75] } } } },
    ]);
  });

  test('at an algorithm whose value is not the definition’s', () => {
    expect(() =>
      toy('grade: accurate\n', "grade: accurate\n    lines: { 'loss[n]': 'input[n] * input[n] * input[n]' }\n"),
    ).toThrow("algorithm plain, alternative 0, is not equal: loss[0] is 30.375, the definition's is 11.25");
  });

  test('at one whose gradient is not', () => {
    expect(() => toy('seed[n] * (2 * input[n])', 'seed[n] * input[n]')).toThrow(
      "algorithm plain, alternative 0, is not equal: input[0] is 3.75, the definition's is 7.5",
    );
  });

  test('at an alternative that is not', () => {
    expect(() => toy('seed[n] * (2 * input[n])', 'either(seed[n] * (2 * input[n]), seed[n] * input[n])')).toThrow(
      /alternative 1, is not equal: input\[0\] is 3.75/,
    );
  });

  test('at `accurate` that is wider than promised', () => {
    const inaccurate = "grade: accurate\n    lines: { 'loss[n]': '((input[n] + 1000.1) - 1000.1) * input[n]' }\n";
    expect(() => toy('grade: accurate\n', inaccurate)).toThrow(/float64: accurate is [\d.]+ conditions wide, not 8/);
  });
});
