/** What a run may ask of the judge: a grade, a level, another dialect. */
import { expect, test } from 'vitest';
import type { Grade } from '../spec/loss.ts';
import type { Outcome as Allowed } from '../vectors/format.ts';
import { exactly, made, output, refusal, refused, say, saying, tensor, three } from './judge.testing.ts';

test('by a dialect that says nothing of a vector the base holds, and one may leave no outcome', () => {
  expect(say(made({}), saying(8), { dialect: 'alpha' }).status).toBe('passed');
  expect(say(made({ dialects: { alpha: [] } }), saying(8), { dialect: 'alpha' })).toMatchObject({
    status: 'failed',
    reason: 'answered a question that the dialect refuses',
  });
});

test('--grade fails what is less careful, --level should what misses a wish', () => {
  const grades: [grade: Grade, value: number, passes: boolean][] = [
    ['accurate', 9, true],
    ['accurate', 10, false],
    ['standard', 10, true],
    ['standard', 11, false],
    ['lenient', 11, true],
  ];
  for (const [grade, value, passes] of grades) {
    const verdict = say(made({ intervals: { loss: three } }), saying(value), { grade });
    expect([grade, value, verdict.status === 'passed']).toEqual([grade, value, passes]);
  }
  expect(say(made({ intervals: { loss: three } }), saying(11), { grade: 'standard' }).reason).toBe(
    'is lenient, not standard',
  );
  const one = made({ gradient: output('should', 1, 2) });
  expect(say(one, saying(8, tensor(1, 3))).status).toBe('passed');
  expect(say(one, saying(8, tensor(1, 3)), { level: 'should' })).toMatchObject({
    status: 'failed',
    reason: 'misses a "should": the gradient of input is not what it should be',
  });
});

test('a dialect has outcomes of its own, and their acceptance lies behind that of the base and of dialects before it', () => {
  const saysValue = (value: number): Allowed => ({ answer: { loss: { shape: [], data: [value] }, gradients: {} } });
  const one = made({
    outcomes: [refused, saysValue(1), saysValue(2)],
    dialects: { alpha: [saysValue(3)], aleph: [refused], beta: [], gamma: [refused, saysValue(4), saysValue(5)] },
    acceptance: new Map([['float64', [1, 2, 3, 4, 5].map((value) => ({ loss: exactly(value) }))]]),
  });
  const allowed: Readonly<Record<string, readonly number[]>> = {
    base: [1, 2],
    alpha: [3],
    aleph: [],
    gamma: [4, 5],
    delta: [1, 2],
    beta: [],
  };
  for (const [dialect, values] of Object.entries(allowed)) {
    for (const value of [1, 2, 3, 4, 5]) {
      const verdict = say(one, saying(value), dialect === 'base' ? {} : { dialect });
      expect([dialect, value, verdict.status === 'passed']).toEqual([dialect, value, values.includes(value)]);
    }
  }
  expect(say(one, refusal, { dialect: 'alpha' }).status).toBe('failed');
  expect(say(one, refusal, { dialect: 'gamma' }).status).toBe('passed');
});
