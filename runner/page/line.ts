/** The judge's adapter: a line to a subject that the page starts and ends, for the page alone can. */
import type { Farewell } from '../adapters/process/hosted.ts';
import type { Adapter, Listener } from '../channel.ts';
import type { News } from './messages.ts';

/** By life: what is done once the page says that nothing is left of it. */
const ending = new Map<number, () => void>();
let lives = 0;

export const line: Adapter = {
  name: 'page',
  example: '',
  opens: () => true,
  open(_target, listener) {
    const life = lives++;
    const { port1, port2 } = new MessageChannel();
    let how = 'was killed';
    let remedy: string | undefined;
    const closed = new Promise<void>((resolve) => {
      ending.set(life, () => {
        port1.close();
        listener.end({ how, ...(remedy === undefined ? {} : { remedy }) });
        resolve();
      });
    });
    const close = (): void => tell({ tell: 'close', life });
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isFarewell(data)) return hear(data, listener);
      ({ how, remedy } = data.end);
      close();
    };
    tell({ tell: 'open', life }, [port2]);
    return {
      send: (message) => port1.postMessage(message),
      kill: close,
      close() {
        close();
        return closed;
      },
    };
  },
};

/** To be called when nothing is left of a subject. */
export function forget(life: number): void {
  ending.get(life)?.();
  ending.delete(life);
}

function hear(data: unknown, listener: Listener): void {
  if (typeof data === 'object' && data !== null) listener.message(data);
  else listener.garbage(String(data), 0);
}

const isFarewell = (data: unknown): data is Farewell =>
  typeof data === 'object' && data !== null && !('id' in data) && 'end' in data && typeof data.end === 'object';

const tell = (news: News, transfer: Transferable[] = []): void => postMessage(news, { transfer });
