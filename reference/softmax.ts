/** One position's logits under softmax: the parts from which values and gradients are built without cancellation. */
import { type ExpWriter, expWriter, log1p } from './exponential.ts';
import type { MassRow } from './mass_row.ts';
import { type FloatDtype, type FloatTensor, readRun } from './tensor.ts';

/** Up to here a sum of exponentials is divided by without a loss. */
const LARGE = 2 ** 500;

/**
 * With a class as `pivot`: e_c = e^(x_c − x_pivot), `rest` = the sum of e_c over every class but the pivot, so
 * Σ e = 1 + rest. Keeping `rest` apart keeps small losses: log Σ e = log1p(rest) is right to the last digits even where
 * 1 + rest rounds to 1. Reused for position after position: reading the next one overwrites.
 */
export class SoftmaxRow {
  readonly logits: Float64Array;
  readonly exps: Float64Array;
  pivot = 0;
  rest = 0;
  logTotal = 0;
  private readonly short: boolean;
  private readonly writeExps: ExpWriter;

  /** @param dtype of the answers that are made of it */
  constructor(dtype: FloatDtype, classes: number) {
    this.short = dtype !== 'float64';
    this.writeExps = expWriter(dtype);
    this.logits = new Float64Array(classes);
    this.exps = new Float64Array(classes);
  }

  /**
   * The pivot is the class of the largest logit: nothing overflows then, and no difference rounds more. Where doubles
   * have digits to spare it may be the only class that is asked about, which need not be looked for, unless it is far below.
   */
  read(input: FloatTensor, start: number, stride: number, asked?: number): void {
    readRun(input, start, stride, this.logits.length, this.logits);
    const found = this.short && asked !== undefined && this.turn(asked) < LARGE;
    if (!found) this.turn(largest(this.logits));
    this.logTotal = log1p(this.rest);
  }

  private turn(pivot: number): number {
    const { logits, exps } = this;
    const shift = logits[pivot];
    logits[pivot] = -Infinity; // for the moment: its exponential is 0, and so the sum leaves it out
    this.rest = this.writeExps(logits, shift, logits.length, exps);
    logits[pivot] = shift;
    exps[pivot] = 1 + (shift - shift); // NaN where it is not finite
    this.pivot = pivot;
    return this.rest;
  }

  /** Σ e; NaN when the pivot's logit is not finite. */
  get total(): number {
    return this.exps[this.pivot] + this.rest;
  }

  /** −log p_c, a sum of two numbers ≥ 0. */
  surprise(c: number): number {
    return this.logTotal + (this.logits[this.pivot] - this.logits[c]);
  }

  /** Σ_{j≠c} e_j. For the pivot it is known; for any other class it is at least 1, so the subtraction is harmless. */
  others(c: number): number {
    return c === this.pivot ? this.rest : this.total - this.exps[c];
  }
}

/** The first class with the largest logit; 0 where that logit is NaN. */
function largest(logits: Float64Array): number {
  let top = 0;
  let max = logits[0];
  for (let c = 1; c < logits.length; c++) {
    if (logits[c] > max) {
      top = c;
      max = logits[c];
    }
  }
  return top;
}

/**
 * slope·(p_k·Σ_c m_c − m_k), the slope by logit k of slope·Σ_c m_c·(−log p_c), for every k. Computed as
 * slope/Σe·(e_k·Σ_{c≠k} m_c − m_k·Σ_{c≠k} e_c), which keeps 1 − p_k where p_k rounds to 1.
 */
export function writeSoftmaxSlopes(row: SoftmaxRow, target: MassRow, slope: number, gradient: Float64Array): void {
  const { exps, total } = row;
  const scale = slope / total;
  for (let c = 0; c < exps.length; c++) {
    gradient[c] = scale * (exps[c] * target.others(c) - target.masses[c] * row.others(c));
  }
}
