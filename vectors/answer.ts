/** Answers a planned question: the exact outcomes, what each profile accepts, and which mistakes the question kills. */
import { type Bound, definitionExpander, interpret } from '../spec/interpret.ts';
import type { Clause, Loss } from '../spec/loss.ts';
import { LOSS } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { toScalar } from '../spec/tensor.ts';
import { clausesShown } from './clauses-shown.ts';
import type { Intervals, Outcome, OutputTensor, Vector } from './format.ts';
import { judgeProfiles } from './judge-profiles.ts';
import type { Kills } from './kills.ts';
import { levelsOf } from './levels.ts';
import type { Planned } from './plan.ts';
import { firstDifference, type Solved, solve, type Truth } from './solve.ts';

export interface Answered {
  readonly vector: Vector;
  /** By profile: for each answer among the outcomes, by output. */
  readonly acceptance: Readonly<Record<string, readonly Readonly<Record<string, Intervals>>[]>>;
  /** By vector, or vector@manner. */
  readonly kills: Readonly<Record<string, Kills>>;
  /** The largest half-width at `accurate`, in units of u·(Σ|xᵢ·∂f/∂xᵢ| + |f|). */
  readonly accuracy: number;
}

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
  const judged = judgeProfiles(arithmetic, loss, planned, solved, outcomes);
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
