/** Runs variants on simulated machines: correct algorithms must fall inside the acceptance, mistakes outside. */
import { cut } from '../cut.ts';
import { Graph } from '../formula/graph.ts';
import type { Bound } from '../interpret.ts';
import type { Mistake } from '../loss.ts';
import { algorithmVariant, mistakeVariant, program, type Variant } from '../program.ts';
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

/** Every simulated run's answers: by output, entry by entry. */
export function* simulate(
  bound: Bound,
  variant: Variant,
  precision: Precision,
): Generator<ReadonlyMap<string, Float64Array>> {
  const outputs = [...outputsOf(program(bound, variant, new Graph()))];
  const tape = new Tape(outputs.flatMap(([, nodes]) => nodes));
  const lengths = outputs.map(([name, nodes]) => [name, nodes.length] as const);
  for (const condition of conditions) {
    for (let alternative = 0; alternative < ALTERNATIVES; alternative++) {
      yield cut(tape.run(machine(precision, condition), alternative), lengths);
    }
  }
}

/** What an algorithm's simulated runs answer outside the acceptance at its own grade: a false alarm, or nothing. */
export function falseAlarm(bound: Bound, precision: Precision, acceptance: Acceptance): string | undefined {
  for (const algorithm of bound.loss.algorithms.values()) {
    for (const answers of simulate(bound, algorithmVariant(bound.loss, algorithm), precision)) {
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

/** Whether every simulated run of a mistake has a counted entry outside the acceptance at `grade`. */
export function isKilled(
  bound: Bound,
  mistake: Mistake,
  precision: Precision,
  acceptance: Acceptance,
  counts: (output: string, entry: number) => boolean,
): boolean {
  const grade = mistake.within === undefined ? 'lenient' : 'standard';
  for (const answers of simulate(bound, mistakeVariant(bound.loss, mistake), precision)) {
    let outside = false;
    for (const [output, values] of answers) {
      const ends = acceptance.get(output)?.[grade];
      if (!ends) continue;
      outside ||= values.some((value, entry) => counts(output, entry) && !allows(ends, entry, value));
    }
    if (!outside) return false;
  }
  return true;
}
