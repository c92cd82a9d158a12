/** The thread's side of the module adapter: loads the subject, hands it each request, posts what it returns. */
import { parentPort, workerData } from 'node:worker_threads';
import { MESSAGE_LIMIT } from '../../channel.ts';
import type { Request } from '../../protocol.ts';
import { isLongerThan } from './length.ts';
import { asSubject, type ModuleSubject, replyTo } from './subject.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs in a thread that the module adapter starts');

const subject = await load();

port.on('message', async (request: Request) => {
  const reply = await replyTo(subject, request);
  // As with a line too long from a process: a breach that ends the subject, before it fills our memory.
  if (isLongerThan(reply, MESSAGE_LIMIT)) throw new Error(`its reply is longer than ${MESSAGE_LIMIT / 2 ** 20} MiB`);
  post(reply, request.id);
  if (request.ask === 'bye') port.close();
});

function post(reply: object, id: number): void {
  try {
    port?.postMessage(reply);
  } catch (error) {
    port?.postMessage({
      id,
      failed: `its reply cannot leave the thread: ${error instanceof Error ? error.message : error}`,
    });
  }
}

/** The message of what this throws is shown after the module's name. */
async function load(): Promise<ModuleSubject> {
  const module: { default?: unknown } = await import(workerData.url).catch((error: unknown) => {
    throw explain(error);
  });
  return asSubject(module.default);
}

/** Node keeps the place of a syntax error to itself, unless it prints the error. */
function explain(error: unknown): unknown {
  return error instanceof SyntaxError
    ? new SyntaxError(`${error.message} (node ${workerData.file} shows where)`)
    : error;
}
