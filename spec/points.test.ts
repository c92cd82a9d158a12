/** From points as people write them to whole questions. */
import { expect, test } from 'vitest';
import type { Loss } from './loss.ts';
import { completeQuestion, expandPoint } from './points.ts';
import { classes, lossNamed, question, tensor } from './testing.ts';

const fail = (problem: string): never => {
  throw new Error(problem);
};

test('nested lists become a shape and row-major data; words stand for what JSON lacks', () => {
  const [point] = expandPoint(
    'p',
    {
      why: 'x',
      inputs: {
        a: [
          [1, Infinity],
          [-0, NaN],
        ],
        b: 2,
        c: [],
      },
    },
    fail,
  );
  expect(point?.question.inputs).toEqual({
    a: { shape: [2, 2], data: [1, 'Infinity', '-0', 'NaN'] },
    b: { shape: [], data: [2] },
    c: { shape: [0], data: [] },
  });
});

test('a tensor may say its dtype, its shape, or one value for all its entries', () => {
  const inputs = {
    a: { dtype: 'int32', data: [[1], [2]] },
    b: { shape: [0, 3], data: [] },
    c: { shape: [2, 2], fill: -Infinity },
  } as const;
  const [point] = expandPoint('p', { why: 'x', inputs }, fail);
  expect(point?.question.inputs).toEqual({
    a: { dtype: 'int32', shape: [2, 1], data: [1, 2] },
    b: { shape: [0, 3], data: [] },
    c: { shape: [2, 2], data: ['-Infinity', '-Infinity', '-Infinity', '-Infinity'] },
  });
});

test('each combination of values is a point of its own, named by them; "absent" leaves a parameter out', () => {
  const each = { reduction: ['none', 'sum'], margin: ['absent', 0.5, ''] };
  const points = expandPoint('p', { why: 'x', inputs: {}, parameters: { beta: 1 }, each }, fail);
  expect(points.map(({ name, question: { parameters } }) => [name, parameters])).toEqual([
    ['p-none-absent', { beta: 1, reduction: 'none' }],
    ['p-none-0.5', { beta: 1, reduction: 'none', margin: 0.5 }],
    ['p-none-empty', { beta: 1, reduction: 'none', margin: '' }],
    ['p-sum-absent', { beta: 1, reduction: 'sum' }],
    ['p-sum-0.5', { beta: 1, reduction: 'sum', margin: 0.5 }],
    ['p-sum-empty', { beta: 1, reduction: 'sum', margin: '' }],
  ]);
});

test('without gradients named, all are asked for', () => {
  const [all] = expandPoint('p', { why: 'x', inputs: {} }, fail);
  const [none] = expandPoint('p', { why: 'x', inputs: {}, gradients: [] }, fail);
  expect([all?.allGradients, none?.allGradients]).toEqual([true, undefined]);
});

const complete = (loss: Loss, name: string, inputs: Parameters<typeof question>[0]['inputs'], parameters = {}) =>
  completeQuestion(loss, name, question({ inputs, parameters }), true);

test('what holds whole numbers gets int64, told by rank where the mode decides', () => {
  const input = tensor([
    [1, 2],
    [3, 4],
  ]);
  const crossEntropy = lossNamed('cross_entropy');
  expect(complete(crossEntropy, 'p', { input, target: tensor([0, 1]) }).inputs.target).toEqual(classes([0, 1]));
  expect(complete(crossEntropy, 'p', { input, target: input }).inputs.target).toEqual(input);
  expect(complete(lossNamed('nll_loss'), 'p', { input, target: tensor([[0, 1]]) }).inputs.target?.dtype).toBe('int64');
});

test('the gradient from above is never 1, differs under none, and follows from the point’s name alone', () => {
  const inputs = {
    input: tensor([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]),
    target: classes([0, 1, 1, 0]),
  };
  const loss = lossNamed('nll_loss');
  const none = complete(loss, 'p', inputs, { reduction: 'none' });
  expect(none.gradients).toEqual(['input']);
  expect(none.upstream?.shape).toEqual([4]);
  expect(none.upstream?.data).not.toContain(1);
  expect(new Set(none.upstream?.data).size).toBeGreaterThan(1);
  expect(complete(loss, 'p', inputs, { reduction: 'none' })).toEqual(none);
  expect(complete(loss, 'q', inputs, { reduction: 'none' }).upstream).not.toEqual(none.upstream);
  expect(complete(loss, 'p', inputs).upstream?.shape).toEqual([]);
});

test('a refused question is left without gradients', () => {
  const { gradients, upstream } = complete(lossNamed('nll_loss'), 'p', { input: tensor(1), target: classes(0) });
  expect([gradients, upstream]).toEqual([[], undefined]);
});
