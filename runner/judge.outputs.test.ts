/** What the judge asks of each output: its level, its dtype and shape, and that it is there. */
import { expect, test } from 'vitest';
import type { Level } from '../spec/question.ts';
import type { Tensor } from '../spec/tensor.ts';
import { answered, exactly, hello, made, number, output, say, saying, tensor } from './judge.testing.ts';

test('the level of an entry says whether its being wrong fails, counts as a miss, or is nothing', () => {
  const table: [level: Level | readonly Level[] | undefined, status: string, misses: number, deviations: number][] = [
    [undefined, 'failed', 0, 1],
    ['must', 'failed', 0, 1],
    ['should', 'passed', 1, 1],
    ['may', 'passed', 0, 1],
    ['unspecified', 'passed', 0, 0],
    [['must', 'unspecified'], 'passed', 0, 0],
    [['unspecified', 'must'], 'failed', 0, 1],
    [['must', 'should'], 'passed', 1, 1],
  ];
  for (const [level, status, misses, deviations] of table) {
    const verdict = say(made({ gradient: output(level, 1, 2) }), saying(8, tensor(1, 99)));
    expect([level, verdict.status, verdict.misses.length, verdict.deviations.length]).toEqual([
      level,
      status,
      misses,
      deviations,
    ]);
  }
});

test('a missing gradient is wrong where it must be there, a miss where it should be', () => {
  const table: [level: Level | readonly Level[] | undefined, status: string, misses: readonly string[]][] = [
    [undefined, 'failed', []],
    [['should', 'must'], 'failed', []],
    ['should', 'passed', ['the gradient of input is missing']],
    [['may', 'should'], 'passed', ['the gradient of input is missing']],
    ['may', 'passed', []],
    ['unspecified', 'passed', []],
  ];
  for (const [level, status, misses] of table) {
    const verdict = say(made({ gradient: output(level, 1, 2) }), saying(8));
    expect([level, verdict.status, verdict.misses]).toEqual([level, status, misses]);
  }
  const empty = made({ gradient: output(undefined), intervals: { input: exactly() } });
  expect(say(empty, saying(8))).toMatchObject({ status: 'failed', reason: 'the gradient of input is missing' });
  expect(say(empty, saying(8, tensor())).status).toBe('passed');
  const wished = made({ gradient: output('should'), intervals: { input: exactly() } });
  expect(say(wished, saying(8)).misses).toEqual(['the gradient of input is missing']);
});

test('a subject without gradients is judged by its losses, and the report knows what was not', () => {
  const verdict = say(made({ gradient: output('must', 1, 2) }), saying(8), {}, { ...hello, gradients: false });
  expect(verdict).toMatchObject({ status: 'passed', unjudged: 1, grade: 'accurate' });
});

test('a wrong dtype or shape fails, whatever the numbers', () => {
  const right = { dtype: 'float64', shape: [2], data: [1, 2] } as const;
  const table: [loss: Tensor, gradient: Tensor, reason: string | undefined][] = [
    [number(8), right, undefined],
    [{ ...number(8), dtype: 'float32' }, right, 'the loss is float32, not float64'],
    [{ ...number(8), shape: [1] }, right, 'the loss has shape [1], not []'],
    [{ ...number(8), shape: [1, 1] }, right, 'the loss has shape [1, 1], not []'],
    [number(8), { ...right, dtype: 'float16' }, 'the gradient of input is float16, not float64'],
    [number(8), { ...right, shape: [2, 1] }, 'the gradient of input has shape [2, 1], not [2]'],
    [number(8), { ...right, shape: [1, 2] }, 'the gradient of input has shape [1, 2], not [2]'],
  ];
  for (const [loss, gradient, reason] of table) {
    const verdict = say(made({ gradient: output('must', 1, 2) }), answered({ loss, gradients: { input: gradient } }));
    expect(verdict.reason).toBe(reason);
    expect(verdict.status).toBe(reason === undefined ? 'passed' : 'failed');
  }
  const may = made({ gradient: output('may', 1, 2) });
  expect(say(may, answered({ loss: number(8), gradients: { input: { ...right, shape: [1] } } })).status).toBe('failed');
  const square = made({ loss: { shape: [1, 1], data: [8] } });
  expect(say(square, saying(8)).reason).toBe('the loss has shape [], not [1, 1]');
});
