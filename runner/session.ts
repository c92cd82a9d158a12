/** Asks a subject any number of questions and brings back an outcome for each, whatever the subject does meanwhile. */
import type { Adapter, Target } from './channel.ts';
import type { Hello } from './protocol.ts';
import { ask } from './session/ask.ts';
import { Faults } from './session/faults.ts';
import { Lives } from './session/lives.ts';
import type { Answered, Asked, Fault } from './session/outcome.ts';
import { Stderr } from './session/stderr.ts';

export type { Answered, Asked, Fault, FaultKind, NoAnswer, Outcome, Question } from './session/outcome.ts';
export { CannotStart } from './session/outcome.ts';

/** More round trips at once than this only fill pipes; fewer leave a subject in a thread without work. */
export const WINDOW = 64;

export interface SessionOptions {
  /** How many questions may be on their way at once: {@link WINDOW}. */
  readonly window?: number;
  /** Milliseconds without the answer that is due, after which the subject counts as hung: 10,000. */
  readonly patience?: number;
  /** Milliseconds it may take to say hello, imports and all: 30,000. */
  readonly startPatience?: number;
  /** How often it is restarted, or a question that it passed over is given up, before the session ends: 8. */
  readonly restarts?: number;
  /** Interrupts: what is unanswered then stays so. */
  readonly signal?: AbortSignal;
  /** Where the subject's stderr goes, the first 64 KiB of it: this process's stderr. */
  readonly stderr?: (text: string) => void;
}

export interface Session {
  readonly hello: Hello;
  readonly faults: readonly Fault[];
  readonly restarts: number;
  /** Why some questions were not put to the subject, or not again; undefined when all were. */
  readonly incomplete: string | undefined;
  /**
   * Asks, many at once, and yields each question with its outcome, in the order in which they end. Questions are
   * drawn as there is room for them, so there may be any number. One call at a time.
   */
  ask<A extends Asked>(asked: Iterable<A> | AsyncIterable<A>): AsyncGenerator<Answered<A>, void>;
  /** Says bye and waits until nothing of the subject is left. */
  close(): Promise<void>;
}

/** Starts the subject and hears its hello. Throws CannotStart, whose message names subject, fact and remedy. */
export async function openSession(adapter: Adapter, target: Target, options: SessionOptions = {}): Promise<Session> {
  const { window = WINDOW, patience = 10_000, startPatience = 30_000, restarts = 8, signal } = options;
  const stderr = new Stderr(options.stderr ?? ((text) => process.stderr.write(text)));
  const faults = new Faults();
  const show = (chunk: Uint8Array) => stderr.show(chunk);
  const lives = new Lives(adapter, target, restarts, { faults, patience, startPatience, signal, stderr: show });
  let asking = false;
  let incomplete = false;
  const close = async () => {
    if (asking) lives.interrupt();
    await lives.close();
    stderr.finish();
  };
  const hello = await lives.begin().catch(async (error: unknown) => {
    await close();
    throw error;
  });

  async function* askAll<A extends Asked>(asked: Iterable<A> | AsyncIterable<A>): AsyncGenerator<Answered<A>, void> {
    if (asking) throw new Error('this session is already asking: finish that first');
    asking = true;
    try {
      for await (const answered of ask(lives, asked, window)) {
        const { outcome } = answered;
        if (outcome.kind === 'no-answer' && outcome.because === lives.over?.because) incomplete = true;
        yield answered;
      }
    } finally {
      asking = false;
    }
  }

  return {
    hello,
    get faults() {
      return faults.list;
    },
    get restarts() {
      return lives.restarts;
    },
    get incomplete() {
      return incomplete ? lives.over?.detail : undefined;
    },
    ask: askAll,
    close,
  };
}
