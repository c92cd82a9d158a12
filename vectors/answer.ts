/** Answers a planned question: the exact outcomes, what each profile accepts, and which mistakes the question kills. */
import { cut } from '../spec/cut.ts';
import type { Expression } from '../spec/formula/tree.ts';
import { type Bound, definitionExpander, interpret } from '../spec/interpret.ts';
import { type Clause, type Grade, grades, type Lines, type Loss } from '../spec/loss.ts';
import { type Acceptance, accept, type Ends, LOSS, outputsOf, Unbounded } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { exactValues } from '../spec/oracle/exact.ts';
import { algorithmSimulations, falseAlarm } from '../spec/oracle/witness.ts';
import { type Profile, profiles } from '../spec/profiles.ts';
import {
  algorithmVariant,
  definition,
  inDialect,
  indicesOf,
  placesOf,
  program,
  type Variant,
} from '../spec/program.ts';
import type { Level } from '../spec/question.ts';
import { type FloatDtype, toScalar } from '../spec/tensor.ts';
import { accuracyRatio, isExcepted } from './accuracy.ts';
import type { Interval, Intervals, Outcome, OutputTensor, Vector } from './format.ts';
import { holdsExactly } from './holds.ts';
import { killsBy } from './kill.ts';
import type { Kills } from './kills.ts';
import type { Planned } from './plan.ts';

export interface Answered {
  readonly vector: Vector;
  /** By profile: for each answer among the outcomes, by output. */
  readonly acceptance: Readonly<Record<string, readonly Readonly<Record<string, Intervals>>[]>>;
  /** By vector, or vector@manner. */
  readonly kills: Readonly<Record<string, Kills>>;
  /** The largest half-width at `accurate`, in units of u·(Σ|xᵢ·∂f/∂xᵢ| + |f|). */
  readonly accuracy: number;
}

/** An answer and what it was computed from. */
interface Solved {
  readonly bound: Bound;
  readonly dialect?: Lines;
  readonly truth: ReadonlyMap<string, readonly number[]>;
}

type Truth = ReadonlyMap<string, readonly number[]>;

/** @throws Error when an algorithm is not equal to the definition, or the acceptance is not sound */
export function answer<R>(
  arithmetic: Arithmetic<R>,
  loss: Loss,
  clauses: ReadonlyMap<string, Clause>,
  planned: Planned,
): Answered {
  const solved: Solved[] = [];
  const outcomes = interpret(loss, planned.question, planned.extensions).map((meaning): Outcome => {
    const misses = meaning.misses === undefined ? {} : { misses: meaning.misses };
    if ('refused' in meaning) return { refused: meaning.refused, ...misses };
    const truth = solve(arithmetic, meaning.bound);
    solved.push({ bound: meaning.bound, truth });
    return { ...answerOutcome(meaning.bound, truth), ...misses };
  });
  const dialects = answerDialects(arithmetic, loss, solved);
  const judged = judge(arithmetic, loss, planned, solved, outcomes);
  const shown = clausesShown(loss, clauses, planned, outcomes, solved[0]?.bound);
  const { extension, without, control } = planned;
  const { inputs, parameters, upstream, gradients } = planned.question;
  return {
    vector: {
      id: planned.id,
      why: planned.why,
      clauses: shown,
      dtypes: judged.dtypes,
      ...(Object.keys(judged.dropped).length > 0 ? { dropped: judged.dropped } : {}),
      ...(extension === undefined ? {} : { extension }),
      ...(without === undefined ? {} : { without }),
      ...(control === undefined ? {} : { control }),
      inputs,
      parameters,
      ...(upstream === undefined ? {} : { upstream }),
      gradients,
      outcomes,
      ...(Object.keys(dialects).length > 0 ? { dialects } : {}),
    },
    acceptance: judged.acceptance,
    kills: judged.kills,
    accuracy: judged.accuracy,
  };
}

/** The exact answers of the definition, which every algorithm must share, in each of its alternatives. */
function solve<R>(arithmetic: Arithmetic<R>, bound: Bound, dialect?: Lines): Truth {
  const exactly = (variant: Variant, alternative: number): Truth => {
    const outputs = [...outputsOf(program(bound, inDialect(variant, dialect)))];
    const values = exactValues(
      arithmetic,
      outputs.flatMap(([, nodes]) => nodes),
      'float64',
      alternative,
    );
    return cut(
      values,
      outputs.map(([name, nodes]) => [name, nodes.length]),
    );
  };
  const truth = exactly(definition, 0);
  for (const algorithm of bound.loss.algorithms.values()) {
    for (let alternative = 0; alternative < ALTERNATIVES; alternative++) {
      const difference = firstDifference(truth, exactly(algorithmVariant(bound.loss, algorithm), alternative));
      if (difference)
        throw new Error(`algorithm ${algorithm.name}, alternative ${alternative}, is not equal: ${difference}`);
    }
  }
  return truth;
}

