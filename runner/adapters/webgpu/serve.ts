/** Reads requests from stdin, puts them to the kernels of a folder, writes their replies to stdout. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Request } from '../../protocol.ts';
import { replyTo } from '../module/subject.ts';
import type { Farewell } from '../process/hosted.ts';
import { type Dawn, NoGpu } from './dawn.ts';
import { webgpuSubject } from './subject.ts';

/** Ends the process once it has been told bye, or cannot go on. */
export async function serve(folder: string, start: () => Promise<Dawn>): Promise<void> {
  try {
    const { device, name } = await start();
    const subject = await webgpuSubject(device, (file) => read(join(folder, file)), name);
    void subject.lost.then((how) => leave({ how }));
    for await (const line of createInterface({ input: process.stdin })) {
      const request: Request = JSON.parse(line);
      void replyTo(subject, request).then((reply) => write(reply, request));
    }
    leave();
  } catch (error) {
    const how = error instanceof Error ? error.message : String(error);
    leave({ how, remedy: error instanceof NoGpu ? error.remedy : 'correct the folder' });
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function write(reply: object, { ask }: Request): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
  if (ask === 'bye') leave();
}

/** At once, with whatever the GPU still does: taken down in good order, Dawn has crashed. */
function leave(end?: Farewell['end']): void {
  const farewell = end === undefined ? '' : `${JSON.stringify({ end } satisfies Farewell)}\n`;
  process.stdout.write(farewell, () => process.exit(end === undefined ? 0 : 1));
}
