/** Runs in a thread: loads the module that is the subject. */
import { workerData } from 'node:worker_threads';
import type { ModuleSubject } from '../../protocol.ts';
import { host } from './host.ts';
import { asSubject } from './subject.ts';

host(await load());

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
