/** Instances of laws: the questions each asks, and how far their answers may be from keeping it. */
import { cut } from '../spec/cut.ts';
import { type Bound, definitionExpander, interpret } from '../spec/interpret.ts';
import type { Law, Loss } from '../spec/loss.ts';
import { accept, LOSS, outputsOf, Unbounded } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { exactValues } from '../spec/oracle/exact.ts';
import { formats } from '../spec/oracle/formats.ts';
import { profiles } from '../spec/profiles.ts';
import { definition, placesOf, program } from '../spec/program.ts';
import type { Question } from '../spec/question.ts';
import type { FloatDtype } from '../spec/tensor.ts';
import type { Interval } from './format.ts';
import { holdsExactly } from './holds.ts';
import { type AskedQuestion, askAll, gradientsIn } from './law-questions.ts';
import { allowedResiduals } from './law-residuals.ts';
import { outputName, type Term } from './law-sums.ts';
import type { Planned } from './plan.ts';
import { type Setting, termsOf } from './relation.ts';

/** Instances of one law for one loss; enough to meet it under several parameters. */
const INSTANCES = 6;

export interface LawFile {
  readonly format: 1;
  readonly loss: string;
  readonly laws: readonly LawInstance[];
}

/** One law put to a subject. */
export interface LawInstance {
  readonly id: string;
  readonly law: string;
  readonly clause: string;
  readonly dtypes: readonly FloatDtype[];
  readonly asks: readonly AskedQuestion[];
  readonly holds: readonly LawLine[];
}

/** One line of a law: sums of answers that are 0, but for rounding. */
export interface LawLine {
  readonly says: string;
  readonly sums: readonly (readonly Term[])[];
  /** By profile: how far from 0 each sum may be. */
  readonly allowed: Readonly<Record<string, Interval>>;
}

export interface LawPlan {
  readonly law: Law;
  readonly planned: Planned;
}

/** How far rounding inputs, or answers, to a dtype may move an exact residual, against the largest answer. */
const moved = (dtype: FloatDtype): number => 256 * formats[dtype].unit;

/** Points before rows, spread evenly. */
export function planLaws(loss: Loss, planned: readonly Planned[]): readonly LawPlan[] {
  return [...loss.laws.values()].flatMap((law) => {
    const candidates = planned.filter((one) => {
      const bound = boundOf(loss, one.question, one.extensions);
      return bound !== undefined && speaksOf(law, bound);
    });
    const step = Math.max(1, candidates.length / INSTANCES);
    const chosen = Array.from(
      { length: Math.min(INSTANCES, candidates.length) },
      (_, index) => candidates[Math.floor(index * step)],
    );
    return chosen.flatMap((one) => (one ? [{ law, planned: one }] : []));
  });
}

function boundOf(loss: Loss, question: Question, extensions: ReadonlySet<string>): Bound | undefined {
  const meanings = interpret(loss, question, extensions);
  // What may be refused as well has no answer that a law could speak of.
  const [meaning] = meanings.some((one) => 'refused' in one) ? [] : meanings;
  return meaning && 'bound' in meaning ? meaning.bound : undefined;
}

const speaksOf = (law: Law, bound: Bound): boolean =>
  bound.fitting.sizes.get('n') !== 0 && // of an empty batch a law says nothing
  gradientsIn(law).every((name) => bound.gradients.has(name)) &&
  definitionExpander(bound).claim(law.when);

/**
 * One instance for all dtypes; one for each, where a question's entries had to be rounded to the dtype. None where an
 * answer is not finite.
 * @throws Error when the exact answers do not keep the law
 */
