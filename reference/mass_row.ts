/** A row of numbers of which the sum without any one is accurate: what softmax's slopes are built from. */

/** Reused for row after row: fill `masses`, then `sum` them up. */
export class MassRow {
  readonly masses: Float64Array;
  private top = 0;
  private rest = 0;

  constructor(classes: number) {
    this.masses = new Float64Array(classes);
  }

  sum(): void {
    const { masses } = this;
    let top = 0;
    for (let c = 1; c < masses.length; c++) if (Math.abs(masses[c]) > Math.abs(masses[top])) top = c;
    let rest = 0;
    for (let c = 0; c < masses.length; c++) if (c !== top) rest += masses[c];
    this.top = top;
    this.rest = rest;
  }

  /** Σ_{j≠c} m_j: added up, rather than subtracted from the total, where c holds nearly all of it. */
  others(c: number): number {
    return c === this.top ? this.rest : this.masses[this.top] + this.rest - this.masses[c];
  }
}
