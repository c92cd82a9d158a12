/** Judges one outcome against the set of allowed outcomes of its vector. Knows no loss. */
import { type Grade, grades } from '../spec/loss.ts';
import type { Level } from '../spec/question.ts';
import { fromScalar, type Scalar, type Tensor } from '../spec/tensor.ts';
import type { AnswerOutcome, Intervals, Outcome as Allowed, OutputTensor } from '../vectors/format.ts';
import { claimedProfiles } from './offers.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { Case } from './suite.ts';
import type { Deviation, Verdict } from './verdict.ts';

export interface Strictness {
  readonly dialect?: string;
  /** Outputs outside this grade fail. */
  readonly grade: Grade;
  /** `should` makes a missed `should` clause a failure. */
  readonly level: 'must' | 'should';
}

export const lenient: Strictness = { grade: 'lenient', level: 'must' };

type Findings = Pick<Verdict, 'misses' | 'deviations' | 'worst' | 'unjudged'> & {
  readonly grade?: Grade;
  readonly wrong?: string;
};

const clean: Findings = { misses: [], deviations: [], worst: 0, unjudged: 0 };

export function judge(one: Case, outcome: Outcome, hello: Hello, strictness: Strictness): Verdict {
  const findings = find(one, outcome, hello, strictness);
  const { wrong, ...rest } = findings;
  const missed = strictness.level === 'should' ? rest.misses[0] : undefined;
  const coarse = rest.grade && grades.indexOf(rest.grade) > grades.indexOf(strictness.grade) ? rest.grade : undefined;
  const reason = wrong ?? (missed && `misses ${missed}`) ?? (coarse && `is ${coarse}, not ${strictness.grade}`);
  const base = { address: one.address, loss: one.loss, dtype: one.dtype, ...rest };
  return reason === undefined ? { ...base, status: 'passed' } : { ...base, status: 'failed', reason };
}

function find(one: Case, outcome: Outcome, hello: Hello, strictness: Strictness): Findings & { profile?: string } {
  const allowed = allowedOutcomes(one, strictness.dialect);
  switch (outcome.kind) {
    case 'answer':
      return findInAnswer(one, outcome.answer, hello, allowed, strictness.dialect);
    case 'refused': {
      const refusal = allowed.find((candidate) => 'refused' in candidate);
      if (!refusal) return { ...clean, wrong: `refused a legal question: ${outcome.message}` };
      return refusal.misses === undefined ? clean : { ...clean, misses: [refusal.misses] };
    }
    case 'declined':
      return { ...clean, wrong: `declined what its hello claims: ${outcome.reason}` };
    case 'failed':
      return { ...clean, wrong: `failed: ${outcome.message}` };
    case 'broken':
      return { ...clean, wrong: `broke the protocol: ${outcome.detail}` };
    case 'no-answer':
      return { ...clean, wrong: `no answer: ${outcome.detail}` };
  }
}

const allowedOutcomes = (one: Case, dialect: string | undefined): readonly Allowed[] =>
  (dialect === undefined ? undefined : one.vector.dialects?.[dialect]) ?? one.vector.outcomes;

/** Acceptance is stored for the base's answers first, then for those of each dialect. */
function acceptanceOffset(one: Case, dialect: string | undefined): number {
  const own = dialect === undefined ? undefined : one.vector.dialects?.[dialect];
  if (!own) return 0;
  let offset = one.vector.outcomes.filter((outcome) => 'answer' in outcome).length;
  for (const [name, outcomes] of Object.entries(one.vector.dialects ?? {})) {
    if (name === dialect) break;
    offset += outcomes.length;
  }
  return offset;
}

function findInAnswer(
  one: Case,
  answer: Answer,
  hello: Hello,
  allowed: readonly Allowed[],
  dialect: string | undefined,
): Findings & { profile?: string } {
  const answers = allowed.filter((candidate): candidate is AnswerOutcome & Allowed => 'answer' in candidate);
  const [refusal] = allowed;
  if (answers.length === 0) {
    const clause = refusal && 'refused' in refusal ? refusal.refused : '';
    return { ...clean, wrong: `answered a question that ${clause} refuses` };
  }
  if (answer.unchanged === false) return { ...clean, wrong: 'changed its inputs; work on a copy' };
  let best: (Findings & { profile?: string }) | undefined;
  for (const profile of claimedProfiles(hello, one.dtype)) {
    const stored = one.acceptance.get(profile)?.slice(acceptanceOffset(one, dialect)) ?? [];
    for (const [index, candidate] of answers.entries()) {
      const findings = compareAnswer(one, answer, candidate, stored[index] ?? {}, hello.gradients);
      const misses = candidate.misses === undefined ? findings.misses : [...findings.misses, candidate.misses];
      if (findings.wrong === undefined) return { ...findings, misses, profile };
      best ??= findings;
    }
  }
  return best ?? { ...clean, wrong: `claims no profile of ${one.dtype}` };
}

