/** The questions on their way to a subject, and which of them have waited too long. Knows no clock: it is told the time. */
import type { Outcome } from './outcome.ts';

export interface OpenQuestion {
  readonly settle: (outcome: Outcome) => void;
  readonly sent: number;
  /** When a question sent later was answered first. */
  readonly passed?: number;
}

export interface Overdue {
  /** Passed over by later ones, and not come back to. */
  readonly passedOver: readonly number[];
  /** Nothing at all was heard for too long: nobody can tell at which question. */
  readonly silent: boolean;
  /** When to look again, in milliseconds from now; Infinity when nothing is open. */
  readonly again: number;
}

export class OpenQuestions {
  /** In the order sent. */
  readonly #open = new Map<number, OpenQuestion>();
  readonly #givenUp = new Set<number>();
  #lastReply = 0;

  get size(): number {
    return this.#open.size;
  }

  add(id: number, settle: (outcome: Outcome) => void, now: number): void {
    this.#open.set(id, { settle, sent: now });
  }

  /**
   * Takes out the question a reply belongs to, if it is open, with the milliseconds it took: from when it was sent
   * or, where that is later, from the reply before, so that waiting behind others does not count.
   */
  reply(id: number, now: number): { settle: (outcome: Outcome) => void; milliseconds: number } | undefined {
    const question = this.#open.get(id);
    if (question === undefined) return undefined;
    this.#open.delete(id);
    for (const [other, waiting] of this.#open) {
      if (other > id) break;
      if (waiting.passed === undefined) this.#open.set(other, { ...waiting, passed: now });
    }
    const milliseconds = now - Math.max(question.sent, this.#lastReply);
    this.#lastReply = now;
    return { settle: question.settle, milliseconds };
  }

  overdue(now: number, patience: number): Overdue {
    const passedOver: number[] = [];
    let again = Infinity;
    let silent = false;
    for (const [id, { sent, passed }] of this.#open) {
      const left = patience - (now - (passed ?? Math.max(sent, this.#lastReply)));
      if (left > 0) again = Math.min(again, left);
      else if (passed === undefined) silent = true;
      else passedOver.push(id);
    }
    return { passedOver, silent, again };
  }

  giveUp(id: number): OpenQuestion | undefined {
    const question = this.#open.get(id);
    this.#open.delete(id);
    this.#givenUp.add(id);
    return question;
  }

  /** Whether this id was given up; the first reply to it is late, the next is a duplicate. */
  cameLate(id: number): boolean {
    return this.#givenUp.delete(id);
  }

  clear(): void {
    this.#open.clear();
  }
}
