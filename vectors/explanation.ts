/** What is behind one vector: its exact answers to many digits, and which roundings make its acceptance wide. */
import type { Rounding } from '../spec/formula/operators.ts';
import { type Bound, interpret } from '../spec/interpret.ts';
import type { Loss } from '../spec/loss.ts';
import { type Acceptance, accept, LOSS, outputsOf } from '../spec/oracle/acceptance.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { type Enclosure, type Enclosures, Undecided } from '../spec/oracle/enclosure.ts';
import { ExactReading, withEnoughBits } from '../spec/oracle/exact.ts';
import { allExtensions } from '../spec/points.ts';
import { type Profile, profiles } from '../spec/profiles.ts';
import { definition, program } from '../spec/program.ts';
import { type FloatDtype, fromScalar } from '../spec/tensor.ts';
import type { Vector } from './format.ts';

const DIGITS = 25;
const roundings: readonly Rounding[] = [
  'addition',
  'multiplication',
  'division',
  'sum',
  'streaming',
  'exp',
  'log',
  'log1p',
  'expm1',
];

/** The extensions of the subjects that a vector is put to. */
export const extensionsOf = (loss: Loss, { without }: Pick<Vector, 'without'>): ReadonlySet<string> =>
  without === undefined ? allExtensions(loss) : new Set();

/** The bound question of the vector's first answer; `undefined` when it only refuses. */
export function boundOf(loss: Loss, vector: Vector): Bound | undefined {
  const meaning = interpret(loss, vector, extensionsOf(loss, vector)).find((one) => 'bound' in one);
  return meaning && 'bound' in meaning ? meaning.bound : undefined;
}

/** By output, every entry of the exact answer in 25 significant digits. */
export function exactDigits(bound: Bound): ReadonlyMap<string, readonly string[]> {
  const outputs = outputsOf(program(bound, definition));
  return withEnoughBits(bigint, (reals) => {
    const reading = new ExactReading(reals);
    return new Map(
      [...outputs].map(([name, nodes]) => [name, nodes.map((node) => digits(reals, reading.value(node)))]),
    );
  });
}

function digits<R>(reals: Enclosures<R>, value: Enclosure<R>): string {
  if (value === 'NaN') return value;
  if (!reals.arithmetic.isFinite(value.low)) return String(reals.nearest(value, 'float64'));
  if (reals.nearest(value, 'float64') === 0) return '0';
  const [low, high] = [value.low, value.high].map((end) => reals.arithmetic.toDecimal(end, DIGITS));
  if (low === undefined || low !== high) throw new Undecided('a digit');
  return low;
}

/** What share of an entry's half-width at `lenient` each kind of rounding is to blame for, the largest first. */
export interface Blame {
  readonly rounding: Rounding;
  /** How much narrower the interval would be without it, from 0 to 1. */
  readonly share: number;
}

/** The acceptance of the vector in a profile, and what widened one entry of it. */
export function explainWidth(
  bound: Bound,
  vector: Vector,
  dtype: FloatDtype,
  output: string,
  entry: number,
): readonly Blame[] {
  const profile = [...profiles.values()].find((candidate) => candidate.dtype === dtype);
  if (!profile) return [];
  const truth = truthOf(vector);
  const whole = widthOf(accept(bigint, bound, profile, truth), output, entry);
  if (!(whole > 0)) return [];
  return roundings
    .flatMap((rounding) => {
      const width = widthWithout(bound, profile, truth, rounding, output, entry);
      return width === undefined ? [] : [{ rounding, share: 1 - width / whole }];
    })
    .filter(({ share }) => share > 0.005)
    .sort((a, b) => b.share - a.share);
}

/** Without a rounding an end may fall exactly halfway between two numbers, which no precision decides: `undefined`. */
function widthWithout(
  bound: Bound,
  profile: Profile,
  truth: ReadonlyMap<string, readonly number[]>,
  rounding: Rounding,
  output: string,
  entry: number,
): number | undefined {
  try {
    return widthOf(accept(bigint, bound, profile, truth, { spared: new Set([rounding]) }), output, entry);
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

function widthOf(acceptance: Acceptance, output: string, entry: number): number {
  const ends = acceptance.get(output)?.lenient;
  return (ends?.high[entry] ?? Number.NaN) - (ends?.low[entry] ?? Number.NaN);
}

function truthOf(vector: Vector): ReadonlyMap<string, readonly number[]> {
  const outcome = vector.outcomes.find((one) => 'answer' in one);
  if (!outcome || !('answer' in outcome)) return new Map();
  const { loss, gradients } = outcome.answer;
  return new Map(
    [[LOSS, loss] as const, ...Object.entries(gradients)].map(([name, { data }]) => [
      name,
      data.map((scalar) => Number(fromScalar(scalar))),
    ]),
  );
}
