/** The first exchange with a subject: waits for its hello, or says why there is none. */
import type { End } from '../channel.ts';
import { excerpt } from './faults.ts';

export interface Greeting {
  /** The reply, or a clause that follows the subject's name and says why none came. */
  readonly reply: Promise<object | string>;
  readonly over: boolean;
  hear(reply: object): void;
  hearEnd(end: End): void;
  /** Ends the waiting; the clause says why. */
  giveUp(clause: string): void;
  /** Remembers what came instead of a hello, for the message. */
  noteGarbage(beginning: string): void;
}

export function greeting(patience: number, signal: AbortSignal | undefined): Greeting {
  const { promise, resolve } = deferred<object | string>();
  let over = false;
  let garbage = '';

  const finish = (reply: object | string) => {
    over = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
    resolve(reply);
  };
  const giveUp = (clause: string) =>
    finish(garbage ? `${clause}; what it wrote instead is no reply: ${garbage}` : clause);
  const interrupt = () => giveUp('was interrupted before it said hello');
  const timer = setTimeout(
    () => giveUp(`said no hello within ${patience / 1000} s; it must answer every line it reads, and flush its output`),
    patience,
  );
  signal?.addEventListener('abort', interrupt);
  if (signal?.aborted) interrupt();

  return {
    reply: promise,
    get over() {
      return over;
    },
    hear: finish,
    hearEnd({ how, remedy }) {
      giveUp(remedy === undefined ? `${how} before it said hello; run it by hand to see why` : `${how}; ${remedy}`);
    },
    giveUp,
    noteGarbage(beginning) {
      garbage ||= excerpt(beginning);
    },
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