/** The most alternatives that stand beside one another in any algorithm. */
const ALTERNATIVES = 3;

function firstDifference(truth: Truth, other: Truth): string | undefined {
  for (const [output, values] of truth) {
    const entry = values.findIndex((value, index) => !Object.is(value, other.get(output)?.[index]));
    if (entry >= 0) return `${output}[${entry}] is ${other.get(output)?.[entry]}, the definition's is ${values[entry]}`;
  }
  return undefined;
}

function answerOutcome(
  bound: Bound,
  truth: Truth,
): { answer: { loss: OutputTensor; gradients: Record<string, OutputTensor> } } {
  const tensor = (output: string, shape: readonly number[]): OutputTensor => {
    const level = levelsOf(bound, output);
    const data = (truth.get(output) ?? []).map(toScalar);
    return { shape, data, ...(level === undefined ? {} : { level }) };
  };
  const shape = bound.fitting.shapeOf(bound.output);
  const gradients = [...bound.gradients].map(([name, { tensor: input }]) => [name, tensor(name, input.shape)] as const);
  return { answer: { loss: tensor(LOSS, shape), gradients: Object.fromEntries(gradients) } };
}

const strength: readonly Level[] = ['unspecified', 'may', 'should', 'must'];
const weaker = (a: Level, b: Level): Level => (strength.indexOf(a) < strength.indexOf(b) ? a : b);

/** `undefined` where all entries are `must`. */
function levelsOf(bound: Bound, output: string): Level | readonly Level[] | undefined {
  const gradient = bound.gradients.get(output);
  const of = gradient ? gradient.form.of : bound.output;
  const place = gradient ? gradient.tensor.offset : placesOf(bound, of);
  const expander = definitionExpander(bound);
  const levels: Level[] = [];
  for (const indices of indicesOf(bound, of)) {
    const scope = Object.fromEntries(of.map((index, position) => [index, indices[position] ?? 0]));
    const level = bound.loss.levels
      .filter(
        (rule) => rule.output === output && rule.indices.join() === of.join() && expander.claim(rule.where, scope),
      )
      .reduce<Level>((sofar, rule) => weaker(sofar, rule.level), gradient?.form.gradient ?? 'must');
    levels[place(indices)] = level;
  }
  const [first = 'must'] = levels;
  if (levels.some((level) => level !== first)) return levels;
  return first === 'must' ? undefined : first;
}

function answerDialects<R>(arithmetic: Arithmetic<R>, loss: Loss, solved: Solved[]): Record<string, Outcome[]> {
  const [base] = solved;
  if (!base) return {};
  const dialects: Record<string, Outcome[]> = {};
  for (const dialect of loss.dialects.values()) {
    if (!definitionExpander(base.bound).claim(dialect.has)) {
      dialects[dialect.name] = [];
      continue;
    }
    const readings = dialect.readings.map(({ lines }) => ({
      bound: base.bound,
      dialect: lines,
      truth: solve(arithmetic, base.bound, lines),
    }));
    if (readings.every(({ truth }) => firstDifference(base.truth, truth) === undefined)) continue;
    dialects[dialect.name] = readings.map(({ truth }) => answerOutcome(base.bound, truth));
    solved.push(...readings);
  }
  return dialects;
}

function clausesShown(
  loss: Loss,
  clauses: ReadonlyMap<string, Clause>,
  planned: Planned,
  outcomes: readonly Outcome[],
  bound: Bound | undefined,
): readonly string[] {
  const shown = new Set<string>();
  for (const outcome of outcomes) {
    if ('refused' in outcome) shown.add(outcome.refused);
    if (outcome.misses !== undefined) shown.add(outcome.misses);
  }
  if (!bound) return [...new Set([...shown, ...planned.shows])].sort();
  const expander = definitionExpander(bound);
  const holds = (when: Expression | undefined): boolean => when !== undefined && expander.claim(when);
  // What a point says it shows holds of the vectors it becomes where the clause itself does not say otherwise.
  for (const id of planned.shows)
    if (clauses.get(id)?.when === undefined || holds(clauses.get(id)?.when)) shown.add(id);
  for (const clause of clauses.values()) if (holds(clause.when)) shown.add(clause.id);
  for (const dialect of loss.dialects.values()) {
    if (!holds(dialect.has)) continue;
    for (const clause of dialect.clauses.values()) if (holds(clause.when)) shown.add(clause.id);
  }
  return [...shown].sort();
}

