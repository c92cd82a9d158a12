/** e^x and log(1 + u), faster than Math's and about as accurate: nearly all the time of a loss goes here. */
import * as fixed from './fixed_point.ts';
import type { FloatDtype } from './tensor.ts';

// e^x = 2^k · 2^(j/128) · e^r with x = (128 k + j) · ln2/128 + r, so |r| < 0.0028 and five terms of e^r are enough.
const STEPS = 128;
const LN2 = fixed.log(2n, 1n);
const STEP = LN2 / BigInt(STEPS);
const ROOT = Float64Array.from({ length: STEPS }, (_, j) => fixed.toNumber(fixed.exp(STEP * BigInt(j))));
const ROOT_REST = ROOT.map((root, j) => fixed.remainder(fixed.exp(STEP * BigInt(j)), root));
const POWER = Float64Array.from({ length: 2046 }, (_, i) => 2 ** (i - 1022));
// The step in two parts, the first so short that its product with any step count here is exact.
const STEP_HIGH = Math.round(fixed.toNumber(STEP) * 2 ** 42) / 2 ** 42;
const STEP_LOW = fixed.remainder(STEP, STEP_HIGH);
const STEPS_PER_UNIT = 1 / fixed.toNumber(STEP);
/** Adding and subtracting 1.5 · 2^52 rounds a small number to an integer. */
const ROUNDER = 1.5 * 2 ** 52;

/** e^x within 0.51 ulp for |x| < 708; beyond, where results may be subnormal or infinite, what Math.exp says. */
export function exp(x: number): number {
  if (!(Math.abs(x) < 708)) return Math.exp(x);
  const steps = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - steps * STEP_HIGH - steps * STEP_LOW;
  const square = r * r;
  const growth = r + square * (1 / 2 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const root = ROOT[steps & (STEPS - 1)];
  return (root + (ROOT_REST[steps & (STEPS - 1)] + root * growth)) * POWER[(steps >> 7) + 1022];
}

/** Writes e^(x − shift) for the first `size` numbers x, and adds them up. */
export type ExpWriter = (x: Float64Array, shift: number, size: number, exps: Float64Array) => number;

/**
 * As `exp`; or, where answers are rounded to far fewer digits in the end, within 1e-12 in half the time. What is above
 * e^700 may then be any number from there on.
 */
export const expWriter = (dtype: FloatDtype): ExpWriter => (dtype === 'float64' ? writeExps : writeShortExps);

const writeExps: ExpWriter = (x, shift, size, exps) => {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    exps[i] = exp(x[i] - shift);
    sum += exps[i];
  }
  return sum;
};

// e^x = 2^k · 2^(j/2048) · e^r with |r| < 0.00017, so that two terms of e^r are enough.
const SHORT_STEPS = 2048;
const SHORT_STEP = fixed.toNumber(LN2) / SHORT_STEPS;
const SHORT_ROOT = Float64Array.from({ length: SHORT_STEPS }, (_, j) => 2 ** (j / SHORT_STEPS));
/** 2^k from where it is 0, as e^x is below −746, up to what e^700 takes. */
const LOWEST = -1077;
const SHORT_POWER = Float64Array.from({ length: 1011 - LOWEST }, (_, i) => 2 ** (i + LOWEST));

/** e^x within 1e-12; what is above e^700 may be any number from there on. */
export function shortExp(x: number): number {
  const exponent = Math.min(Math.max(x, -746), 700);
  const steps = exponent * (1 / SHORT_STEP) + ROUNDER - ROUNDER;
  const r = exponent - steps * SHORT_STEP;
  const root = SHORT_ROOT[steps & (SHORT_STEPS - 1)];
  return (root + root * (r + r * r * 0.5)) * SHORT_POWER[(steps >> 11) - LOWEST];
}

const writeShortExps: ExpWriter = (x, shift, size, exps) => {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    exps[i] = shortExp(x[i] - shift);
    sum += exps[i];
  }
  return sum;
};

// log(1 + u) = log(1 + a) + log(1 + r), a = j/64 the nearest such fraction, r = (u − a) / (1 + a), so |r| < 0.008;
// log(1 + r) = 2 atanh(s) = r − s·(r − 2s²/3 − 2s⁴/5 − …) with s = r / (2 + r), which rounds a small part of r only.
const LOG = Float64Array.from({ length: 65 }, (_, j) => fixed.toNumber(fixed.log(64n + BigInt(j), 64n)));
const RECIPROCAL = LOG.map((_, j) => 64 / (64 + j));

/** log(1 + u) for 0 ≤ u ≤ 1, within 1.3 ulp also where u is tiny; NaN stays NaN. */
export function log1pFraction(u: number): number {
  const a = u + ROUNDER / 64 - ROUNDER / 64;
  const j = (a * 64) & 127;
  const s = (u - a) / (2 + a + u);
  const r = (u - a) * RECIPROCAL[j];
  const square = s * s;
  const bend = 2 * square * (1 / 3 + square * (1 / 5 + square * (1 / 7)));
  return LOG[j] + (r - s * (r - bend));
}

/** Writes log(1 + u) for the first `size` numbers u from 0 to 1. */
export type Log1pWriter = (u: Float64Array, size: number, logs: Float64Array) => void;

/** As `log1pFraction`; or within 1e-12, as the shorter exponentials. */
export const log1pWriter = (dtype: FloatDtype): Log1pWriter => (dtype === 'float64' ? writeLog1p : writeShortLog1p);

const writeLog1p: Log1pWriter = (u, size, logs) => {
  for (let i = 0; i < size; i++) logs[i] = log1pFraction(u[i]);
};

// As above with a = j/512, so |r| < 0.00098, and four terms of log(1 + r) are enough.
const SHORT_LOG = Float64Array.from({ length: 513 }, (_, j) => Math.log1p(j / 512));
const SHORT_RECIPROCAL = SHORT_LOG.map((_, j) => 512 / (512 + j));

/** log(1 + u) for 0 ≤ u ≤ 1 within 1e-12. */
export function shortLog1pFraction(u: number): number {
  const a = u + ROUNDER / 512 - ROUNDER / 512;
  const j = (a * 512) & 1023;
  const r = (u - a) * SHORT_RECIPROCAL[j];
  return SHORT_LOG[j] + (r - r * r * (1 / 2 - r * (1 / 3 - r * (1 / 4))));
}

const writeShortLog1p: Log1pWriter = (u, size, logs) => {
  for (let i = 0; i < size; i++) logs[i] = shortLog1pFraction(u[i]);
};

/** log(1 + x) for x ≥ 0: k·ln 2 + log(1 + u) with 1 + x = 2^k·(1 + u), where x − (2^k − 1) rounds nothing away. */
export function log1p(x: number): number {
  if (!(x < 2 ** 31)) return Math.log1p(x);
  const k = 31 - Math.clz32(1 + x);
  return k * Math.LN2 + log1pFraction((x - (POWER[1022 + k] - 1)) * POWER[1022 - k]);
}

/** The same within 1e-12. */
export function shortLog1p(x: number): number {
  if (!(x < 2 ** 31)) return Math.log1p(x);
  const k = 31 - Math.clz32(1 + x);
  return k * Math.LN2 + shortLog1pFraction((x - (POWER[1022 + k] - 1)) * POWER[1022 - k]);
}
