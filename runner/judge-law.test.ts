/** What the judge says of a law, on one made by hand: two questions whose losses add up to 10, within −2 and 4. */
import { expect, test } from 'vitest';
import type { Interval } from '../vectors/format.ts';
import { judgeLaw } from './judge-law.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { LawCase } from './suite.ts';

const hello: Hello = { protocol: 1, name: 'x', version: '1', profiles: ['float64'], gradients: true, losses: {} };
const within: Interval = [[-2], [4]];

function law(
  allowed: Readonly<Record<string, Interval>> = { float64: within },
  gradients: readonly string[] = [],
): LawCase {
  const question = { loss: 'l', inputs: { input: { shape: [1], data: [0] } }, parameters: {}, gradients };
  const sums = [[[1, 'loss', 0] as const, [1, 'other.loss', 0] as const, [-10] as const]];
  return {
    address: 'l/law/float64',
    loss: 'l',
    dtype: 'float64',
    instance: {
      id: 'law',
      law: 'ten',
      clause: 'l.ten',
      dtypes: ['float64'],
      asks: [
        { ...question, name: '' },
        { ...question, name: 'other', gradients: [] },
      ],
      holds: [{ says: 'loss + other.loss - 10', sums, allowed }],
    },
  };
}

const answer = (data: Answer['loss']['data'], gradients?: Answer['gradients']): Outcome => ({
  kind: 'answer',
  answer: { loss: { dtype: 'float64', shape: [data.length], data }, ...(gradients && { gradients }) },
  milliseconds: 1,
});
const judged = (first: Outcome, other: Outcome | undefined, one = law(), subject = hello) =>
  judgeLaw(one, new Map([['', first], ...(other ? [['other', other] as const] : [])]), subject);

test('it is kept up to both ends of what is allowed', () => {
  for (const value of [0, 4, -2]) {
    expect(judged(answer([6]), answer([4 + value]))).toEqual({
      address: 'l/law/float64',
      loss: 'l',
      dtype: 'float64',
      outcome: 'answer',
      status: 'passed',
      profile: 'float64',
      misses: [],
      deviations: [],
      worst: 0,
      unjudged: 0,
    });
  }
});

test('beyond an end it is broken, by so many times what that end allows', () => {
  const table: [value: number, distance: number][] = [
    [5, 1.25],
    [-3, 1.5],
  ];
  for (const [value, distance] of table) {
    const verdict = judged(answer([6]), answer([4 + value]));
    expect(verdict).toMatchObject({ status: 'failed', reason: 'does not keep the law ten', outcome: 'answer' });
    expect(verdict.deviations).toEqual([
      {
        ...{ output: 'loss + other.loss - 10', entry: 0, level: 'must', answered: value, expected: 0 },
        ...{ low: -2, high: 4, distance },
      },
    ]);
  }
});

test('one claimed profile that allows it is enough', () => {
  const eager = { ...hello, profiles: ['float16', 'float16-eager'] };
  const one = { ...law({ float16: [[0], [0]], 'float16-eager': within }), dtype: 'float16' as const };
  const half = (value: number): Outcome => ({
    kind: 'answer',
    answer: { loss: { dtype: 'float16', shape: [1], data: [value] } },
    milliseconds: 1,
  });
  expect(judged(half(6), half(7), one, eager)).toMatchObject({ status: 'passed', profile: 'float16-eager' });
  expect(judged(half(6), half(9), one, eager)).toMatchObject({ status: 'failed' });
});

test('what is no answer to one of its questions fails with what came of that question', () => {
  const kept = answer([5]);
  const refused: Outcome = { kind: 'refused', message: 'no' };
  const table: [first: Outcome, other: Outcome | undefined, outcome: Outcome['kind'], reason: string][] = [
    [refused, kept, 'refused', "the law's first question has no answer: refused, no"],
    [kept, refused, 'refused', 'the law\'s question "other" has no answer: refused, no'],
    [kept, undefined, 'answer', 'the law\'s question "other" has no answer: it was never asked'],
    [answer([]), kept, 'answer', 'loss has no entry 0'],
    [kept, answer([]), 'answer', 'other.loss has no entry 0'],
    [kept, answer([5, 'NaN']), 'answer', 'other.loss is not finite'],
  ];
  for (const [first, other, outcome, reason] of table) {
    expect(judged(first, other)).toMatchObject({ status: 'failed', outcome, reason });
  }
});

test('a subject that never got to answer is not judged; one that broke is', () => {
  const table: [other: Outcome, status: string, reason: string][] = [
    [{ kind: 'declined', reason: 'hard' }, 'failed', 'declined, hard'],
    [{ kind: 'failed', message: 'out of memory' }, 'failed', 'failed, out of memory'],
    [{ kind: 'no-answer', because: 'died', detail: 'exited with code 3' }, 'failed', 'exited with code 3'],
    [
      { kind: 'no-answer', because: 'interrupted', detail: 'the run was interrupted' },
      'unanswered',
      'the run was interrupted',
    ],
  ];
  for (const [other, status, why] of table) {
    const reason = `the law's question "other" has no answer: ${why}`;
    expect(judged(answer([6]), other)).toMatchObject({ status, outcome: other.kind, reason });
  }
});

test('an answer that changed its inputs, or is of another dtype or shape, is none', () => {
  const loss = { dtype: 'float64', shape: [1], data: [4] } as const;
  const saying = (changed: Partial<Answer>): Outcome => ({
    kind: 'answer',
    answer: { loss, ...changed },
    milliseconds: 1,
  });
  const single = saying({ loss: { ...loss, dtype: 'float32' } });
  const wide = { input: { ...loss, shape: [1, 1] } };
  expect(judged(answer([6]), saying({ unchanged: true })).status).toBe('passed');
  expect(judged(answer([6]), saying({ unchanged: false })).reason).toBe('changed its inputs; work on a copy');
  expect(judged(answer([6]), single).reason).toBe(
    'in the answer to the law\'s question "other" the loss is float32, not float64',
  );
  expect(judged(saying({ gradients: wide }), answer([6]), law(undefined, ['input'])).reason).toBe(
    "in the answer to the law's first question the gradient of input has shape [1, 1], not [1]",
  );
});

test('a gradient that the law asks for must be there', () => {
  const one = law(undefined, ['input']);
  const gradient = { dtype: 'float64', shape: [1], data: [0] } as const;
  const missing = {
    status: 'failed',
    reason: "in the answer to the law's first question the gradient of input is missing",
  };
  expect(judged(answer([6], { input: gradient }), answer([4]), one).status).toBe('passed');
  expect(judged(answer([6]), answer([4]), one)).toMatchObject(missing);
  expect(judged(answer([6], {}), answer([4]), one)).toMatchObject(missing);
});
