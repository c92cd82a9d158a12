/** What mistakes of every kind make of a question, told from the YAML that states them. */
import { expect, test } from 'vitest';
import { readLoss } from './load.ts';
import type { Loss, Manner } from './loss.ts';
import { type Behaviour, Situation } from './mistaken.ts';
import { bigint } from './oracle/bigint.ts';
import { exactValues } from './oracle/exact.ts';
import { program } from './program.ts';
import { type Asked, classes, question, tensor } from './testing.ts';

const sheet = (mistake: string): string => `
loss: picked
title: Picked
summary: Minus the score of the class.
layout: class_positions
inputs:
  input: { means: Scores., of: [n, c], is: real, gradient: must, refuses: { shape: picked.bad, dtype: picked.bad } }
  target: { means: Classes., of: [n], is: integer, refuses: { shape: picked.bad, dtype: picked.bad } }
refuses: { parameter: picked.bad, gradient: picked.bad }
requires:
  - that: all[n](0 <= target[n] and target[n] < classes)
    clause: picked.range
definition:
  loss[n]: -input[n,target[n]]
  denominator: positions
algorithms:
  plain: { says: As it stands., grade: standard }
accuracy: { factor: 1 }
mistakes:
  wrong:
    says: It is wrong.
    seen: [somebody/something#1]
${mistake
  .trim()
  .split('\n')
  .map((line) => `    ${line.trim()}`)
  .join('\n')}
clauses:
  picked.bad: { level: must, says: No., source: none, shown: none, reason: a test }
  picked.range: { level: must, says: No., source: none, shown: none, reason: a test }
points: {}
`;

const input = tensor([
  [1, 2, 4],
  [8, 16, 32],
]);
const asked: Asked = {
  inputs: { input, target: classes([2, 0]) },
  parameters: { reduction: 'none' },
  gradients: ['input'],
  upstream: [3, 5],
};

function behaviour(loss: Loss, one: Asked, manner?: Manner): Behaviour | undefined {
  return new Situation(loss, question(one), new Set()).behaviours([...loss.mistakes.values()], manner)[0];
}

function answerOf(one: Behaviour | undefined): Record<string, readonly number[]> {
  if (one?.kind !== 'answers' || !one.computes) throw new Error('it answers nothing that can be computed');
  const { loss, gradients } = program(one.computes.bound, one.computes.variant);
  const values = [...gradients].map(([name, nodes]) => [name, exactValues(bigint, nodes)] as const);
  return { loss: exactValues(bigint, loss), ...Object.fromEntries(values) };
}

const right = { loss: [-4, -8], input: [0, 0, -3, -5, 0, 0] };

test.each<[says: string, mistake: string, answer: Record<string, readonly number[]>]>([
  [
    'value lines are patched, and the gradient is theirs',
    'in: plain\nlines: { "loss[n]": "-2 * input[n,target[n]]" }',
    { loss: [-8, -16], input: [0, 0, -6, -10, 0, 0] },
  ],
  [
    'gradient lines are patched, and the value stays',
    'in: plain\ngradients: { "input[n,c]": "upstream[n]" }',
    { loss: [-4, -8], input: [3, 3, 3, 5, 5, 5] },
  ],
  [
    'scores are read column by column: value and gradient follow',
    'in: plain\ninputs: { "input[n,c]": "flat(input, n + positions * c)" }',
    { loss: [-16, -2], input: [0, -5, 0, 0, -3, 0] },
  ],
  [
    'a class is read as its neighbour, and the reading may speak of what was given',
    'in: plain\ninputs: { "target[n]": "remainder(target[n] + 1, classes)" }',
    { loss: [-1, -16], input: [-3, 0, 0, 0, -5, 0] },
  ],
  [
    'a quotient of whole numbers is one',
    'in: plain\ninputs: { "target[n]": "quotient(target[n], 2)" }',
    { loss: [-2, -8], input: [0, -3, 0, -5, 0, 0] },
  ],
])('%s', (_, mistake, answer) => {
  expect(answerOf(behaviour(readLoss('picked.yaml', sheet(mistake)), asked))).toEqual(answer);
});

test('a value kept in half is rounded there, with slope 1', () => {
  const loss = readLoss('picked.yaml', sheet('in: plain\nlines: { "loss[n]": "-bfloat16(input[n,target[n]])" }'));
  const fine = tensor([
    [1, 2, 4],
    [1.001, 16, 32],
  ]);
  const answer = answerOf(behaviour(loss, { ...asked, inputs: { ...asked.inputs, input: fine } }));
  expect(answer).toEqual({ loss: [-4, -1], input: right.input });
});

test('it refuses what is legal where its claim holds, and nowhere else', () => {
  const loss = readLoss('picked.yaml', sheet('refuses: exists[n](target[n] == 0)'));
  expect(behaviour(loss, asked)).toEqual({ kind: 'refuses' });
  expect(answerOf(behaviour(loss, { ...asked, inputs: { input, target: classes([2, 1]) } })).loss).toEqual([-4, -16]);
});

test('it answers what a clause refuses, by the lines it has', () => {
  const loss = readLoss(
    'picked.yaml',
    sheet('answers: [picked.range]\nin: plain\ninputs: { "target[n]": "min(target[n], classes - 1)" }'),
  );
  const beyond = { ...asked, inputs: { input, target: classes([7, 0]) } };
  expect(behaviour(readLoss('picked.yaml', sheet('refuses: rank(input) == 9')), beyond)).toEqual({ kind: 'refuses' });
  expect(answerOf(behaviour(loss, beyond))).toEqual(right);
});

test('what has no meaning is answered, nobody knows how', () => {
  const loss = readLoss('picked.yaml', sheet('answers: [picked.bad]'));
  const flat = { ...asked, inputs: { input, target: classes([2]) } };
  expect(behaviour(loss, flat)).toEqual({ kind: 'answers', changes: false });
});

test('inputs are changed where they are given', () => {
  const one = behaviour(readLoss('picked.yaml', sheet('changes: [target]')), asked);
  expect(one).toMatchObject({ kind: 'answers', changes: true });
});

test('a mistake made only in one manner is not made otherwise', () => {
  const loss = readLoss('picked.yaml', sheet('asked: strided\nin: plain\nlines: { "loss[n]": "0" }'));
  expect(answerOf(behaviour(loss, asked))).toEqual(right);
  expect(answerOf(behaviour(loss, asked, 'again'))).toEqual(right);
  expect(answerOf(behaviour(loss, asked, 'strided')).loss).toEqual([0, 0]);
});

test.each([
  ['a mistake that does nothing wrong', 'within: nothing is wrong', 'nothing is wrong with it'],
  ['lines without an algorithm', 'lines: { "loss[n]": "0" }', 'say in which algorithm'],
  ['a clause that is none', 'answers: [picked.rage]', 'no clause has the id "picked.rage"'],
  ['an input that is none', 'changes: [targets]', '"targets" is no input; there are: input, target'],
  ['a reading of what is no input', 'in: plain\ninputs: { "total[n]": "1" }', '"total" is no input'],
  ['flat of what is no input', 'in: plain\nlines: { "loss[n]": "flat(total, 0)" }', '"total" is no input'],
])('%s is an error that says so', (_, mistake, message) => {
  expect(() => readLoss('picked.yaml', sheet(mistake))).toThrow(message);
});
