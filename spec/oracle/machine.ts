/** A simulated floating-point machine: rounds to a dtype, sums in a chosen order, errs in its library by chosen ulps. */
import type { FloatDtype } from '../tensor.ts';
import { formats } from './formats.ts';

export type SumOrder = 'forward' | 'backward' | 'pairwise' | 'lanes' | 'double';

export interface MachineOptions {
  readonly dtype: FloatDtype;
  readonly order: SumOrder;
  /** Ulps by which library results are wrong: a fixed shift, or 'mixed' for a pattern of −3…3. */
  readonly ulps: number | 'mixed';
  readonly flushes: boolean;
}

export interface Machine {
  round(value: number): number;
  library(elementary: (x: number) => number, x: number): number;
  sum(terms: ArrayLike<number>): number;
  streamingSumExp(terms: ArrayLike<number>): number;
}

const LANES = 8;

/** @throws RangeError for a dtype no machine is built for yet */
export function machine({ dtype, order, ulps, flushes }: MachineOptions): Machine {
  if (dtype !== 'float64' && dtype !== 'float32') throw new RangeError(`no machine for ${dtype} yet`);
  const store = dtype === 'float32' ? Math.fround : (value: number): number => value;
  const normal = formats[dtype].smallestNormal;
  const round = flushes
    ? (value: number): number => {
        const stored = store(value);
        return stored > -normal && stored < normal ? stored * 0 : stored;
      }
    : store;
  const shift = nudging(dtype);
  let calls = 0;
  const library = (elementary: (x: number) => number, x: number): number => {
    const result = store(elementary(x));
    if (ulps === 0 || result === 1 || !(Math.abs(result) >= normal) || !Number.isFinite(result)) return round(result);
    calls = (calls + 1) % 7;
    return round(shift(result, ulps === 'mixed' ? calls - 3 : ulps));
  };
  const add = (a: number, b: number): number => round(a + b);
  return {
    round,
    library,
    sum: (terms) => summing[order](terms, add, round),
    streamingSumExp(terms) {
      let largest = Number.NEGATIVE_INFINITY;
      let total = 0;
      for (let i = 0; i < terms.length; i++) {
        const term = terms[i] ?? 0;
        if (term === Number.NEGATIVE_INFINITY) continue;
        if (term > largest) {
          total = add(round(total * library(Math.exp, round(largest - term))), 1);
          largest = term;
        } else total = add(total, library(Math.exp, round(term - largest)));
      }
      return total;
    },
  };
}

/** Moves a normal number by a few of its dtype's steps. */
function nudging(dtype: 'float64' | 'float32'): (value: number, steps: number) => number {
  const view = new DataView(new ArrayBuffer(8));
  if (dtype === 'float32') {
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

type Add = (a: number, b: number) => number;

const summing: Readonly<Record<SumOrder, (terms: ArrayLike<number>, add: Add, round: (x: number) => number) => number>> = {
  forward(terms, add) {
    let total = terms[0] ?? 0;
    for (let i = 1; i < terms.length; i++) total = add(total, terms[i] ?? 0);
    return total;
  },
  backward(terms, add) {
    let total = terms[terms.length - 1] ?? 0;
    for (let i = terms.length - 2; i >= 0; i--) total = add(total, terms[i] ?? 0);
    return total;
  },
  pairwise(terms, add) {
    const half = (from: number, to: number): number =>
      to - from === 1 ? (terms[from] ?? 0) : add(half(from, (from + to) >> 1), half((from + to) >> 1, to));
    return terms.length === 0 ? 0 : half(0, terms.length);
  },
  lanes(terms, add) {
    const lanes = new Float64Array(LANES);
    for (let i = 0; i < terms.length; i++) lanes[i % LANES] = add(lanes[i % LANES] ?? 0, terms[i] ?? 0);
    return lanes.reduce(add);
  },
  double(terms, _add, round) {
    let total = 0;
    for (let i = 0; i < terms.length; i++) total += terms[i] ?? 0;
    return round(total);
  },
};
