/** What the module adapter expects a module to export, and what a request makes of it there. */
import type { ModuleSubject, Request, RunRequest } from '../../protocol.ts';
import { copyOf, numbersOf, sameNumbers } from './unchanged.ts';

/** Holds a module's default export against {@link ModuleSubject}; throws a sentence that says what is missing. */
export function asSubject(exported: unknown): ModuleSubject {
  if (isSubject(exported)) return exported;
  const lacking =
    exported === undefined ? 'it has no default export' : `its default export lacks ${missing(exported).join(' and ')}`;
  throw new Error(`${lacking}; it takes: export default { hello() {…}, run(request) {…} }`);
}

export const isSubject = (exported: unknown): exported is ModuleSubject => missing(exported).length === 0;

function missing(exported: unknown): readonly string[] {
  const owner = Object(exported);
  return ['hello', 'run'].filter((name) => typeof Reflect.get(owner, name) !== 'function').map((name) => `${name}()`);
}

/** What leaves the thread: our id, whatever else the subject made of it. */
export interface Posted {
  readonly id: number;
  readonly [key: string]: unknown;
}

/** The reply to any request; throws only when hello() does, since a subject without a hello is none. */
export async function replyTo(subject: ModuleSubject, request: Request): Promise<Posted> {
  const { id } = request;
  if (request.ask === 'hello') return { id, hello: await introduce(subject) };
  if (request.ask === 'run') return { ...(await run(subject, request)), id };
  if (request.ask === 'bye') return { id, bye: true };
  return { id, unknown: String(Reflect.get(request, 'ask')) };
}

/** The adapter watches the inputs, so every module can say whether they are unchanged. */
async function introduce(subject: ModuleSubject): Promise<object> {
  try {
    return { ...(await subject.hello()), unchanged: true };
  } catch (error) {
    throw new Error(`hello() threw ${error instanceof Error ? error.message : error}`);
  }
}

async function run(subject: ModuleSubject, request: RunRequest): Promise<object> {
  const before = copyOf(numbersOf(request));
  let reply: unknown;
  try {
    reply = await subject.run(request);
  } catch (error) {
    return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  if (typeof reply !== 'object' || reply === null) return {};
  if (!('answer' in reply) || typeof reply.answer !== 'object' || reply.answer === null) return reply;
  const saysUnchanged = !('unchanged' in reply.answer) || reply.answer.unchanged !== false;
  return { ...reply, answer: { ...reply.answer, unchanged: saysUnchanged && sameNumbers(numbersOf(request), before) } };
}
