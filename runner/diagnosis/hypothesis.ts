/** A supposition about a subject, and whether an answer of its is the one that supposition predicts. */
import type { Bound } from '../../spec/interpret.ts';
import type { Dialect, Lines, Loss, Mistake } from '../../spec/loss.ts';
import { type Behaviour, Situation } from '../../spec/mistaken.ts';
import { formats } from '../../spec/oracle/formats.ts';
import { kindOf, type Prediction, predict, type Span } from '../../spec/oracle/prediction.ts';
import { type Answers, Simulation } from '../../spec/oracle/witness.ts';
import { profiles } from '../../spec/profiles.ts';
import { inDialect, type Variant } from '../../spec/program.ts';
import type { Level } from '../../spec/question.ts';
import { type FloatDtype, fromScalar, type Tensor } from '../../spec/tensor.ts';
import { claimedProfiles } from '../offers.ts';
import type { Answer, Hello } from '../protocol.ts';
import type { Case } from '../suite.ts';
import type { Verdict } from '../verdict.ts';
import type { Evidence } from './evidence.ts';

/** The subject makes these mistakes, and follows this dialect. */
export interface Hypothesis {
  readonly mistakes: readonly Mistake[];
  readonly dialect?: Dialect;
}

/** How many steps of its dtype an answer may be from a simulated one and still be the same. */
const NEAR = 8;

type Computed = { readonly bound: Bound; readonly variant: Variant };

/** Holds answers against hypotheses about one loss. */
export class Examiner {
  private readonly loss: Loss;
  private readonly hello: Hello;
  private readonly situations = new Map<string, Situation>();

  constructor(loss: Loss, hello: Hello) {
    this.loss = loss;
    this.hello = hello;
  }

  /** Whether the hypothesis explains at least one output that is wrong, whatever the others are. */
  explainsPart(hypothesis: Hypothesis, evidence: Evidence): boolean {
    const wrong = new Set(evidence.verdict.deviations.map(({ output }) => output));
    if (wrong.size < 2) return this.explains(hypothesis, evidence);
    return [...wrong].some((output) => this.explains(hypothesis, evidence, output));
  }

  /**
   * Whether a subject of which the hypothesis is true would have done what this one did.
   * @param only the one output that is looked at
   */
  explains(hypothesis: Hypothesis, { one, manner, outcome }: Evidence, only?: string): boolean {
    const behaviours = this.situation(one).behaviours(hypothesis.mistakes, manner);
    if (outcome.kind === 'refused') return behaviours.some(({ kind }) => kind === 'refuses');
    if (outcome.kind !== 'answer') return false;
    // How memory is laid out is the host's affair: what is read from the wrong place there may be anything.
    if (manner !== undefined && hypothesis.mistakes.some(({ asked }) => asked === manner)) return true;
    return behaviours.some((behaviour) => this.fits(behaviour, hypothesis, one, outcome.answer, only));
  }

  /** The profile under which the subject was judged; for a refusal, the tightest that it claims of the dtype. */
  profileOf({ profile, dtype }: Verdict): string {
    return profile ?? claimedProfiles(this.hello, dtype)[0] ?? '';
  }

  private situation({ vector }: Case): Situation {
    const known = this.situations.get(vector.id);
    if (known) return known;
    const made = new Situation(this.loss, vector, new Set(this.hello.extensions ?? []));
    this.situations.set(vector.id, made);
    return made;
  }

  private fits(
    behaviour: Behaviour,
    { dialect }: Hypothesis,
    one: Case,
    answer: Answer,
    only: string | undefined,
  ): boolean {
    if (behaviour.kind === 'refuses') return false;
    if ((answer.unchanged === false) !== behaviour.changes) return false;
    if (!behaviour.computes) return true;
    const { bound, variant } = behaviour.computes;
    const readings: readonly (Lines | undefined)[] = dialect?.readings.map(({ lines }) => lines) ?? [undefined];
    const judged = this.entries(one, answer)?.filter(({ output }) => only === undefined || output === only);
    if (!judged) return false;
    return readings.some((lines) => this.isComputed({ bound, variant: inDialect(variant, lines) }, one.dtype, judged));
  }

  /** First against simulated runs, which is quick; then against all that rounding may make of the formula. */
  private isComputed({ bound, variant }: Computed, dtype: FloatDtype, judged: readonly Entry[]): boolean {
    const simulation = new Simulation(bound, variant);
    return claimedProfiles(this.hello, dtype).some((name) => {
      const profile = profiles.get(name);
      if (!profile) return false;
      for (const run of simulation.runs(profile)) if (isNear(judged, run, dtype)) return true;
      return isWithin(judged, predict(simulation, profile), dtype);
    });
  }

  /** The answered entries that must be right, with their places; undefined where the form is wrong. */
  private entries({ vector }: Case, { loss, gradients = {} }: Answer): readonly Entry[] | undefined {
    const answered = (output: string): Tensor | undefined => (output === 'loss' ? loss : gradients[output]);
    const expected = vector.outcomes.find((outcome) => 'answer' in outcome);
    // Nobody should have answered: all that was answered is looked at.
    if (!expected || !('answer' in expected))
      return ['loss', ...Object.keys(gradients)].flatMap((output) => entriesOf(output, answered(output)));
    const entries: Entry[] = [];
    for (const [output, { shape, level }] of [
      ['loss', expected.answer.loss] as const,
      ...(this.hello.gradients ? Object.entries(expected.answer.gradients) : []),
    ]) {
      const tensor = answered(output);
      if (!tensor || String(tensor.shape) !== String(shape)) return undefined;
      entries.push(...entriesOf(output, tensor).filter(({ entry }) => levelAt(level, entry) === 'must'));
    }
    return entries;
  }
}

interface Entry {
  readonly output: string;
  readonly entry: number;
  readonly value: number;
}

const entriesOf = (output: string, tensor: Tensor | undefined): readonly Entry[] =>
  Array.from(tensor?.data ?? [], (value, entry) => ({ output, entry, value: Number(fromScalar(value)) }));

const levelAt = (level: Level | readonly Level[] | undefined, entry: number): Level =>
  (typeof level === 'object' ? level[entry] : level) ?? 'must';

const isNear = (entries: readonly Entry[], run: Answers, dtype: FloatDtype): boolean =>
  entries.every(({ output, entry, value }) => {
    const simulated = run.get(output)?.[entry] ?? Number.NaN;
    if (Object.is(value, simulated) || value === simulated) return true;
    return Math.abs(value - simulated) <= NEAR * steps(dtype, simulated);
  });

const isWithin = (entries: readonly Entry[], prediction: Prediction, dtype: FloatDtype): boolean =>
  entries.every(({ output, entry, value }) => {
    const span = prediction.get(output)?.[entry];
    return span !== undefined && isInSpan(value, span, dtype);
  });

/** Other algorithms with the same mistake round otherwise, so a range is taken once more as wide. */
function isInSpan(value: number, { low, high, kinds }: Span, dtype: FloatDtype): boolean {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return kinds.has(kindOf(value));
  const slack = high - low + NEAR * Math.max(steps(dtype, low), steps(dtype, high));
  return value >= low - slack && value <= high + slack;
}

const steps = (dtype: FloatDtype, value: number): number =>
  Math.max(2 * formats[dtype].unit * Math.abs(value), formats[dtype].smallest);
