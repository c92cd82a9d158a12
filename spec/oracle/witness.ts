/** Runs variants on simulated machines: correct algorithms must fall inside the acceptance, mistakes outside. */
import { cut } from '../cut.ts';
import { Graph, type Node } from '../formula/graph.ts';
import type { Bound } from '../interpret.ts';
import type { Algorithm, Grade } from '../loss.ts';
import { algorithmVariant, program, type Variant } from '../program.ts';
import { type Acceptance, allows, outputsOf } from './acceptance.ts';
import { type Conditions, machine, type Precision } from './machine.ts';
import { Tape } from './tape.ts';

/** Summation orders × library errors × flushing, enough of them to reach every end. */
const conditions: readonly Conditions[] = [
  { order: 'forward', ulps: 0, flushes: false },
  { order: 'backward', ulps: 0, flushes: false },
  { order: 'pairwise', ulps: 'mixed', flushes: false },
  { order: 'lanes', ulps: 3, flushes: true },
  { order: 'forward', ulps: -3, flushes: true },
  { order: 'double', ulps: 'mixed', flushes: false },
];

/** The most alternatives that stand beside one another in any formula. */
const ALTERNATIVES = 3;

/** What one simulated run answers: by output, entry by entry. */
export type Answers = ReadonlyMap<string, Float64Array>;

/** A variant of a question, compiled once and run on any machine. */
export class Simulation {
  readonly outputs: ReadonlyMap<string, readonly Node[]>;
  private readonly tape: Tape;
  private readonly lengths: readonly (readonly [output: string, count: number])[];

  constructor(bound: Bound, variant: Variant) {
    this.outputs = outputsOf(program(bound, variant, new Graph()));
    this.tape = new Tape([...this.outputs.values()].flat());
    this.lengths = [...this.outputs].map(([name, nodes]) => [name, nodes.length]);
  }

  /** One answer for each condition and alternative. */
  *runs(precision: Precision): Generator<Answers> {
    for (const condition of conditions) {
      for (let alternative = 0; alternative < ALTERNATIVES; alternative++) {
        yield cut(this.tape.run(machine(precision, condition), alternative), this.lengths);
      }
    }
  }
}

/** Every algorithm of a bound question, ready to run. */
export const algorithmSimulations = (bound: Bound): ReadonlyMap<Algorithm, Simulation> =>
  new Map(
    [...bound.loss.algorithms.values()].map((one) => [one, new Simulation(bound, algorithmVariant(bound.loss, one))]),
  );

/** What an algorithm's simulated runs answer outside the acceptance at its own grade: a false alarm, or nothing. */
export function falseAlarm(
  algorithms: ReadonlyMap<Algorithm, Simulation>,
  precision: Precision,
  acceptance: Acceptance,
): string | undefined {
  for (const [algorithm, simulation] of algorithms) {
    for (const answers of simulation.runs(precision)) {
      for (const [output, values] of answers) {
        const ends = acceptance.get(output)?.[algorithm.grade];
        const entry = ends ? values.findIndex((value, index) => !allows(ends, index, value)) : -1;
        if (ends && entry >= 0) {
          const range = `[${ends.low[entry]}, ${ends.high[entry]}]`;
          return `algorithm ${algorithm.name} answers ${values[entry]} for ${output}[${entry}], outside ${range}`;
        }
      }
    }
  }
  return undefined;
}

/** Whether a run has an entry that counts and lies outside the acceptance at `grade`. */
export function isOutside(
  answers: Answers,
  acceptance: Acceptance,
  grade: Grade,
  counts: (output: string, entry: number) => boolean,
): boolean {
  for (const [output, values] of answers) {
    const ends = acceptance.get(output)?.[grade];
    if (ends && values.some((value, entry) => counts(output, entry) && !allows(ends, entry, value))) return true;
  }
  return false;
}
