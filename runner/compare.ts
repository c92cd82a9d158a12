/** Compares an answer with one of the allowed ones, entry by entry, against the intervals its entries may lie in. */
import { type Grade, grades } from '../spec/loss.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import type { Level } from '../spec/question.ts';
import { type FloatDtype, fromScalar, type Scalar, type Tensor } from '../spec/tensor.ts';
import type { AnswerOutcome, Intervals, OutputTensor } from '../vectors/format.ts';
import type { Answer } from './protocol.ts';
import type { Case } from './suite.ts';
import type { Deviation, Verdict } from './verdict.ts';

export type Findings = Pick<Verdict, 'misses' | 'deviations' | 'worst' | 'unjudged'> & {
  readonly grade?: Grade;
  /** A sentence, when a `must` is broken. */
  readonly wrong?: string;
};

export const clean: Findings = { misses: [], deviations: [], worst: 0, unjudged: 0 };

/** How messages call an output. */
export const titleOf = (output: string): string => (output === 'loss' ? 'the loss' : `the gradient of ${output}`);

/** @param acceptance by output */
export function compareAnswer(
  { dtype }: Pick<Case, 'dtype'>,
  answer: Answer,
  expected: AnswerOutcome,
  acceptance: Readonly<Record<string, Intervals>>,
  withGradients: boolean,
): Findings {
  const outputs: [string, OutputTensor, Tensor | undefined][] = [['loss', expected.answer.loss, answer.loss]];
  const gradients = Object.entries(expected.answer.gradients);
  if (withGradients) for (const [name, output] of gradients) outputs.push([name, output, answer.gradients?.[name]]);
  const all = outputs.map(([name, output, tensor]) =>
    compareOutput(dtype, name, output, tensor, acceptance[name] ?? {}),
  );
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
  dtype: FloatDtype,
  name: string,
  expected: OutputTensor,
  tensor: Tensor | undefined,
  intervals: Intervals,
): Findings {
  const { level = 'must' } = expected;
  const levels = expected.data.map(
    (_value, entry): Level => (typeof level === 'string' ? level : (level[entry] ?? 'must')),
  );
  if (!tensor) {
    const missing = `${titleOf(name)} is missing`;
    if (level === 'must' || levels.includes('must')) return { ...clean, wrong: missing };
    return level === 'should' || levels.includes('should') ? { ...clean, misses: [missing] } : clean;
  }
  const wrong = wrongForm(name, tensor, dtype, expected.shape);
  return wrong === undefined ? compareEntries(dtype, name, expected, tensor, intervals, levels) : { ...clean, wrong };
}

/** A sentence when a tensor's dtype or shape is not what it must be. */
export function wrongForm(name: string, tensor: Tensor, dtype: string, shape: readonly number[]): string | undefined {
  if (tensor.dtype !== dtype) return `${titleOf(name)} is ${tensor.dtype}, not ${dtype}`;
  const same = tensor.shape.length === shape.length && tensor.shape.every((size, axis) => size === shape[axis]);
  return same ? undefined : `${titleOf(name)} has shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`;
}

function compareEntries(
  dtype: FloatDtype,
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
    const ends = endsAt(intervals, 'lenient', entry) ?? [Number.NaN, Number.NaN];
    const [low, high] = ends;
    const exact = numberOf(expected.data[entry]);
    const distance = distanceFrom(exact, answered, ends, dtype);
    if (!reached) deviations.push({ output: name, entry, level, answered, expected: exact, low, high, distance });
    else worst = Math.max(worst, distance);
    if (level === 'must' && reached && !promisesNothing(intervals, reached)) grade = coarser(grade, reached);
  }
  const broken = deviations.filter(({ level }) => level === 'must').length;
  const missed = deviations.some(({ level }) => level === 'should');
  return {
    misses: missed ? [`${titleOf(name)} is not what it should be`] : [],
    deviations,
    worst,
    unjudged: 0,
    ...(grade === undefined ? {} : { grade }),
    ...(broken === 0 ? {} : { wrong: `${titleOf(name)} is wrong in ${broken} of ${levels.length}` }),
  };
}

const numberOf = (scalar: Scalar | undefined): number =>
  scalar === undefined ? Number.NaN : Number(fromScalar(scalar));

/** Where the spec takes back what `accurate` promises, `standard` is the narrowest, and tells nothing of the grade. */
const promisesNothing = (intervals: Intervals, reached: Grade): boolean =>
  intervals.accurate === undefined && reached === 'standard';

type Ends = readonly [low: number, high: number];

/** A grade that is left out equals the next narrower one; nothing where there is no narrower one. */
function endsAt(intervals: Intervals, grade: Grade, entry: number): Ends | undefined {
  const upTo = grades.slice(0, grades.indexOf(grade) + 1).reverse();
  const interval = upTo.map((candidate) => intervals[candidate]).find((candidate) => candidate !== undefined);
  return interval && [numberOf(interval[0][entry]), numberOf(interval[1][entry])];
}

/** NaN at both ends: only NaN is right. −0 and 0 are one number. */
function allowsEntry(intervals: Intervals, grade: Grade, entry: number, answered: number): boolean {
  const ends = endsAt(intervals, grade, entry);
  if (!ends) return false;
  const [low, high] = ends;
  if (Number.isNaN(low)) return Number.isNaN(answered);
  return answered >= low && answered <= high;
}

/** 0 for the exact answer rounded once to the dtype, 1 at an end of what is allowed. */
function distanceFrom(exact: number, answered: number, [low, high]: Ends, dtype: FloatDtype): number {
  if (answered === exact || (Number.isNaN(exact) && Number.isNaN(answered))) return 0;
  const best = Number.isFinite(exact) ? bigint.nearest(bigint.fromNumber(exact), dtype) : exact;
  if (answered === best) return 0;
  const distance = Math.abs(answered - best) / (answered > best ? high - best : best - low);
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
