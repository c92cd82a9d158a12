/** How tests put formulas to the fuzzed reading, and questions to the acceptance. */
import type { Node } from '../formula/graph.ts';
import type { Rounding } from '../formula/operators.ts';
import type { Bound } from '../interpret.ts';
import { type Profile, profiles } from '../profiles.ts';
import { type Asked, bind, exactly, lossNamed, nodeOf, type Setting } from '../testing.ts';
import { type Acceptance, accept } from './acceptance.ts';
import type { BigFloat } from './bigfloat.ts';
import { bigint } from './bigint.ts';
import { Undecided } from './enclosure.ts';
import { withEnoughBits } from './exact.ts';
import { FuzzedReading } from './fuzzed.ts';

export function profileNamed(name: string): Profile {
  const profile = profiles.get(name);
  if (!profile) throw new Error(`no profile "${name}"`);
  return profile;
}
export const float32 = profileNamed('float32');

export interface Seen {
  readonly low: number;
  readonly high: number;
  readonly nan: boolean;
}

/** The ends as numbers of binary64, both NaN where nothing but NaN is possible. */
export function seenBy(reading: FuzzedReading<BigFloat>, node: Node): Seen {
  const value = reading.value(node);
  if (value === 'NaN') return { low: Number.NaN, high: Number.NaN, nan: true };
  const nearest = (end: BigFloat, other: BigFloat): number => {
    const [low, high] = [bigint.nearest(end, 'float64'), bigint.nearest(other, 'float64')];
    if (low !== high) throw new Undecided('the last bit of an end');
    return low;
  };
  return {
    low: nearest(value.low.low, value.low.high),
    high: nearest(value.high.low, value.high.high),
    nan: value.nan,
  };
}

const fuzzed = (node: Node, profile = float32, spared: ReadonlySet<Rounding> = new Set()): Seen =>
  withEnoughBits(bigint, (reals) => seenBy(new FuzzedReading(reals, profile, spared), node));

export const of = (text: string, setting: Setting = {}, profile = float32, spared?: ReadonlySet<Rounding>) =>
  fuzzed(nodeOf(text, setting), profile, spared);
export const row = (...x: number[]): Setting => ({
  inputs: { x },
  sizes: { n: x.length },
  parameters: { p: 0.1, q: 0.5, r: Number.NaN },
});
export const point = (value: number): Seen => ({ low: value, high: value, nan: false });

export interface Judged {
  readonly bound: Bound;
  readonly truth: ReadonlyMap<string, readonly number[]>;
  readonly acceptance: Acceptance;
}

export function judge(loss: string, asked: Asked, profile: string | Profile): Judged {
  const bound = bind(lossNamed(loss), asked);
  const truth = new Map(Object.entries(exactly(bound)));
  const claimed = typeof profile === 'string' ? profileNamed(profile) : profile;
  return { bound, truth, acceptance: accept(bigint, bound, claimed, truth) };
}
