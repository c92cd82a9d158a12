/** A thread that hosts a subject, as a channel to it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../../vectors/thread.ts';
import { type Channel, type Listener, unstarted } from '../../channel.ts';
import type { Request } from '../../protocol.ts';
import { Batch } from './batch.ts';

/** Milliseconds a subject has to go by itself after bye; it may hold a device or a timer that keeps it. */
const FAREWELL = 200;

/**
 * @param host our file that the thread runs, without its ending, relative to the adapter's
 * @param from the adapter's `import.meta.url`
 * @param file what the subject is in; the thread finds it, and what else is in `subject`, in its workerData
 */
export function openThread(
  host: string,
  from: string,
  subject: { readonly file: string; readonly url?: string },
  listener: Listener,
): Channel {
  const workerData = { ...subject, file: resolve(subject.file) };
  if (!existsSync(workerData.file)) {
    return unstarted({ how: 'could not be loaded: there is no such file', remedy: 'check its path' }, listener);
  }
  try {
    const options = { workerData, stdout: true, stderr: true };
    return converse(startThread(host, from, options, workerData.file), listener);
  } catch (error) {
    return unstarted(
      { how: `could not be loaded: ${sentence(error)}`, remedy: 'npm install tsx, or compile the module' },
      listener,
    );
  }
}

function converse(worker: Worker, listener: Listener): Channel {
  let how: string | undefined;
  let spoke = false;
  let told = false;
  const closed = new Promise<void>((resolveClosed) => {
    worker.on('exit', (code) => {
      const end = { how: how ?? (code === 0 ? 'ended' : `exited with code ${code}`) };
      listener.end(spoke || how === undefined ? end : { ...end, remedy: 'correct the module' });
      resolveClosed();
    });
  });

  const requests = new Batch<Request>((messages) => worker.postMessage(messages));

  // Replies come many at once, as worker.ts posts them. A subject may post as well, and then as it likes.
  worker.on('message', (posted: unknown) => {
    spoke = true;
    for (const value of Array.isArray(posted) ? posted : [posted]) {
      if (typeof value === 'object' && value !== null) listener.message(value);
      else listener.garbage(String(value), 0);
    }
  });
  worker.on('messageerror', (error) => listener.garbage(error.message, 0));
  worker.on('error', (error) => {
    how ??= spoke ? `threw ${sentence(error)}` : `could not be loaded: ${sentence(error)}`;
  });
  // What a module prints is not in the way of what it says, so both go where people look.
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (chunk: Buffer) => listener.stderr(chunk));
  }

  return {
    send(message) {
      told ||= message.ask === 'bye';
      requests.add(message);
    },
    kill() {
      how ??= 'was killed';
      void worker.terminate();
    },
    async close() {
      const force = setTimeout(() => void worker.terminate(), told ? FAREWELL : 0);
      await closed;
      clearTimeout(force);
    },
  };
}

function sentence(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
