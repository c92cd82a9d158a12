/** One position's logits under softmax: the parts from which values and gradients are built without cancellation. */
import { exp } from './exponential.ts';
import type { MassRow } from './mass_row.ts';
import { type FloatTensor, readRun } from './tensor.ts';

/**
 * With m the largest logit, at class `top`: e_c = exp(x_c − m), `rest` = the sum of e_c over every class but `top`, so
 * Σ e = 1 + rest. Keeping `rest` apart keeps small losses: log Σ e = log1p(rest) is right to the last digits even where
 * 1 + rest rounds to 1. Reused for position after position: reading the next one overwrites.
 */
export class SoftmaxRow {
  readonly logits: Float64Array;
  readonly exps: Float64Array;
  top = 0;
  rest = 0;
  logTotal = 0;

  constructor(classes: number) {
    this.logits = new Float64Array(classes);
    this.exps = new Float64Array(classes);
  }

  read(input: FloatTensor, start: number, stride: number): void {
    const { logits, exps } = this;
    readRun(input, start, stride, logits.length, logits);
    let top = 0;
    let max = logits[0];
    for (let c = 1; c < logits.length; c++) {
      if (logits[c] > max) {
        top = c;
        max = logits[c];
      }
    }
    let rest = 0;
    for (let c = 0; c < logits.length; c++) {
      const e = exp(logits[c] - max);
      exps[c] = e;
      if (c !== top) rest += e;
    }
    this.top = top;
    this.rest = rest;
    this.logTotal = Math.log1p(rest);
  }

  /** Σ e; NaN when the largest logit is not finite. */
  get total(): number {
    return this.exps[this.top] + this.rest;
  }

  /** −log p_c, a sum of two numbers ≥ 0. */
  surprise(c: number): number {
    return this.logTotal + (this.logits[this.top] - this.logits[c]);
  }

  /** Σ_{j≠c} e_j. For c = top it is known; for any other class it is at least 1, so the subtraction is harmless. */
  others(c: number): number {
    return c === this.top ? this.rest : this.total - this.exps[c];
  }
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
