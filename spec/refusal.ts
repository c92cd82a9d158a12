/** A question that is refused, and the clause that it breaks. */
export class Refusal extends Error {
  readonly clause: string;
  constructor(clause: string) {
    super(clause);
    this.clause = clause;
  }
}

export const refuse = (clause: string): never => {
  throw new Refusal(clause);
};
