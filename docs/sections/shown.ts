/** The smallest question that kills a mistake, with the exact answer and what the mistake answers. */
import type { Manner, Mistake } from '../../spec/loss.ts';
import { mistakenVariant } from '../../spec/mistaken.ts';
import { LOSS } from '../../spec/oracle/acceptance.ts';
import { Simulation } from '../../spec/oracle/witness.ts';
import { type Profile, profiles } from '../../spec/profiles.ts';
import { fromScalar, type Scalar, toScalar } from '../../spec/tensor.ts';
import { askedIn } from '../../vectors/address.ts';
import { boundOf } from '../../vectors/explanation.ts';
import type { Intervals, OutputTensor, Vector } from '../../vectors/format.ts';
import { killers } from '../../vectors/kills.ts';
import { answersOf } from '../answers.ts';
import type { Material } from '../material.ts';
import { nested, short, tellingDigits } from '../numbers.ts';
import { smallest } from '../questions.ts';

export interface Shown {
  readonly vector: Vector;
  /** How it has to be put to show the mistake. */
  readonly manner?: Manner;
  readonly profile: string;
  /** Vectors that kill it under this profile. */
  readonly count: number;
  /** Outputs that are outside what is allowed. */
  readonly rows: readonly { readonly output: string; readonly exact: string; readonly mistaken: string }[];
}

/** The dtype most people compute in; where no vector of it kills, the others follow. */
const USUAL = 'float32';

export function showMistake(material: Material, mistake: Mistake): Shown | undefined {
  const killed = killers(material.kills, mistake.name);
  const others = [...profiles.values()].filter(({ name }) => name !== USUAL);
  for (const profile of [profiles.get(USUAL), ...others]) {
    if (!profile) continue;
    const rowName = (id: string): string => (mistake.asked === undefined ? id : askedIn(id, mistake.asked));
    const killing = material.vectors.filter(({ id }) => killed.get(rowName(id))?.includes(profile.name));
    const vector = smallest(killing);
    if (!vector) continue;
    const rows = rowsOf(material, mistake, vector, profile);
    const manner = mistake.asked === undefined ? {} : { manner: mistake.asked };
    return { vector, ...manner, profile: profile.name, count: killing.length, rows };
  }
  return undefined;
}

function rowsOf({ loss, acceptance }: Material, mistake: Mistake, vector: Vector, profile: Profile): Shown['rows'] {
  const bound = boundOf(loss, vector);
  const [answer] = answersOf(vector.outcomes);
  if (!bound || !answer) return [];
  const [mistaken] = new Simulation(bound, mistakenVariant(loss, [mistake])).runs(profile);
  const intervals = acceptance.get(profile.name)?.vectors[vector.id]?.[0] ?? {};
  const outputs: Readonly<Record<string, OutputTensor>> = { [LOSS]: answer.loss, ...answer.gradients };
  return Object.entries(outputs).flatMap(([output, exact]) => {
    const values = mistaken?.get(output);
    if (!values || [...values].every((value, entry) => isAllowed(intervals[output] ?? {}, entry, value))) return [];
    const truth = exact.data.map(number);
    const digits = tellingDigits(truth, [...values]);
    const spelled = (data: readonly Scalar[]): string =>
      nested(
        exact.shape,
        data.map((scalar) => short(scalar, digits)),
      );
    return [{ output, exact: spelled(exact.data), mistaken: spelled([...values].map(toScalar)) }];
  });
}

const number = (scalar: Scalar | undefined): number => Number(fromScalar(scalar ?? 'NaN'));

/** Whether an entry lies within the widest grade. */
function isAllowed({ lenient, standard, accurate }: Intervals, entry: number, value: number): boolean {
  const widest = lenient ?? standard ?? accurate;
  if (!widest) return false;
  const [low, high] = [number(widest[0][entry]), number(widest[1][entry])];
  return Number.isNaN(low) ? Number.isNaN(value) : value >= low && value <= high;
}
