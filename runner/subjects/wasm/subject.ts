/** What the module exports besides its losses. */
import { forgetQuestion, takeQuestion } from './heap';

export { hello } from './hello';

/** @returns a place for a question of so many bytes */
export function allocate(bytes: i32): usize {
  return takeQuestion(bytes);
}

/** Forgets a question, its answer, and all that was allocated after it. */
export function reset(question: usize): void {
  forgetQuestion(question);
}
