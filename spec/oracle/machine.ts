/** A simulated floating-point machine: rounds to a dtype, sums in a chosen order, errs in its library by chosen ulps. */
import { f16round } from '@petamoriken/float16';
import type { LibraryFunction, Profile } from '../profiles.ts';
import type { FloatDtype } from '../tensor.ts';
import { compose } from './composition.ts';
import { erring } from './erring.ts';
import { formats } from './formats.ts';

export type SumOrder = 'forward' | 'backward' | 'pairwise' | 'lanes' | 'double';

/** What of a profile a machine needs: where it stores, what it computes in, how often it stores, and how it may err. */
export type Precision = Pick<Profile, 'dtype' | 'computes' | 'stores'> &
  Partial<Pick<Profile, 'rounding' | 'division' | 'ulps' | 'inexact'>>;

export interface Conditions {
  readonly order: SumOrder;
  /**
   * Ulps by which library results are wrong, of the four that are usual: a fixed shift, or 'mixed' for a pattern of −3…3.
   * Where a profile has rules, so many quarters of what they allow.
   */
  readonly ulps: number | 'mixed';
  readonly flushes: boolean;
}

export interface Machine {
  round(value: number): number;
  /** A constant of a formula: held in what is computed in, never stored. */
  constant(value: number): number;
  /** Kept in a dtype on the way. */
  cast(value: number, dtype: FloatDtype): number;
  quotient(a: number, b: number): number;
  library(name: LibraryFunction, x: number): number;
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
  const errors = erring(precision, working, compute, ulps);
  const flushed = (value: number): number => (flushes && value > -normal && value < normal ? value * 0 : value);
  const work = (value: number): number => flushed(errors.direct(value, compute(value)));
  const store = roundTo[precision.dtype];
  const kept = precision.stores === 'every result' ? store : (value: number): number => value;
  const round = (value: number): number => kept(work(value));
  const off = (name: LibraryFunction, x: number): number => flushed(errors.library(name, x, compute(Math[name](x))));
  const quotient = (a: number, b: number): number => kept(flushed(errors.quotient(a / b, compute(a / b))));
  const library = (name: LibraryFunction, x: number): number => {
    const error = precision.ulps?.[name];
    if (typeof error !== 'string') return kept(off(name, x));
    return compose(error, x, {
      constant: (text) => work(Number(text)),
      operation: (operator, [a = Number.NaN, b = Number.NaN]) => {
        if (operator === 'add') return round(a + b);
        if (operator === 'subtract') return round(a - b);
        if (operator === 'multiply') return round(a * b);
        return operator === 'divide' ? quotient(a, b) : library(operator as LibraryFunction, a);
      },
    });
  };
  const add = (a: number, b: number): number => work(a + b);
  return {
    round,
    constant: work,
    cast: (value, dtype) => roundTo[dtype](value),
    quotient,
    library,
    sum: (terms) => round(summing[order](terms, add, work)),
    streamingSumExp: (terms) => round(streaming(terms, add, work, (x) => off('exp', x))),
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