function compareAnswer(
  one: Case,
  answer: Answer,
  expected: AnswerOutcome,
  acceptance: Readonly<Record<string, Intervals>>,
  withGradients: boolean,
): Findings {
  const outputs: [string, OutputTensor, Tensor | undefined][] = [['loss', expected.answer.loss, answer.loss]];
  const gradients = Object.entries(expected.answer.gradients);
  if (withGradients) for (const [name, output] of gradients) outputs.push([name, output, answer.gradients?.[name]]);
  const all = outputs.map(([name, output, tensor]) => compareOutput(one, name, output, tensor, acceptance[name] ?? {}));
  const grade = all.reduce<Grade | undefined>((worst, { grade: own }) => coarser(worst, own), undefined);
  const wrong = all.find((findings) => findings.wrong !== undefined)?.wrong;
  return {
    misses: all.flatMap(({ misses }) => misses),
    deviations: all.flatMap(({ deviations }) => deviations),
    worst: Math.max(0, ...all.map(({ worst }) => worst)),
    unjudged: withGradients ? 0 : gradients.length,
    ...(grade === undefined ? {} : { grade }),
    ...(wrong === undefined ? {} : { wrong }),
  };
}

const coarser = (a: Grade | undefined, b: Grade | undefined): Grade | undefined =>
  a === undefined || (b !== undefined && grades.indexOf(b) > grades.indexOf(a)) ? b : a;

function compareOutput(
  one: Case,
  name: string,
  expected: OutputTensor,
  tensor: Tensor | undefined,
  intervals: Intervals,
): Findings {
  const title = name === 'loss' ? 'the loss' : `the gradient of ${name}`;
  const levelOf = (entry: number): Level =>
    typeof expected.level === 'object' ? (expected.level[entry] ?? 'must') : (expected.level ?? 'must');
  const levels = expected.data.map((_value, entry) => levelOf(entry));
  if (!tensor) {
    if (levels.includes('must') || (levels.length === 0 && expected.level === undefined)) return { ...clean, wrong: `${title} is missing` };
    return levels.includes('should') ? { ...clean, misses: [`${title} is missing`] } : clean;
  }
  if (tensor.dtype !== one.dtype) return { ...clean, wrong: `${title} is ${tensor.dtype}, not ${one.dtype}` };
  if (String(tensor.shape) !== String(expected.shape) || tensor.shape.length !== expected.shape.length) {
    return { ...clean, wrong: `${title} has shape [${tensor.shape.join(', ')}], not [${expected.shape.join(', ')}]` };
  }
  return compareEntries(title, name, expected, tensor, intervals, levels);
}

function compareEntries(
  title: string,
  name: string,
  expected: OutputTensor,
  tensor: Tensor,
  intervals: Intervals,
  levels: readonly Level[],
): Findings {
  const deviations: Deviation[] = [];
  let worst = 0;
  let grade: Grade | undefined;
  for (const [entry, level] of levels.entries()) {
    if (level === 'unspecified') continue;
    const answered = numberOf(tensor.data[entry]);
    const reached = grades.find((candidate) => allowsEntry(intervals, candidate, entry, answered));
    const [low, high] = endsAt(intervals, 'lenient', entry);
    const exact = numberOf(expected.data[entry]);
    const distance = distanceFrom(exact, answered, low, high);
    if (!reached) deviations.push({ output: name, entry, level, answered, expected: exact, low, high, distance });
    else worst = Math.max(worst, distance);
    if (level === 'must' && reached) grade = coarser(grade, intervals.accurate ? reached : undefined) ?? grade;
  }
  const wrong = deviations.find(({ level }) => level === 'must');
  const missed = deviations.some(({ level }) => level === 'should') ? [`${title} where it should hold`] : [];
  return {
    misses: missed,
    deviations,
    worst,
    unjudged: 0,
    ...(grade === undefined ? {} : { grade }),
    ...(wrong === undefined ? {} : { wrong: `${title} is wrong in ${countMust(deviations)} of ${levels.length}` }),
  };
}

const countMust = (deviations: readonly Deviation[]): number => deviations.filter(({ level }) => level === 'must').length;

const numberOf = (scalar: Scalar | undefined): number => (scalar === undefined ? Number.NaN : Number(fromScalar(scalar)));

/** A grade that is left out equals the next narrower one; without `accurate` that grade promises nothing. */
function endsAt(intervals: Intervals, grade: Grade, entry: number): readonly [number, number] {
  const upTo = grades.slice(0, grades.indexOf(grade) + 1).reverse();
  const interval = upTo.map((candidate) => intervals[candidate]).find((candidate) => candidate !== undefined);
  return interval ? [numberOf(interval[0][entry]), numberOf(interval[1][entry])] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

function allowsEntry(intervals: Intervals, grade: Grade, entry: number, answered: number): boolean {
  const [low, high] = endsAt(intervals, grade, entry);
  if (Number.isNaN(low)) return Number.isNaN(answered);
  return answered >= low && answered <= high;
}

function distanceFrom(exact: number, answered: number, low: number, high: number): number {
  if (answered === exact || (Number.isNaN(exact) && Number.isNaN(answered))) return 0;
  const room = answered > exact ? high - exact : exact - low;
  const distance = Math.abs(answered - exact) / room;
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
