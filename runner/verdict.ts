/** What the runner says of one answer. */
import type { Grade } from '../spec/loss.ts';
import type { Level } from '../spec/question.ts';
import type { Outcome } from './session.ts';

/** One entry of one output that is not what it may be. */
export interface Deviation {
  readonly output: string;
  readonly entry: number;
  readonly level: Level;
  readonly answered: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Its distance from the exact answer, in units of the distance that is allowed; above 1 is outside. */
  readonly distance: number;
}

/**
 * `declined`: outside what the subject offers. `unanswered`: nothing can be said, since the run ended before the
 * subject could answer; a question that the subject itself left without an answer has failed.
 */
export type Status = 'passed' | 'failed' | 'declined' | 'unanswered';

export interface Verdict {
  readonly address: string;
  readonly loss: string;
  readonly dtype: string;
  readonly status: Status;
  /** What came of the question, or of the first of a law's questions that was not answered; absent where none was asked. */
  readonly outcome?: Outcome['kind'];
  /** A sentence: what is wrong, or why it was not asked. */
  readonly reason?: string;
  /** How careful its answers are: the narrowest grade that allows all entries that must be right. */
  readonly grade?: Grade;
  /** The claimed profile under which it was judged. */
  readonly profile?: string;
  /** `should` clauses and outputs it does not keep. */
  readonly misses: readonly string[];
  readonly deviations: readonly Deviation[];
  /** The largest distance of an entry that is allowed, in units of what is allowed. */
  readonly worst: number;
  readonly unjudged: number;
}
