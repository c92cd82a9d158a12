/** One position's target as class weights and label smoothing leave it: what cross-entropy multiplies each −log p by. */
import { type FloatTensor, readRun } from './tensor.ts';

/** Reused for position after position: reading the next one overwrites. ε is the smoothing, w the class weights. */
export class TargetRow {
  /** t' = (1 − ε)·t + ε/C. */
  readonly shares: Float64Array;
  /** w·t'. */
  readonly masses: Float64Array;
  private readonly weights: Float64Array;
  private readonly smoothing: number;
  private top = 0;
  private rest = 0;

  constructor(weights: Float64Array, smoothing: number) {
    this.shares = new Float64Array(weights.length);
    this.masses = new Float64Array(weights.length);
    this.weights = weights;
    this.smoothing = smoothing;
  }

  readLabel(label: number): void {
    this.shares.fill(0);
    this.shares[label] = 1;
    this.share();
  }

  readProbabilities(target: FloatTensor, start: number, stride: number): void {
    readRun(target, start, stride, this.shares.length, this.shares);
    this.share();
  }

  private share(): void {
    const { shares, masses, weights, smoothing } = this;
    const even = smoothing / shares.length;
    let top = 0;
    for (let c = 0; c < shares.length; c++) {
      shares[c] = (1 - smoothing) * shares[c] + even;
      masses[c] = weights[c] * shares[c];
      if (Math.abs(masses[c]) > Math.abs(masses[top])) top = c;
    }
    let rest = 0;
    for (let c = 0; c < masses.length; c++) if (c !== top) rest += masses[c];
    this.top = top;
    this.rest = rest;
  }

  /** Σ_{j≠c} w_j·t'_j: added up, rather than subtracted from the total, where c holds nearly all of it. */
  others(c: number): number {
    return c === this.top ? this.rest : this.masses[this.top] + this.rest - this.masses[c];
  }
}