export function stateLaw<R>(
  arithmetic: Arithmetic<R>,
  losses: ReadonlyMap<string, Loss>,
  loss: Loss,
  { law, planned }: LawPlan,
): readonly LawInstance[] {
  const base = boundOf(loss, planned.question, planned.extensions);
  if (!base) throw new Error(`${planned.id} has no answer to start a law from`);
  const known = [...new Set([...profiles.values()].map(({ dtype }) => dtype))];
  const asked = known.map((dtype) => [dtype, askAll(arithmetic, losses, loss, base, law, planned, dtype)] as const);
  const exact = asked.filter(([dtype, questions]) => questions.every((question) => holdsExactly(question, dtype)));
  const dtypes = exact.map(([dtype]) => dtype);
  const versions = exact.map(([, questions]) => questions);
  const same = versions.every((version) => JSON.stringify(version) === JSON.stringify(versions[0]));
  const groups = same ? [dtypes] : dtypes.map((dtype) => [dtype]);
  return groups.flatMap((group, index) => {
    const asks = versions[index] ?? [];
    const answered = asks.map((ask) => solve(arithmetic, losses, loss, ask, planned.extensions));
    if (answered.some(({ truth }) => [...truth.values()].flat().some((value) => !Number.isFinite(value)))) return [];
    const setting = settingOf(base, answered);
    const lines = law.holds.map((line) => ({ line, sums: termsOf(line, setting) }));
    const allowed = [...profiles.values()].flatMap((profile) => {
      if (!group.includes(profile.dtype)) return [];
      try {
        const accepted = answered.map((one) => ({
          ...one,
          acceptance: accept(arithmetic, one.bound, profile, one.truth),
        }));
        return [
          [
            profile,
            allowedResiduals(arithmetic, base, lines, accepted, same && !profile.stores ? 0 : moved(profile.dtype)),
          ] as const,
        ];
      } catch (error) {
        if (error instanceof Unbounded) return [];
        throw error;
      }
    });
    const kept = [...new Set(allowed.map(([{ dtype }]) => dtype))];
    if (kept.length === 0) return [];
    const id = `law.${law.name}.${planned.id}${same ? '' : `.${group.join()}`}`;
    const holds = lines.map(({ line, sums }, index): LawLine => {
      const byName = allowed.map(([{ name }, residuals]) => [name, residuals[index] ?? [[], []]] as const);
      return { says: line.text, sums, allowed: Object.fromEntries(byName) };
    });
    return [{ id, law: law.name, clause: law.clause, dtypes: kept, asks, holds }];
  });
}

export interface SolvedQuestion {
  readonly ask: AskedQuestion;
  readonly bound: Bound;
  readonly truth: ReadonlyMap<string, readonly number[]>;
}

function solve<R>(
  arithmetic: Arithmetic<R>,
  losses: ReadonlyMap<string, Loss>,
  loss: Loss,
  ask: AskedQuestion,
  extensions: ReadonlySet<string>,
): SolvedQuestion {
  const own = losses.get(ask.loss);
  const bound = own && boundOf(own, ask, extensions);
  if (!bound) throw new Error(`${loss.file}: a law's question "${ask.name}" is refused`);
  const outputs = outputsOf(program(bound, definition));
  const values = exactValues(arithmetic, [...outputs.values()].flat());
  const lengths = [...outputs].map(([name, nodes]) => [name, nodes.length] as const);
  return { ask, bound, truth: cut(values, lengths) };
}

function settingOf(base: Bound, answered: readonly SolvedQuestion[]): Setting {
  const outputs = answered.flatMap(({ ask, bound, truth }) =>
    [...truth].map(
      ([output, values]) =>
        [outputName(ask.name, output), { count: values.length, entry: entryOf(bound, output) }] as const,
    ),
  );
  const { sizes, namedSizes } = base.fitting;
  return { outputs: new Map(outputs), sizes, namedSizes, reduced: isReduced(base) };
}

/** Whether the answered loss is a single number. */
const isReduced = ({ output, loss }: Bound): boolean => output.length === 0 && loss.returns === undefined;

/** Where a law's line finds an entry of an output; a single number is found whatever the indices. */
function entryOf(bound: Bound, output: string): (indices: readonly number[]) => number {
  if (output !== LOSS) return (indices) => bound.gradients.get(output)?.tensor.offset(indices) ?? 0;
  return bound.output.length === 0 ? () => 0 : placesOf(bound, bound.output);
}
