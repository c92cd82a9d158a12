/** What tests of answered questions share: a planned question of few words, and its answer. */
import { bigint } from '../spec/oracle/bigint.ts';
import { type Asked, classes, lossNamed, question, tensor } from '../spec/testing.ts';
import { answer } from './answer.ts';
import type { Planned } from './plan.ts';

export const planned = (asked: Asked, more: Partial<Planned> = {}): Planned => ({
  id: 'a_question',
  why: 'Because',
  question: question(asked),
  shows: [],
  row: false,
  extensions: new Set(['binary_ignore_index']),
  ...more,
});

export const ask = (name: string, asked: Asked, more?: Partial<Planned>) => {
  const loss = lossNamed(name);
  return answer(bigint, loss, loss.clauses, planned(asked, more));
};

export const nll: Asked = {
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
