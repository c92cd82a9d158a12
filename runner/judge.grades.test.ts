/** What the judge makes of numbers: which grade allows them, and how far off they are. */
import { expect, test } from 'vitest';
import type { Grade } from '../spec/loss.ts';
import type { Level } from '../spec/question.ts';
import type { Scalar } from '../spec/tensor.ts';
import type { Intervals } from '../vectors/format.ts';
import { answered, exactly, hello, made, output, say, saying, tensor, three } from './judge.testing.ts';
import type { Outcome } from './session.ts';
import type { Case } from './suite.ts';

test('a loss has the narrowest grade that allows it, and fails outside them all', () => {
  const table: [value: Scalar, grade: Grade | undefined, worst: number][] = [
    [8, 'accurate', 0],
    [9, 'accurate', 0.25],
    [7, 'accurate', 0.25],
    [9.5, 'standard', 0.375],
    [6, 'standard', 0.5],
    [4, 'lenient', 1],
    [12, 'lenient', 1],
    [12.000001, undefined, 0],
    [3.999999, undefined, 0],
    ['NaN', undefined, 0],
    ['Infinity', undefined, 0],
    ['-Infinity', undefined, 0],
  ];
  for (const [value, grade, worst] of table) {
    const verdict = say(made({ intervals: { loss: three } }), saying(value));
    expect([value, verdict.status, verdict.grade, verdict.worst]).toEqual([
      value,
      grade ? 'passed' : 'failed',
      grade,
      worst,
    ]);
  }
});

test('what is allowed on each side is measured by itself', () => {
  const lopsided: Intervals = { accurate: [[6], [16]] };
  for (const value of [7, 12]) expect(say(made({ intervals: { loss: lopsided } }), saying(value)).worst).toBe(0.5);
});

test('a failure tells the entry, what was answered, and how far it is off', () => {
  const verdict = say(made({ intervals: { loss: three } }), saying(16));
  expect(verdict).toMatchObject({ status: 'failed', reason: 'the loss is wrong in 1 of 1', outcome: 'answer' });
  expect(verdict.deviations).toEqual([
    { output: 'loss', entry: 0, level: 'must', answered: 16, expected: 8, low: 4, high: 12, distance: 2 },
  ]);
});

test('a grade that is left out equals the next narrower one', () => {
  const table: [intervals: Intervals, value: number, grade: Grade | undefined][] = [
    [{ accurate: [[7], [9]] }, 9, 'accurate'],
    [{ accurate: [[7], [9]] }, 10, undefined],
    [{ accurate: [[7], [9]], lenient: [[4], [12]] }, 10, 'lenient'],
    [{ accurate: [[7], [9]], standard: [[4], [12]] }, 10, 'standard'],
  ];
  for (const [loss, value, grade] of table) expect(say(made({ intervals: { loss } }), saying(value)).grade).toBe(grade);
});

test('without accurate that grade promises nothing, and what is outside the others fails all the same', () => {
  const one = made({ intervals: { loss: { standard: [[6], [10]], lenient: [[4], [12]] } } });
  expect(say(one, saying(9))).toMatchObject({ status: 'passed', worst: 0.25 });
  expect(say(one, saying(9)).grade).toBeUndefined();
  expect(say(one, saying(9), { grade: 'accurate' }).status).toBe('passed');
  expect(say(one, saying(11))).toMatchObject({ status: 'passed', grade: 'lenient' });
  expect(say(one, saying(11), { grade: 'standard' }).status).toBe('failed');
  expect(say(one, saying(13)).status).toBe('failed');
  expect(say(made({ intervals: { loss: { standard: [[6], [10]] } } }), saying(11)).status).toBe('failed');
});

test('an output for which nothing is stored cannot pass', () => {
  const verdict = say(made({ intervals: { loss: {} } }), saying(8));
  expect(verdict.status).toBe('failed');
  expect(verdict.deviations).toMatchObject([{ low: Number.NaN, high: Number.NaN }]);
});

test('numbers that are none have to be right', () => {
  const table: [truth: Scalar, answer: Scalar, passes: boolean][] = [
    ['NaN', 'NaN', true],
    ['NaN', 0, false],
    ['NaN', 'Infinity', false],
    ['Infinity', 'Infinity', true],
    ['Infinity', '-Infinity', false],
    ['Infinity', Number.MAX_VALUE, false],
    ['Infinity', 'NaN', false],
    ['-Infinity', '-Infinity', true],
    [0, '-0', true],
    ['-0', 0, true],
    [0, 5e-324, false],
  ];
  for (const [truth, answer, passes] of table) {
    const one = made({ loss: { shape: [], data: [truth] }, intervals: { loss: exactly(truth) } });
    const verdict = say(one, saying(answer));
    expect([truth, answer, verdict.status === 'passed']).toEqual([truth, answer, passes]);
    if (passes) expect(verdict.worst).toBe(0);
    else expect(verdict.deviations[0]?.distance).toBe(Number.POSITIVE_INFINITY);
  }
});

test('the distance is from the exact answer rounded to the dtype, which is as near as an answer can be', () => {
  const third = Math.fround(1 / 3);
  const next = third + 2 ** -25;
  const single: Case = {
    ...made({ loss: { shape: [], data: [1 / 3] } }),
    dtype: 'float32',
    acceptance: new Map([['float32', [{ loss: { accurate: [[third], [next]] } }]]]),
  };
  const subject = { ...hello, profiles: ['float32'] };
  const saying32 = (value: number): Outcome => answered({ loss: { dtype: 'float32', shape: [], data: [value] } });
  expect(say(single, saying32(third), {}, subject)).toMatchObject({ status: 'passed', worst: 0 });
  expect(say(single, saying32(next), {}, subject)).toMatchObject({ status: 'passed', worst: 1 });
});

test('the grade is that of the least careful entry that must be right', () => {
  const wide: Intervals = {
    accurate: [
      [1, 2],
      [1, 2],
    ],
    standard: [
      [1, 1],
      [1, 3],
    ],
    lenient: [
      [0, 0],
      [4, 4],
    ],
  };
  const table: [level: readonly Level[], gradient: readonly number[], grade: Grade][] = [
    [['must', 'must'], [1, 2], 'accurate'],
    [['must', 'must'], [1, 3], 'standard'],
    [['must', 'must'], [4, 3], 'lenient'],
    [['must', 'should'], [1, 4], 'accurate'],
    [['may', 'must'], [4, 3], 'standard'],
  ];
  for (const [level, gradient, grade] of table) {
    const verdict = say(
      made({ gradient: output(level, 1, 2), intervals: { input: wide } }),
      saying(8, tensor(...gradient)),
    );
    expect([level, gradient, verdict.grade]).toEqual([level, gradient, grade]);
  }
});