interface Judged {
  readonly dtypes: readonly FloatDtype[];
  /** By profile. */
  readonly dropped: Record<string, string>;
  readonly acceptance: Record<string, readonly Record<string, Intervals>[]>;
  readonly kills: Answered['kills'];
  readonly accuracy: number;
}

/** A dtype stays when a profile of it can be judged; a question that is only refused can be asked in all that hold it. */
function judge<R>(
  arithmetic: Arithmetic<R>,
  loss: Loss,
  planned: Planned,
  solved: readonly Solved[],
  outcomes: readonly Outcome[],
): Judged {
  const [base] = solved;
  const dtypes = new Set<FloatDtype>();
  const dropped: Record<string, string> = {};
  const acceptance: Record<string, readonly Record<string, Intervals>[]> = {};
  const judgedIn = new Map<Profile, Acceptance | undefined>();
  const algorithms = new Map(solved.map(({ bound }) => [bound, algorithmSimulations(bound)]));
  let accuracy = 0;
  for (const profile of profiles.values()) {
    if (!holdsExactly(planned.question, profile.dtype)) continue;
    try {
      const accepted = solved.map((one) => ({
        ...one,
        ends: accept(arithmetic, one.bound, profile, one.truth, one.dialect ? { dialect: one.dialect } : {}),
      }));
      for (const { bound, ends, dialect } of accepted) {
        const alarm = dialect ? undefined : falseAlarm(algorithms.get(bound) ?? new Map(), profile, ends);
        if (alarm) throw new Error(`${profile.name}: ${alarm}`);
        const held = profile.stores === undefined && profile.unpromised?.accurate === undefined;
        if (!dialect && held) accuracy = Math.max(accuracy, checkedRatio(bound, profile, ends));
      }
      if (accepted.length > 0)
        acceptance[profile.name] = accepted.map(({ bound, ends }) => spellAcceptance(bound, profile, ends));
      judgedIn.set(profile, accepted[0]?.ends);
      dtypes.add(profile.dtype);
    } catch (error) {
      if (!(error instanceof Unbounded)) throw error;
      dropped[profile.name] = error.message;
    }
  }
  const kills = killsBy(loss, planned, {
    outcomes,
    acceptance: judgedIn,
    counts: countsOf(base?.bound, base?.truth.keys() ?? []),
  });
  return { dtypes: [...dtypes], dropped, acceptance, kills, accuracy };
}

/** @throws Error when `accurate` is wider than the spec promises */
function checkedRatio(bound: Bound, profile: Profile, ends: Acceptance): number {
  const ratio = accuracyRatio(bound, profile, ends);
  const { factor } = bound.loss.accuracy;
  if (ratio > factor) throw new Error(`${profile.name}: accurate is ${ratio} conditions wide, not ${factor}`);
  return ratio;
}

/** Whether an entry of an output is a `must`; nothing is where there is no answer. */
function countsOf(bound: Bound | undefined, outputs: Iterable<string>): (output: string, entry: number) => boolean {
  const levels = new Map([...outputs].map((output) => [output, bound && levelsOf(bound, output)]));
  return (output, entry) => {
    const level = levels.get(output) ?? 'must';
    return (typeof level === 'string' ? level : level[entry]) === 'must';
  };
}

/**
 * As stored: a grade is left out where it equals the next narrower one, and `accurate` where the spec says that it
 * promises nothing, for the question or in the arithmetic.
 */
function spellAcceptance(bound: Bound, profile: Profile, acceptance: Acceptance): Record<string, Intervals> {
  return Object.fromEntries(
    [...acceptance].map(([output, byGrade]) => {
      const kept: Partial<Record<Grade, Interval>> = {};
      let narrower: string | undefined;
      for (const grade of grades) {
        if (profile.unpromised?.[grade] !== undefined || (grade === 'accurate' && isExcepted(bound, output))) continue;
        const interval = spellEnds(byGrade[grade]);
        const text = JSON.stringify(interval);
        if (text !== narrower) kept[grade] = interval;
        narrower = text;
      }
      return [output, kept];
    }),
  );
}

const spellEnds = ({ low, high }: Ends): Interval => [low.map(toScalar), high.map(toScalar)];
