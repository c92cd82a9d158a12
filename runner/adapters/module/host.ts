/** The thread's side of a channel: hands the subject each request, posts what it returns. */
import { setImmediate } from 'node:timers';
import { parentPort } from 'node:worker_threads';
import { MESSAGE_LIMIT } from '../../channel.ts';
import type { ModuleSubject, Request } from '../../protocol.ts';
import { Batch } from './batch.ts';
import { isLongerThan } from './length.ts';
import { type Posted, replyTo } from './subject.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs in a thread that an adapter starts');

const replies = new Batch<Posted>(post);

/** One after another, each with what it settles at once, so that no reply waits for the questions behind it. */
export function host(subject: ModuleSubject): void {
  // A subject may end the thread in the middle of a turn: what others have answered by then is not lost.
  process.once('exit', () => replies.flush());
  port?.on('message', (requests: readonly Request[]) => {
    for (const request of requests) setImmediate(answer, subject, request);
  });
}

async function answer(subject: ModuleSubject, request: Request): Promise<void> {
  const reply = await replyTo(subject, request);
  // As with a line too long from a process: a breach that ends the subject, before it fills our memory.
  if (isLongerThan(reply, MESSAGE_LIMIT)) {
    replies.flush();
    throw new Error(`its reply is longer than ${MESSAGE_LIMIT / 2 ** 20} MiB`);
  }
  replies.add(reply);
  if (request.ask !== 'bye') return;
  replies.flush();
  port?.close();
}

/** Where one of them cannot be sent, the others are. */
function post(all: readonly Posted[]): void {
  try {
    port?.postMessage(all);
  } catch (error) {
    const [only, ...more] = all;
    if (more.length > 0) for (const reply of all) post([reply]);
    else if (only) post([{ id: only.id, failed: `its reply cannot leave the thread: ${messageOf(error)}` }]);
  }
}

const messageOf = (error: unknown): unknown => (error instanceof Error ? error.message : error);
