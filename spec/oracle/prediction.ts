/** What a variant may answer under a profile: for each entry of each output, the range its own rounding can reach. */
import type { Node } from '../formula/graph.ts';
import type { Profile } from '../profiles.ts';
import { type BigFloat, bigint } from './bigint.ts';
import { Undecided } from './enclosure.ts';
import { withEnoughBits } from './exact.ts';
import { FuzzedReading, type Fuzzy } from './fuzzed.ts';
import type { Simulation } from './witness.ts';

/** The values an entry may have; where its range says nothing, the kinds of value that simulated runs have. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly kinds: ReadonlySet<Kind>;
}

/** NaN, an infinity, or a number. */
export type Kind = 'NaN' | 'Infinity' | '-Infinity' | 'number';

export const kindOf = (value: number): Kind => {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return 'number';
  return value > 0 ? 'Infinity' : '-Infinity';
};

/** By output, entry by entry. */
export type Prediction = ReadonlyMap<string, readonly Span[]>;

export function predict(simulation: Simulation, profile: Profile): Prediction {
  const { outputs } = simulation;
  const runs = [...simulation.runs(profile)];
  const kinds = (output: string, entry: number): ReadonlySet<Kind> =>
    new Set(runs.map((answers) => kindOf(answers.get(output)?.[entry] ?? Number.NaN)));
  const ranges = rangesOf([...outputs.values()].flat(), profile);
  let at = 0;
  return new Map(
    [...outputs].map(([output, nodes]) => [
      output,
      nodes.map((_, entry) => ({ ...(ranges?.[at++] ?? anything), kinds: kinds(output, entry) })),
    ]),
  );
}

interface Range {
  readonly low: number;
  readonly high: number;
}

const anything: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** Undefined where no precision decides: a mistaken formula may divide exactly nothing by exactly nothing. */
function rangesOf(nodes: readonly Node[], profile: Profile): readonly Range[] | undefined {
  try {
    return withEnoughBits(bigint, (reals) => {
      const reading = new FuzzedReading(reals, profile);
      const end = (value: Fuzzy<BigFloat>): Range => {
        if (value === 'NaN' || value.nan) return anything;
        return {
          low: bigint.nearest(value.low.low, profile.dtype),
          high: bigint.nearest(value.high.high, profile.dtype),
        };
      };
      return nodes.map((node) => end(reading.value(node)));
    });
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}
