/** Laws are proved before they are published: what is stated wrongly is refused, what holds is put to every dtype. */
import { describe, expect, test } from 'vitest';
import { parse, parseLine } from '../spec/formula/parse.ts';
import { loadLosses } from '../spec/load.ts';
import type { Law } from '../spec/loss.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { type Asked, classes, lossNamed, question, tensor } from '../spec/testing.ts';
import { type LawInstance, planLaws, stateLaw } from './laws.ts';
import type { Planned } from './plan.ts';

const losses = loadLosses();

const planned = (asked: Asked, id = 'question'): Planned => ({
  id,
  why: 'x',
  question: question(asked),
  shows: [],
  row: false,
  extensions: new Set(),
});

interface Statement {
  readonly when?: string;
  readonly asks?: Readonly<
    Record<
      string,
      { readonly loss?: string; readonly where?: string; readonly inputs?: Readonly<Record<string, string>> }
    >
  >;
  readonly holds: Readonly<Record<string, string>>;
}

const linesOf = (lines: Readonly<Record<string, string>>) =>
  Object.entries(lines).map(([head, text]) => parseLine(head, text));

const lawOf = ({ when = '1 == 1', asks = {}, holds }: Statement): Law => ({
  name: 'stated',
  says: 'x',
  clause: 'x.y',
  when: parse(when),
  asks: new Map(
    Object.entries(asks).map(([name, { loss, where, inputs = {} }]) => [
      name,
      { ...(loss ? { loss } : {}), ...(where ? { where: parse(where) } : {}), inputs: linesOf(inputs) },
    ]),
  ),
  holds: linesOf(holds),
});

const state = (loss: string, law: Statement, asked: Asked): readonly LawInstance[] =>
  stateLaw(bigint, losses, lossNamed(loss), { law: lawOf(law), planned: planned(asked) });

const logits: Asked = {
  inputs: {
    input: tensor([
      [1, 2, -1],
      [0.5, -0.25, 3],
    ]),
    target: classes([2, 0]),
  },
  parameters: { reduction: 'none' },
  gradients: ['input'],
  upstream: [1.5, -0.5],
};
const summed: Asked = { ...logits, parameters: { reduction: 'sum' }, upstream: 1.5 };
const entries: Asked = {
  inputs: { input: tensor([1, -2, 0.5]), target: tensor([1, 0.25, 0]) },
  parameters: { reduction: 'none' },
  gradients: ['input'],
  upstream: [1.5, 2, -1],
};

const moved = { moved: { inputs: { 'input[n,c]': 'input[n,c] + 4' } } };
const mirrored = { mirrored: { inputs: { 'input[n]': '-input[n]', 'target[n]': '1 - target[n]' } } };
const halves = { first: { where: 'n + n < positions' }, second: { where: 'n + n >= positions' } };

describe('a law with a mistake in it is refused', () => {
  test.each<[says: string, loss: string, right: Statement, wrong: Statement, asked: Asked]>([
    [
      'a sum for a difference',
      'cross_entropy',
      { asks: moved, holds: { 'v[n]': 'loss[n] - moved.loss[n]' } },
      { asks: moved, holds: { 'v[n]': 'loss[n] + moved.loss[n]' } },
      logits,
    ],
    [
      'a gradient with the wrong sign',
      'binary_cross_entropy_with_logits',
      { asks: mirrored, holds: { 'v[n]': 'input_gradient[n] + mirrored.input_gradient[n]' } },
      { asks: mirrored, holds: { 'v[n]': 'input_gradient[n] - mirrored.input_gradient[n]' } },
      entries,
    ],
    [
      'a question asked with the wrong sign',
      'binary_cross_entropy_with_logits',
      { asks: mirrored, holds: { 'v[n]': 'loss[n] - mirrored.loss[n]' } },
      { asks: { mirrored: { inputs: { 'input[n]': '-input[n]' } } }, holds: { 'v[n]': 'loss[n] - mirrored.loss[n]' } },
      entries,
    ],
    [
      'a part of a sum forgotten',
      'cross_entropy',
      { asks: halves, holds: { v: 'loss - (first.loss + second.loss)' } },
      { asks: halves, holds: { v: 'loss - first.loss' } },
      summed,
    ],
    [
      'rows of a gradient that sum to 1',
      'cross_entropy',
      { holds: { 'v[n]': 'sum[c](input_gradient[n,c])' } },
      { holds: { 'v[n]': 'sum[c](input_gradient[n,c]) - 1' } },
      logits,
    ],
    [
      'the wrong classes',
      'cross_entropy',
      { holds: { 'v[n,c]': 'input_gradient[n,c] - input_gradient[n,c]' } },
      { holds: { 'v[n,c]': 'input_gradient[n,c] - input_gradient[n,classes - 1 - c]' } },
      logits,
    ],
    [
      'another loss',
      'cross_entropy',
      {
        asks: { composed: { loss: 'nll_loss', inputs: { 'input[n,c]': 'logp[n,c]' } } },
        holds: { 'v[n]': 'loss[n] - composed.loss[n]' },
      },
      { asks: { composed: { loss: 'nll_loss' } }, holds: { 'v[n]': 'loss[n] - composed.loss[n]' } },
      logits,
    ],
  ])('%s', (_, loss, right, wrong, asked) => {
    expect(state(loss, right, asked).length).toBeGreaterThan(0);
    expect(() => state(loss, wrong, asked)).toThrow(new RegExp(`spec/losses/${loss}\\.yaml: a law does not hold: `));
  });
});

