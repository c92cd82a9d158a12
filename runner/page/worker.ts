/** Runs in a worker: loads the module that is the subject, and answers what comes through its port. */
import { isLongerThan } from '../adapters/module/length.ts';
import { asSubject, type Posted, replyTo } from '../adapters/module/subject.ts';
import type { Farewell } from '../adapters/process/hosted.ts';
import { MESSAGE_LIMIT } from '../channel.ts';
import type { ModuleSubject, Request } from '../protocol.ts';
import type { Source } from './messages.ts';

/** The first message, and the only one that comes this way. */
addEventListener('message', ({ data, ports: [port] }: MessageEvent<Source>) => port && host(data, port), {
  once: true,
});

async function host(source: Source, port: MessagePort): Promise<void> {
  const leave = (how: string): void => port.postMessage({ end: { how } } satisfies Farewell);
  addEventListener('error', ({ error, message }) =>
    leave(`threw ${error instanceof Error ? sentence(error) : message}`),
  );
  addEventListener('unhandledrejection', ({ reason }) => leave(`threw ${sentence(reason)}`));
  try {
    const subject = await load(source);
    port.onmessage = ({ data }: MessageEvent<Request>) => void answer(subject, data, port, leave);
  } catch (error) {
    port.postMessage({ end: await whyNot(source, error) } satisfies Farewell);
  }
}

/** Engines say of an import that failed no more than that it did. */
async function whyNot(source: Source, error: unknown): Promise<Farewell['end']> {
  const how = 'url' in source ? await whyUnread(source.url) : undefined;
  if (how === undefined) return { how: `could not be loaded: ${sentence(error)}`, remedy: 'correct the module' };
  return { how: `could not be loaded: ${how}`, remedy: 'check the address, and what its server answers' };
}

/** @returns nothing where it is read like any module */
async function whyUnread(url: string): Promise<string | undefined> {
  try {
    const { ok, status, headers } = await fetch(url);
    if (!ok) return `its server answers ${status}`;
    const type = headers.get('content-type') ?? 'of no type';
    return /\b(java|ecma)script\b/.test(type) ? undefined : `its server says that it is ${type}, not text/javascript`;
  } catch {
    return 'nobody answers there, or its server does not let other sites read it (CORS)';
  }
}

async function load(source: Source): Promise<ModuleSubject> {
  const url = 'url' in source ? source.url : URL.createObjectURL(new Blob([source.text], { type: 'text/javascript' }));
  const module: { readonly default?: unknown } = await import(url);
  return asSubject(module.default);
}

async function answer(
  subject: ModuleSubject,
  request: Request,
  port: MessagePort,
  leave: (how: string) => void,
): Promise<void> {
  const reply = await replyTo(subject, request);
  if (isLongerThan(reply, MESSAGE_LIMIT)) leave(`gave a reply longer than ${MESSAGE_LIMIT / 2 ** 20} MiB`);
  else post(reply, port);
}

function post(reply: Posted, port: MessagePort): void {
  try {
    port.postMessage(reply);
  } catch (error) {
    port.postMessage({ id: reply.id, failed: `its reply cannot leave the worker: ${sentence(error)}` });
  }
}

const sentence = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
