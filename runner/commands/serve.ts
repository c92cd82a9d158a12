/** `lossproof serve`: the page that runs the suite in a browser, from a server of static files. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, text } from '../command.ts';
import { Failure } from '../failure.ts';
import { count } from '../options.ts';
import { serveFiles } from '../static-server.ts';

const PORT = 8080;

export default {
  summary: 'Serve the page that runs the suite in a browser',
  describe(line) {
    line
      .option('--port <number>', 'where it listens; 0 is any port that is free', String(PORT))
      .option('--host <name>', 'who can reach it; 0.0.0.0 is everyone', '127.0.0.1');
  },
  async run(given) {
    const [extra] = given.words;
    if (extra !== undefined) throw new Failure('usage', `"${extra}" is one word too many; serve takes options only`);
    const address = { host: text(given, 'host') ?? '', port: count(given, 'port', 0, 65535) };
    const made = await unbundled();
    try {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const server = await serveFiles([...made, root], '/runner/page/', address);
      process.stdout.write(`${addressOf(server.address())}  (Ctrl-C ends it)\n`);
      await interruption();
      server.closeAllConnections();
      server.close();
      return 'conforms';
    } finally {
      for (const folder of made) rmSync(folder, { recursive: true });
    }
  },
} satisfies Command;

/** Compiled, the page is bundled already; sources are bundled now. */
async function unbundled(): Promise<readonly string[]> {
  if (!import.meta.url.endsWith('.ts')) return [];
  const { bundlePage }: { bundlePage: (folder: string) => Promise<void> } = await import(
    new URL('../page/bundle.mjs', import.meta.url).href
  );
  const folder = mkdtempSync(join(tmpdir(), 'lossproof-page-'));
  await bundlePage(join(folder, 'runner/page'));
  return [folder];
}

function addressOf(address: string | AddressInfo | null): string {
  if (address === null || typeof address === 'string') return String(address);
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/`;
}

const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
