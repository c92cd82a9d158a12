/** The process that holds the GPU: reads requests, puts them to the kernels of a folder, writes their replies. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Request } from '../../protocol.ts';
import { replyTo } from '../module/subject.ts';
import type { Farewell } from '../process/hosted.ts';
import { NoGpu, startDawn } from './dawn.ts';
import { webgpuSubject } from './subject.ts';

const [folder = ''] = process.argv.slice(2);

try {
  const { device, name } = await startDawn();
  const subject = await webgpuSubject(device, read, name);
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

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, file), 'utf8');
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
