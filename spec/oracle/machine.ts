/** A simulated floating-point machine: rounds to a dtype, sums in a chosen order, errs in its library by chosen ulps. */
import { f16round } from '@petamoriken/float16';
import type { Profile } from '../profiles.ts';
import type { FloatDtype } from '../tensor.ts';
import { formats } from './formats.ts';

export type SumOrder = 'forward' | 'backward' | 'pairwise' | 'lanes' | 'double';

/** What of a profile a machine needs: where it stores, what it computes in, and how often it stores. */
export type Precision = Pick<Profile, 'dtype' | 'computes' | 'stores'>;

export interface Conditions {
  readonly order: SumOrder;
  /** Ulps by which library results are wrong: a fixed shift, or 'mixed' for a pattern of −3…3. */
  readonly ulps: number | 'mixed';
  readonly flushes: boolean;
}

export interface Machine {
  round(value: number): number;
  /** A constant of a formula: held in what is computed in, never stored. */
  constant(value: number): number;
  /** Kept in a dtype on the way. */
  cast(value: number, dtype: FloatDtype): number;
  library(elementary: (x: number) => number, x: number): number;
  sum(terms: ArrayLike<number>): number;
  streamingSumExp(terms: ArrayLike<number>): number;
  /** A result as it is handed out. */
  result(value: number): number;
}

const LANES = 8;

export function machine(precision: Precision, { order, ulps, flushes }: Conditions): Machine {
  const working = precision.computes ?? precision.dtype;
  const compute = roundTo[working];
  const normal = formats[working].smallestNormal;
  const work = flushes
    ? (value: number): number => {
        const rounded = compute(value);
        return rounded > -normal && rounded < normal ? rounded * 0 : rounded;
      }
    : compute;
  const store = roundTo[precision.dtype];
  const round = precision.stores === 'every result' ? (value: number): number => store(work(value)) : work;
  const shift = nudging(working);
  let calls = 0;
  const nudged = (elementary: (x: number) => number, x: number): number => {
    const result = compute(elementary(x));
    const exact = result === 1 || !Number.isFinite(x) || !Number.isFinite(result);
    if (ulps === 0 || exact || !(Math.abs(result) >= normal)) return work(result);
    calls = (calls + 1) % 7;
    return work(shift(result, ulps === 'mixed' ? calls - 3 : ulps));
  };
  const add = (a: number, b: number): number => work(a + b);
  return {
    round,
    constant: work,
    cast: (value, dtype) => roundTo[dtype](value),
    library: (elementary, x) => round(nudged(elementary, x)),
    sum: (terms) => round(summing[order](terms, add, work)),
    streamingSumExp: (terms) => round(streaming(terms, add, work, (x) => nudged(Math.exp, x))),
    result: store,
  };
}

const asBits = new DataView(new ArrayBuffer(4));

/** Rounds a binary32 number to bfloat16: to nearest, ties to even, on its bits. */
function bfloat16(value: number): number {
  if (!Number.isFinite(value)) return value;
  asBits.setFloat32(0, value);
  const bits = asBits.getUint32(0);
  asBits.setUint32(0, (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
  return asBits.getFloat32(0);
}

const roundTo: Readonly<Record<FloatDtype, (value: number) => number>> = {
  float64: (value) => value,
  float32: Math.fround,
  float16: f16round,
  bfloat16: (value) => bfloat16(Math.fround(value)),
};

type Add = (a: number, b: number) => number;
type Round = (value: number) => number;

/** Rescales the sum whenever a larger term arrives. */
function streaming(terms: ArrayLike<number>, add: Add, round: Round, exp: Round): number {
  let largest = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] ?? 0;
    if (term === Number.NEGATIVE_INFINITY) continue;
    if (term > largest) {
      total = add(round(total * exp(round(largest - term))), exp(term - term)); // 1, or NaN of ∞
      largest = term;
    } else total = add(total, exp(round(term - largest)));
  }
  return total;
}

/** Moves a normal number by a few of its dtype's steps. */
function nudging(dtype: FloatDtype): (value: number, steps: number) => number {
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

const summing: Readonly<
  Record<SumOrder, (terms: ArrayLike<number>, add: Add, round: (x: number) => number) => number>
> = {
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
