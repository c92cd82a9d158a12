/** What tests of the judge share: hand-made vectors whose exact loss is 8, and answers to them. */
import type { Level } from '../spec/question.ts';
import type { Scalar, Tensor } from '../spec/tensor.ts';
import type { Outcome as Allowed, Intervals, OutputTensor, Vector } from '../vectors/format.ts';
import { judge, lenient, type Strictness } from './judge.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { Accepted, Case } from './suite.ts';
import type { Verdict } from './verdict.ts';

export const hello: Hello = {
  protocol: 1,
  name: 'x',
  version: '1',
  profiles: ['float64'],
  gradients: true,
  losses: {},
};

export const tensor = (...data: Scalar[]): Tensor => ({ dtype: 'float64', shape: [data.length], data });
export const number = (value: Scalar): Tensor => ({ dtype: 'float64', shape: [], data: [value] });
export const output = (level: Level | readonly Level[] | undefined, ...data: Scalar[]): OutputTensor => ({
  ...{ shape: [data.length], data },
  ...(level === undefined ? {} : { level }),
});
export const exactly = (...data: Scalar[]): Intervals => ({ accurate: [data, data] });

/** A vector with one loss, exactly 8, and one gradient. */
interface Made {
  readonly gradient?: OutputTensor;
  readonly loss?: OutputTensor;
  readonly intervals?: Readonly<Record<string, Intervals>>;
  readonly outcomes?: readonly Allowed[];
  readonly dialects?: Vector['dialects'];
  readonly acceptance?: ReadonlyMap<string, Accepted>;
}

export function made({
  loss = { shape: [], data: [8] },
  gradient,
  intervals,
  outcomes,
  dialects,
  acceptance,
}: Made): Case {
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

export const answered = (answer: Answer): Outcome => ({ kind: 'answer', answer, milliseconds: 1 });
export const saying = (value: Scalar, gradient?: Tensor): Outcome =>
  answered({ loss: number(value), ...(gradient && { gradients: { input: gradient } }) });
export const say = (
  one: Case,
  outcome: Outcome,
  strictness: Partial<Strictness> = {},
  subject: Hello = hello,
): Verdict => judge(one, outcome, subject, { ...lenient, ...strictness });

export const three: Intervals = { accurate: [[7], [9]], standard: [[6], [10]], lenient: [[4], [12]] };

export const refused: Allowed = { refused: 'l.rule' };
export const refusal: Outcome = { kind: 'refused', message: 'no' };
