/** How a question can end, and what can be wrong with a subject besides its answers. */
import type { Answer, RunRequest } from '../protocol.ts';

/** What is asked; the session gives it its number. */
export type Question = Omit<RunRequest, 'id' | 'ask'>;

/** Anything that carries a question. The rest of it stays here: the subject sees the question alone. */
export interface Asked {
  readonly question: Question;
}

/** Every question ends in exactly one of these. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly milliseconds: number }
  /** The subject calls the question illegal. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The subject says it does not offer this. */
  | { readonly kind: 'declined'; readonly reason: string }
  /** The subject broke on this question, and said so. */
  | { readonly kind: 'failed'; readonly message: string }
  /** A reply came that is not one: detail says where it departs from the protocol. */
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'no-answer'; readonly because: NoAnswer; readonly detail: string };

/**
 * The first three were this question's own doing: asked alone, or passed over while later ones were answered.
 * The others say why nobody knows.
 */
export type NoAnswer =
  | 'died'
  | 'silent'
  | 'too much'
  | 'nothing but garbage'
  | 'budget spent'
  | 'not restarted'
  | 'interrupted';

export interface Answered<A extends Asked> {
  readonly asked: A;
  readonly outcome: Outcome;
}

export type FaultKind =
  | 'died'
  | 'silent'
  | 'garbage'
  | 'unknown id'
  | 'duplicate'
  | 'late'
  | 'partial line'
  | 'too long'
  | 'too much garbage'
  | 'other hello';

/** A breach of the protocol that belongs to no single question, or to more than one. */
export interface Fault {
  readonly kind: FaultKind;
  readonly times: number;
  /** The first few, a sentence each. */
  readonly sentences: readonly string[];
}

/** The subject did not start, or its hello is none. The message names subject, fact and remedy. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
