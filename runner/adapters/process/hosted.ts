/** Runs a host script of our own as the process adapter runs anyone's command. Before it ends it may say how and why. */
import { fileURLToPath } from 'node:url';
import type { Channel, End, Listener } from '../../channel.ts';
import process from '../process.ts';

/** The last line of a host that knows why it ends. A reply has an id, and so is never taken for it. */
export interface Farewell {
  readonly end: Pick<End, 'how' | 'remedy' | 'final'>;
}

/**
 * @param script without its ending, relative to the module that asks
 * @param from that module's `import.meta.url`
 */
export function openHosted(script: string, from: string, words: readonly string[], listener: Listener): Channel {
  let said: Farewell['end'] | undefined;
  return process.open([...nodeOn(script, from), ...words], {
    ...listener,
    message(value) {
      if (isFarewell(value)) said ??= value.end;
      else listener.message(value);
    },
    end: (end) => listener.end({ ...end, ...said }),
  });
}

const isFarewell = (value: object): value is Farewell =>
  !('id' in value) && 'end' in value && typeof value.end === 'object';

/** TypeScript in a checkout, compiled once installed. */
function nodeOn(script: string, from: string): readonly string[] {
  const isSource = from.endsWith('.ts');
  const file = fileURLToPath(new URL(script + (isSource ? '.ts' : '.js'), from));
  const loader = isSource ? ['--import', import.meta.resolve('tsx')] : [];
  return [globalThis.process.execPath, ...loader, file];
}
