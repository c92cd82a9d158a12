/**
 * Runs in the page: finds the subject that it offers, and answers for it. The host calls what this sets on globalThis and
 * is called by the name `lossproofPost`, with lines of JSON.
 */
import { MESSAGE_LIMIT } from '../../channel.ts';
import type { ModuleSubject, Request } from '../../protocol.ts';
import { isLongerThan } from '../module/length.ts';
import { asSubject, isSubject, type Posted, replyTo } from '../module/subject.ts';
import type { Farewell } from '../process/hosted.ts';

/** Milliseconds that a page may take to offer a subject, or the promise of one, once it has loaded. */
const OFFER = 10_000;
const LOOK = 20;

let subject: ModuleSubject;
let gathered: string[] = [];

/** @param module the address of a module, where it is no page that offers the subject */
async function start(module?: string): Promise<Farewell['end'] | undefined> {
  try {
    subject = module === undefined ? await offered() : asSubject((await import(module)).default);
    return undefined;
  } catch (error) {
    const how = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { how: `could not be loaded: ${how}`, remedy: `correct the ${module === undefined ? 'page' : 'module'}` };
  }
}

async function offered(): Promise<ModuleSubject> {
  const offer = (): unknown => Reflect.get(globalThis, 'lossproof');
  for (const end = performance.now() + OFFER; offer() === undefined && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  const given = await offer();
  if (isSubject(given)) return given;
  throw new Error(
    'it offers no subject; set globalThis.lossproof = { hello() {…}, run(request) {…} }, or a promise of it',
  );
}

/** All start at once: a subject on a GPU answers many in the time of one. */
function ask(requests: readonly Request[]): void {
  for (const request of requests) void answer(request);
}

async function answer(request: Request): Promise<void> {
  try {
    const reply = await replyTo(subject, request);
    if (isLongerThan(reply, MESSAGE_LIMIT)) throw new Error(`gave a reply longer than ${MESSAGE_LIMIT / 2 ** 20} MiB`);
    post(written(reply));
  } catch (error) {
    post(JSON.stringify({ end: { how: messageOf(error) } } satisfies Farewell));
  }
}

function written(reply: Posted): string {
  try {
    return JSON.stringify(reply, spelled);
  } catch (error) {
    return JSON.stringify({ id: reply.id, failed: `its reply cannot leave the page: ${messageOf(error)}` });
  }
}

/** Numbers that JSON lacks become words, as the protocol has them. */
function spelled(_key: string, value: unknown): unknown {
  const lacks = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return lacks ? String(value) : value;
}

/** Together with what else is answered in the same turn, since a crossing costs more than what it carries. */
function post(line: string): void {
  if (gathered.push(line) > 1) return;
  setTimeout(() => {
    const lines = gathered.join('\n');
    gathered = [];
    Reflect.get(globalThis, 'lossproofPost')(lines);
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

Object.assign(globalThis, { lossproofStart: start, lossproofAsk: ask });
