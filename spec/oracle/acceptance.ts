/** Derives, for one question and one profile, the closed interval each output may lie in, at each grade. */
import { Expander } from '../formula/expand.ts';
import { Graph, type Node } from '../formula/graph.ts';
import type { Rounding } from '../formula/operators.ts';
import { type Bound, definitionExpander } from '../interpret.ts';
import { type Grade, grades, type Lines } from '../loss.ts';
import type { Profile } from '../profiles.ts';
import { algorithmVariant, inDialect, indicesOf, type Program, program } from '../program.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Enclosures } from './enclosure.ts';
import { withEnoughBits } from './exact.ts';
import { FuzzedReading, type Fuzzy } from './fuzzed.ts';
import { Ranges } from './range.ts';

/** One output's intervals, entry by entry, ends rounded to the profile's dtype. NaN at both ends: only NaN is right. */
export interface Ends {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** By output ("loss", or the input whose gradient it is), then by grade. */
export type Acceptance = ReadonlyMap<string, Readonly<Record<Grade, Ends>>>;

/** No interval can be given: what an allowed algorithm may do here has no bound. */
export class Unbounded extends Error {
  override readonly name = 'Unbounded';
}

export const LOSS = 'loss';

export const outputsOf = ({ loss, gradients }: Program): ReadonlyMap<string, readonly Node[]> =>
  new Map([[LOSS, loss], ...gradients]);

export interface Circumstances {
  /** Lines of a dialect, laid over every algorithm. */
  readonly dialect?: Lines;
  /** Roundings left out, to see what they cost. */
  readonly spared?: ReadonlySet<Rounding>;
}

/**
 * @param truth the exact answers, by output, that tell where NaN and ±∞ are right
 * @throws Unbounded when an algorithm may overflow or answer NaN where the truth is finite
 */
export function accept<R>(
  arithmetic: Arithmetic<R>,
  bound: Bound,
  profile: Profile,
  truth: ReadonlyMap<string, readonly number[]>,
  { dialect, spared = new Set() }: Circumstances = {},
): Acceptance {
  const graph = new Graph();
  const programs = [...bound.loss.algorithms.values()].map((algorithm) => ({
    algorithm,
    outputs: outputsOf(program(bound, inDialect(algorithmVariant(bound.loss, algorithm), dialect), graph)),
  }));
  const kinks = kinkNodes(bound, graph);
  return withEnoughBits(arithmetic, (reals) => {
    const reading = new FuzzedReading(reals, profile, spared);
    const ranges = new Ranges(reals);
    const acceptance = new Map<string, Record<Grade, Ends>>();
    // A finite truth past the largest number of the dtype is rightly answered by ±∞.
    const rounded = (truth = Number.NaN): number => roundTo(arithmetic, truth, profile);
    for (const [output, answers] of truth) {
      const slack = kinks.get(output);
      const byGrade = {} as Record<Grade, Ends>;
      let sofar: (Fuzzy<R> | undefined)[] = answers.map(() => undefined);
      for (const grade of grades) {
        for (const { algorithm, outputs } of programs) {
          if (algorithm.grade !== grade) continue;
          const nodes = outputs.get(output) ?? [];
          sofar = nodes.map((node, entry) => {
            const [low, high] = slack?.get(entry) ?? [];
            const own = reading.value(node);
            const value = low && high ? ranges.union(own, ranges.union(reading.value(low), reading.value(high))) : own;
            const other = sofar[entry];
            if (!reading.determines(value)) return other; // nobody may compute it so in this arithmetic
            checkBounded(ranges, value, rounded(answers[entry]), `${output}[${entry}] of algorithm ${algorithm.name}`);
            return other === undefined ? value : ranges.union(other, value);
          });
        }
        if (profile.unpromised?.[grade] === undefined) checkDetermined(sofar, output, grade);
        byGrade[grade] = endsOf(reals, profile, sofar, answers.map(rounded));
      }
      acceptance.set(output, byGrade);
    }
    return acceptance;
  });
}

/** By output and entry: the two ends of the slopes that a clause allows there. */
function kinkNodes(bound: Bound, graph: Graph): ReadonlyMap<string, ReadonlyMap<number, readonly [Node, Node]>> {
  const nodes = new Map<string, Map<number, readonly [Node, Node]>>();
  const claims = definitionExpander(bound);
  for (const { output, indices, where, low, high } of bound.loss.kinks) {
    const gradient = bound.gradients.get(output);
    if (!gradient) continue;
    const lines = new Map([low, high].map((line) => [line.name, line]));
    const expander = new Expander({ ...bound.subjects, lines }, graph);
    for (const values of indicesOf(bound, indices)) {
      const scope = Object.fromEntries(indices.map((index, position) => [index, values[position] ?? 0]));
      if (!claims.claim(where, scope)) continue;
      const own = nodes.get(output) ?? new Map<number, readonly [Node, Node]>();
      own.set(gradient.tensor.offset(values), [expander.line('low', values), expander.line('high', values)]);
      nodes.set(output, own);
    }
  }
  return nodes;
}

const roundTo = <R>(arithmetic: Arithmetic<R>, value: number, { dtype }: Profile): number =>
  Number.isFinite(value) ? arithmetic.nearest(arithmetic.fromNumber(value), dtype) : value;

function checkBounded<R>(ranges: Ranges<R>, value: Fuzzy<R>, truth: number, subject: string): void {
  const unbounded = value === 'NaN' || value.nan || ranges.isUnbounded(value);
  if (unbounded && Number.isFinite(truth)) throw new Unbounded(`${subject} may overflow`);
}

function checkDetermined(values: readonly unknown[], output: string, grade: Grade): void {
  const entry = values.indexOf(undefined);
  if (entry >= 0) throw new Unbounded(`${output}[${entry}] is indeterminate in every algorithm of ${grade}`);
}

function endsOf<R>(
  reals: Enclosures<R>,
  profile: Profile,
  values: readonly (Fuzzy<R> | undefined)[],
  truth: readonly number[],
): Ends {
  const low: number[] = [];
  const high: number[] = [];
  for (const [entry, value] of values.entries()) {
    const exact = truth[entry] ?? Number.NaN;
    if (value === undefined || value === 'NaN' || Number.isNaN(exact)) {
      low.push(Number.NaN);
      high.push(Number.NaN);
      continue;
    }
    low.push(reals.nearest(value.low, profile.dtype));
    high.push(reals.nearest(value.high, profile.dtype));
  }
  const overflows = (end: number, entry: number): boolean =>
    Math.abs(end) === Number.POSITIVE_INFINITY && Number.isFinite(truth[entry]);
  if (low.some(overflows) || high.some(overflows))
    throw new Unbounded(`an end of the acceptance overflows ${profile.dtype}`);
  return { low, high };
}

/** Whether a computed entry is allowed; −0 and 0 are one number. */
export const allows = ({ low, high }: Ends, entry: number, value: number): boolean => {
  const [least, most] = [low[entry] ?? Number.NaN, high[entry] ?? Number.NaN];
  return Number.isNaN(least) ? Number.isNaN(value) : value >= least && value <= most;
};
