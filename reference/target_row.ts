/** One position's target as class weights and label smoothing leave it: what cross-entropy multiplies each −log p by. */
import { type ClassWeights, weightOf } from './class_positions.ts';
import { MassRow } from './mass_row.ts';
import { type FloatTensor, readRun } from './tensor.ts';

/** Masses w·t'. Reused for position after position: reading the next one overwrites. ε is the smoothing, w the weights. */
export class TargetRow extends MassRow {
  /** t' = (1 − ε)·t + ε/C. */
  readonly shares: Float64Array;
  private readonly weights: ClassWeights;
  private readonly smoothing: number;

  constructor(classes: number, weights: ClassWeights, smoothing: number) {
    super(classes);
    this.shares = new Float64Array(classes);
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
    for (let c = 0; c < shares.length; c++) {
      shares[c] = (1 - smoothing) * shares[c] + even;
      masses[c] = weightOf(weights, c) * shares[c];
    }
    this.sum();
  }
}
