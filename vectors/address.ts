/** How a vector is called from outside, and which vectors are put to a subject once more. */
import type { Manner } from '../spec/loss.ts';
import { seeded } from '../spec/seeded.ts';

export const address = (loss: string, id: string, dtype: string): string => `${loss}/${id}/${dtype}`;

/** The name of a vector asked once more: vector@manner. */
export const askedIn = (id: string, manner: Manner): string => `${id}@${manner}`;

/** Of how many vectors one is asked once more. */
const AGAIN_EVERY = 8;

/** Whether a vector is asked once more; always the same ones. */
export const isAskedAgain = (at: string): boolean => seeded(at).below(AGAIN_EVERY) === 0;
