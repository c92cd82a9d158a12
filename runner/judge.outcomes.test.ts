/** Which outcomes the judge takes: an answer, a refusal, one of several, and what is none of these. */
import { expect, test } from 'vitest';
import type { Outcome as Allowed } from '../vectors/format.ts';
import { answered, exactly, made, number, refusal, refused, say, saying, three } from './judge.testing.ts';
import type { Outcome } from './session.ts';

const missing: Allowed = { refused: 'l.wish', misses: 'l.wish' };
const eight: Allowed = { answer: { loss: { shape: [], data: [8] }, gradients: {} } };
const slack: Allowed = { ...eight, misses: 'l.wish' };

test('a refusal is right where it is among the allowed outcomes; an answer where an answer is', () => {
  const table: [allowed: readonly Allowed[], outcome: Outcome, status: string, misses: readonly string[]][] = [
    [[eight], saying(8), 'passed', []],
    [[eight], refusal, 'failed', []],
    [[refused], refusal, 'passed', []],
    [[refused], saying(8), 'failed', []],
    [[eight, refused], refusal, 'passed', []],
    [[eight, refused], saying(8), 'passed', []],
    [[eight, refused], saying(9), 'failed', []],
    [[eight, missing], refusal, 'passed', ['l.wish']],
    [[eight, missing, refused], refusal, 'passed', []],
    [[refused, slack], saying(8), 'passed', ['l.wish']],
    [[refused, slack], refusal, 'passed', []],
    [[refused, slack], saying(9), 'failed', ['l.wish']],
  ];
  for (const [outcomes, outcome, status, misses] of table) {
    const verdict = say(made({ outcomes }), outcome);
    expect([verdict.status, verdict.misses]).toEqual([status, misses]);
    const strict = say(made({ outcomes }), outcome, { level: 'should' });
    expect(strict.status).toBe(misses.length > 0 ? 'failed' : status);
  }
  expect(say(made({ outcomes: [refused] }), saying(8)).reason).toBe('answered a question that l.rule refuses');
  expect(say(made({}), refusal).reason).toBe('refused a legal question: no');
});

test('of several allowed answers the one that is kept best counts', () => {
  const nine: Allowed = { answer: { loss: { shape: [], data: [9] }, gradients: {} } };
  const acceptance = new Map([['float64', [{ loss: exactly(8) }, { loss: exactly(9) }]]]);
  for (const [outcomes, value, misses] of [
    [[slack, nine], 9, []],
    [[slack, nine], 8, ['l.wish']],
    [[refused, slack, nine], 9, []],
  ] as const) {
    expect(say(made({ outcomes, acceptance }), saying(value))).toMatchObject({ status: 'passed', misses });
  }
  const wide = new Map([['float64', [{ loss: three }, { loss: three }]]]);
  const verdict = say(made({ outcomes: [slack, eight], acceptance: wide }), saying(8), { level: 'should' });
  expect(verdict).toMatchObject({ status: 'passed', misses: [] });
});

test('what is no answer fails, and says why', () => {
  const table: [outcome: Outcome, status: string, reason: RegExp][] = [
    [{ kind: 'declined', reason: 'too hard' }, 'failed', /declined what its hello claims: too hard/],
    [{ kind: 'failed', message: 'out of memory' }, 'failed', /failed: out of memory/],
    [{ kind: 'broken', detail: 'no JSON' }, 'failed', /broke the protocol: no JSON/],
    [{ kind: 'no-answer', because: 'died', detail: 'exited with code 3' }, 'failed', /no answer: exited with code 3/],
    [{ kind: 'no-answer', because: 'silent', detail: 'said nothing' }, 'failed', /no answer: said nothing/],
    [{ kind: 'no-answer', because: 'too much', detail: 'a long line' }, 'failed', /a long line/],
    [{ kind: 'no-answer', because: 'nothing but garbage', detail: 'babble' }, 'failed', /babble/],
    [{ kind: 'no-answer', because: 'budget spent', detail: 'often' }, 'unanswered', /often/],
    [{ kind: 'no-answer', because: 'not restarted', detail: 'gone' }, 'unanswered', /gone/],
    [{ kind: 'no-answer', because: 'interrupted', detail: 'stop' }, 'unanswered', /stop/],
  ];
  for (const [outcome, status, reason] of table) {
    const verdict = say(made({}), outcome);
    expect([verdict.status, verdict.outcome]).toEqual([status, outcome.kind]);
    expect(verdict.reason).toMatch(reason);
  }
});

test('changed inputs fail, though the answer be right', () => {
  for (const unchanged of [true, false]) {
    const verdict = say(made({}), answered({ loss: number(8), unchanged }));
    expect(verdict.status).toBe(unchanged ? 'passed' : 'failed');
    expect(verdict.reason).toBe(unchanged ? undefined : 'changed its inputs; work on a copy');
  }
});