describe('an instance', () => {
  const [instance] = state(
    'cross_entropy',
    {
      asks: moved,
      holds: { 'value[n]': 'loss[n] - moved.loss[n]', 'slope[n,c]': 'input_gradient[n,c] - moved.input_gradient[n,c]' },
    },
    logits,
  );

  test('asks both questions, the second with its entries changed', () => {
    expect(instance?.asks.map(({ name, loss }) => [name, loss])).toEqual([
      ['', 'cross_entropy'],
      ['moved', 'cross_entropy'],
    ]);
    expect(instance?.asks[1]?.inputs.input?.data).toEqual([5, 6, 3, 4.5, 3.75, 7]);
    expect(instance?.asks[1]?.inputs.target).toEqual(classes([2, 0]));
    expect(instance?.asks[1]?.upstream).toEqual(instance?.asks[0]?.upstream);
  });

  test('allows as much as both answers may be off, around 0', () => {
    for (const line of instance?.holds ?? []) {
      for (const [low, high] of Object.values(line.allowed)) {
        expect(low).toHaveLength(line.sums.length);
        for (const [entry, end] of low.entries()) {
          expect(Number(end)).toBeLessThanOrEqual(0);
          expect(Number(high[entry])).toBeGreaterThanOrEqual(0);
        }
      }
    }
    // Two losses of about 3 and 3 with some forty u of error each, in u = 2^-24.
    const [low = 0] = instance?.holds[0]?.allowed.float32?.[0] ?? [];
    expect(-Number(low) / 2 ** -24).toBeGreaterThan(10);
    expect(-Number(low) / 2 ** -24).toBeLessThan(200);
  });

  test('holds for every dtype that holds the questions', () => {
    expect(instance?.dtypes).toEqual(expect.arrayContaining(['float64', 'float32']));
    const offset = { moved: { inputs: { 'input[n,c]': 'input[n,c] + 4096' } } };
    const [far] = state('cross_entropy', { asks: offset, holds: { 'v[n]': 'loss[n] - moved.loss[n]' } }, logits);
    expect(far?.dtypes).toEqual(expect.arrayContaining(['float64', 'float32']));
    expect(far?.dtypes).not.toContain('bfloat16'); // 4096 + 0.25 takes fifteen bits
  });
});

test('a law about infinite answers is not stated', () => {
  const masked = {
    ...logits,
    inputs: {
      ...logits.inputs,
      input: tensor([
        [1, 2, -Infinity],
        [0, 0, 0],
      ]),
    },
  };
  expect(state('cross_entropy', { holds: { 'v[n]': 'loss[n] - loss[n]' } }, masked)).toEqual([]);
});

test('a law is put to questions it speaks of, a few of them, spread evenly', () => {
  const loss = lossNamed('cross_entropy');
  const many = Array.from({ length: 40 }, (_, index) => planned(index % 2 === 0 ? logits : summed, `q${index}`));
  const plans = planLaws(
    {
      ...loss,
      laws: new Map([
        ['stated', lawOf({ when: 'reduction is none', holds: { 'v[n]': 'sum[c](input_gradient[n,c])' } })],
      ]),
    },
    many,
  );
  expect(plans.length).toBeGreaterThan(3);
  expect(plans.length).toBeLessThan(10);
  expect(plans.every(({ planned: { question } }) => question.parameters.reduction === 'none')).toBe(true);
  expect(new Set(plans.map(({ planned: { id } }) => id)).size).toBe(plans.length);
  const without = many.map((one) => ({
    ...one,
    question: { inputs: one.question.inputs, parameters: one.question.parameters, gradients: [] },
  }));
  const needing = lawOf({ holds: { 'v[n]': 'sum[c](input_gradient[n,c])' } });
  expect(planLaws({ ...loss, laws: new Map([['stated', needing]]) }, without)).toEqual([]); // no gradient, no law about it
});
