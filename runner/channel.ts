/** A raw connection to a subject, whatever hosts it: it carries messages and tells what happened, and judges nothing. */
import type { Request } from './protocol.ts';

/** What a user points at: one word (a path, a URL), or a command with its arguments. */
export type Target = string | readonly string[];

export interface Channel {
  /** Hands a message over. Never throws: what a dead subject cannot take is noticed at its `end`. */
  send(message: Request): void;
  /** Ends the subject and everything it started, at once. `end` follows. */
  kill(): void;
  /**
   * Lets the subject finish by itself for a moment, then kills it. Resolves when nothing of it is left: no process,
   * no thread, no timer, no open handle. May be called at any time, more than once.
   */
  close(): Promise<void>;
}

/** Where a channel tells what happened. Nothing is told before `open` has returned, and nothing after `end`. */
export interface Listener {
  /** An object arrived; nothing else is known of it. */
  message(value: object): void;
  /** Something arrived that is no JSON object: its beginning as text, and its whole length. */
  garbage(beginning: string, bytes: number): void;
  /** More arrived in one message than {@link MESSAGE_LIMIT} allows. The channel has killed the subject. */
  tooLong(): void;
  /** What the subject prints for people. It may be any amount. */
  stderr(chunk: Uint8Array): void;
  /** Exactly once, after everything else: the subject is gone. */
  end(how: End): void;
}

export interface End {
  /** A clause that follows the subject's name: "exited with code 3", "was killed by SIGSEGV". */
  readonly how: string;
  /** Set when it never ran, and a second try cannot help: what to do about it. */
  readonly remedy?: string;
  /** Set when what it ran in was ended by someone else: the subject is not at fault, and not started again. */
  readonly final?: boolean;
  /** What it had written of a line that it never finished. */
  readonly partial?: string;
}

/** Bytes in one message, line end not counted. A channel never holds more than this of what a subject says. */
export const MESSAGE_LIMIT = 16 * 2 ** 20;

/** One way to reach a subject. Each file in adapters/ exports one as its default; there is no list of them. */
export interface Adapter {
  /** The stem of its file. */
  readonly name: string;
  /** How such a target is written after `lossproof run`. */
  readonly example: string;
  opens(target: Target): boolean;
  /** Never throws and never waits: a subject that cannot be started has an `end` with a remedy. */
  open(target: Target, listener: Listener): Channel;
}

/** The target as one would type it; the words of a command so that a shell takes them as they are. */
export function describe(target: Target): string {
  if (typeof target === 'string') return target;
  const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  return target.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}

/** What `open` returns for a subject that could not even be tried. */
export function unstarted(end: End, listener: Listener): Channel {
  setImmediate(() => listener.end(end));
  return { send() {}, kill() {}, async close() {} };
}

/** No adapter opens this target. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
}
