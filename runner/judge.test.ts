/** What the judge says of one outcome, on hand-made vectors: one thing departs from the rules at a time. */
import { expect, test } from 'vitest';
import type { Grade } from '../spec/loss.ts';
import type { Level } from '../spec/question.ts';
import type { Scalar, Tensor } from '../spec/tensor.ts';
import type { Outcome as Allowed, Intervals, OutputTensor, Vector } from '../vectors/format.ts';
import { judge, lenient, type Strictness } from './judge.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { Accepted, Case } from './suite.ts';
import type { Verdict } from './verdict.ts';

const hello: Hello = { protocol: 1, name: 'x', version: '1', profiles: ['float64'], gradients: true, losses: {} };

const tensor = (...data: Scalar[]): Tensor => ({ dtype: 'float64', shape: [data.length], data });
const number = (value: Scalar): Tensor => ({ dtype: 'float64', shape: [], data: [value] });
const output = (level: Level | readonly Level[] | undefined, ...data: Scalar[]): OutputTensor => ({
  ...{ shape: [data.length], data },
  ...(level === undefined ? {} : { level }),
});
const exactly = (...data: Scalar[]): Intervals => ({ accurate: [data, data] });

/** A vector with one loss, exactly 8, and one gradient. */
interface Made {
  readonly gradient?: OutputTensor;
  readonly loss?: OutputTensor;
  readonly intervals?: Readonly<Record<string, Intervals>>;
  readonly outcomes?: readonly Allowed[];
  readonly dialects?: Vector['dialects'];
  readonly acceptance?: ReadonlyMap<string, Accepted>;
}

function made({ loss = { shape: [], data: [8] }, gradient, intervals, outcomes, dialects, acceptance }: Made): Case {
  const answer = { loss, gradients: gradient ? { input: gradient } : {} };
  const vector = {
    id: 'v',
    why: '',
    clauses: [],
    dtypes: ['float64' as const],
    inputs: {},
    parameters: {},
    gradients: ['input'],
  };
  return {
    address: 'l/v/float64',
    loss: 'l',
    dtype: 'float64',
    vector: { ...vector, outcomes: outcomes ?? [{ answer }], ...(dialects && { dialects }) },
    acceptance: acceptance ?? new Map([['float64', [{ loss: exactly(8), input: exactly(1, 2), ...intervals }]]]),
  };
}

const answered = (answer: Answer): Outcome => ({ kind: 'answer', answer, milliseconds: 1 });
const saying = (value: Scalar, gradient?: Tensor): Outcome =>
  answered({ loss: number(value), ...(gradient && { gradients: { input: gradient } }) });
const say = (one: Case, outcome: Outcome, strictness: Partial<Strictness> = {}, subject: Hello = hello): Verdict =>
  judge(one, outcome, subject, { ...lenient, ...strictness });

const three: Intervals = { accurate: [[7], [9]], standard: [[6], [10]], lenient: [[4], [12]] };

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

const refused: Allowed = { refused: 'l.rule' };
const missing: Allowed = { refused: 'l.wish', misses: 'l.wish' };
const eight: Allowed = { answer: { loss: { shape: [], data: [8] }, gradients: {} } };
const slack: Allowed = { ...eight, misses: 'l.wish' };
const refusal: Outcome = { kind: 'refused', message: 'no' };

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

test('a subject that claims no profile of the dtype cannot be right', () => {
  const verdict = say(made({}), saying(8), {}, { ...hello, profiles: ['float32'] });
  expect(verdict).toMatchObject({ status: 'failed', reason: 'claims no profile of float64' });
});

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

test('one claimed profile that fits is enough, and the first that fits is named', () => {
  const narrow: Accepted = [{ loss: { accurate: [[7.5], [8.5]] } }];
  const wide: Accepted = [{ loss: { accurate: [[6], [10]], lenient: [[2], [14]] } }];
  const half = (acceptance: ReadonlyMap<string, Accepted>): Case => ({ ...made({ acceptance }), dtype: 'float16' });
  const both = half(
    new Map([
      ['float16', narrow],
      ['float16-eager', wide],
    ]),
  );
  const table: [
    claims: readonly string[],
    one: Case,
    value: number,
    strict: Partial<Strictness>,
    profile: string | undefined,
    status: string,
  ][] = [
    [['float16', 'float16-eager'], both, 8, {}, 'float16', 'passed'],
    [['float16', 'float16-eager'], both, 9, {}, 'float16-eager', 'passed'],
    [['float16-eager'], both, 8, {}, 'float16-eager', 'passed'],
    [['float16'], both, 9, {}, 'float16', 'failed'],
    [['float16', 'float16-eager'], both, 15, {}, 'float16', 'failed'],
    [['float16', 'float16-eager'], both, 13, { grade: 'accurate' }, 'float16-eager', 'failed'],
    [['float16', 'float16-eager'], half(new Map([['float16-eager', wide]])), 9, {}, 'float16-eager', 'passed'],
    [['bfloat16'], both, 8, {}, undefined, 'failed'],
  ];
  for (const [profiles, one, value, strict, profile, status] of table) {
    const outcome = answered({ loss: { dtype: 'float16', shape: [], data: [value] } });
    const verdict = say(one, outcome, strict, { ...hello, profiles });
    expect([profiles, value, verdict.profile, verdict.status]).toEqual([profiles, value, profile, status]);
  }
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
