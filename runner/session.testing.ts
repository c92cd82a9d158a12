/** What tests of a session share: subjects that are a function, and what came of the questions. */
import type { Adapter, Listener } from './channel.ts';
import type { Request } from './protocol.ts';
import { type Answered, type Asked, openSession, type SessionOptions } from './session.ts';

export const hello = { protocol: 1, name: 'x', version: '1', profiles: [], gradients: false, losses: {} };

export interface Host {
  readonly lives: number;
  readonly listener: Listener;
  reply(message: object): void;
  die(how: string): void;
}

/** Carries requests to a function, which replies when it likes. Its hello is said for it. */
export function played(subject: (request: Request, host: Host) => unknown): Adapter {
  let lives = 0;
  return {
    name: 'played',
    example: '',
    opens: () => true,
    open(_target, listener) {
      lives++;
      let ended = false;
      const end = (how: string) => {
        if (!ended) listener.end({ how });
        ended = true;
      };
      const host: Host = {
        lives,
        listener,
        reply: (message) => setImmediate(() => ended || listener.message(message)),
        die: (how) => setImmediate(() => end(how)),
      };
      return {
        send(request) {
          if (request.ask === 'hello') host.reply({ id: request.id, hello });
          else if (!ended) subject(request, host);
        },
        kill: () => end('was killed'),
        async close() {
          end('ended');
        },
      };
    },
  };
}

export const refuse = (request: Request, host: Host) => host.reply({ id: request.id, refused: 'no' });

export const open = (subject: (request: Request, host: Host) => unknown, options?: SessionOptions) =>
  openSession(played(subject), 'it', { stderr: () => {}, ...options });

export async function all<A extends Asked>(answered: AsyncIterable<Answered<A>>): Promise<Answered<A>[]> {
  const list = [];
  for await (const each of answered) list.push(each);
  return list;
}

export const reasons = (list: readonly Answered<Asked>[]) =>
  list.map(({ outcome }) => (outcome.kind === 'no-answer' ? outcome.because : outcome.kind));
