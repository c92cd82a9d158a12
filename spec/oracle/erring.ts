/** How a simulated machine errs: by steps of its dtype, by rules of its profile, and to which side it rounds. */
import { type ErrorRule, type LibraryFunction, ruleAt } from '../profiles.ts';
import type { FloatDtype } from '../tensor.ts';
import { formats } from './formats.ts';
import type { Conditions, Precision } from './machine.ts';

/** What a machine makes of an exact value (in binary64) and the number nearest to it. */
export interface Errors {
  /** Rounds up or down, where the profile does not round to nearest. */
  direct(exact: number, nearest: number): number;
  quotient(exact: number, nearest: number): number;
  library(name: LibraryFunction, x: number, nearest: number): number;
}

/** Ulps that profiles without rules allow. */
const USUAL = 4;

/** @param round to nearest, in what the machine works in */
export function erring(
  precision: Precision,
  working: FloatDtype,
  round: (value: number) => number,
  ulps: Conditions['ulps'],
): Errors {
  const move = mover(working);
  const normal = formats[working].smallestNormal;
  const isNormal = (value: number): boolean => Math.abs(value) >= normal && Number.isFinite(value);
  let calls = 0;
  const next = (): number => {
    calls = (calls + 1) % 7;
    return ulps === 'mixed' ? calls - 3 : ulps;
  };
  const steps = (value: number, most: number): number =>
    isNormal(value) ? move(value, Math.trunc((next() / USUAL) * most)) : value;
  const byRule = ({ absolute, ulps: least = 0, per_argument = 0 }: ErrorRule, x: number, nearest: number): number => {
    if (absolute === undefined) return steps(nearest, least + per_argument * Math.abs(x));
    return round(nearest + (next() / USUAL) * absolute * (1 - 2 ** -10)); // rounded, it still keeps to it
  };
  return {
    direct(exact, nearest) {
      if (precision.rounding === undefined || ulps === 0 || nearest === exact || !isNormal(nearest)) return nearest;
      const up = next() > 0;
      return nearest < exact === up ? move(nearest, up === nearest > 0 ? 1 : -1) : nearest;
    },
    quotient(exact, nearest) {
      const { division = 0, inexact } = precision;
      return inexact?.includes('division') ? steps(nearest, division / 2) : this.direct(exact, nearest);
    },
    library(name, x, nearest) {
      const error = precision.ulps?.[name];
      const rule = typeof error === 'object' ? ruleAt(error, x) : undefined;
      if (rule) return byRule(rule, x, nearest);
      const exact = nearest === 1 || !Number.isFinite(x) || !isNormal(nearest);
      return ulps === 0 || exact ? nearest : move(nearest, next());
    },
  };
}

/** Moves a normal number by a few of its dtype's steps, away from 0. */
function mover(dtype: FloatDtype): (value: number, steps: number) => number {
  const view = new DataView(new ArrayBuffer(8));
  if (dtype !== 'float64') {
    return (value, steps) => {
      view.setFloat32(0, value);
      view.setInt32(0, view.getInt32(0) + steps);
      return view.getFloat32(0);
    };
  }
  return (value, steps) => {
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
    return view.getFloat64(0);
  };
}
