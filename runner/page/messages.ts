/** What the page and its judge say to each other. */
import type { Exit } from '../failure.ts';
import type { Strictness } from '../judge.ts';
import type { Selection } from '../select.ts';
import type { Verdict } from '../verdict.ts';

/** A module that is a subject. */
export type Source = { readonly url: string } | { readonly text: string };

/** What is asked of the judge. */
export type Order =
  | { readonly ask: 'examine'; readonly name: string; readonly options: Options }
  | { readonly ask: 'stop' }
  | { readonly ask: 'explain'; readonly address: string }
  /** The subject that was told to end is gone. */
  | { readonly ask: 'forget'; readonly life: number };

export interface Options extends Strictness {
  readonly selection: Selection;
  readonly patience: number;
}

/** What the judge tells. */
export type News =
  /** Start the subject; the port that comes with this is its end of the line. */
  | { readonly tell: 'open'; readonly life: number }
  | { readonly tell: 'close'; readonly life: number }
  | { readonly tell: 'verdicts'; readonly verdicts: readonly Verdict[] }
  | { readonly tell: 'result'; readonly result: Result }
  | { readonly tell: 'explanation'; readonly address: string; readonly text: string };

/** How an examination ended. */
export interface Result {
  readonly exit: Exit;
  /** As `run --json` prints it. */
  readonly report: object;
  /** Who was asked, as the subject itself says. */
  readonly who?: string;
  /** What more there is to say, a paragraph each: what explains the failures, faults, what did not start. */
  readonly remarks: readonly string[];
}
