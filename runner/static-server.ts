/** Serves the project's files to browsers, and nothing else: what a page reads, from the folders that hold it. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { Failure } from './failure.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.yaml': 'text/plain; charset=utf-8',
  '.wgsl': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** What pages read; in a checkout there is more beside it. */
const SERVED = /^\/(spec|vectors|runner\/(page|subjects))\/[\w./-]*$/;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * @param home the path that the address alone leads to
 * @param folders where files are looked for, one after another
 * @throws Failure when it cannot listen there
 */
export function serveFiles(folders: readonly string[], home: string, { host, port }: Address): Promise<Server> {
  const server = createServer(answer(folders, home));
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Failure('usage', whyNot(error, host, port))));
    server.listen(port, host, () => resolve(server));
  });
}

function answer(folders: readonly string[], home: string): RequestListener {
  return ({ url = '/', method = '' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    if (method !== 'GET' && method !== 'HEAD') return response.writeHead(405, { allow: 'GET, HEAD' }).end();
    if (path === '/') return response.writeHead(302, { location: home }).end();
    const file = find(folders, path.endsWith('/') ? `${path}index.html` : path);
    if (file === undefined)
      return response.writeHead(404, { 'content-type': 'text/plain' }).end(`there is no ${path}\n`);
    response.writeHead(200, { 'content-type': TYPES[extname(file)], 'cache-control': 'no-cache' });
    if (method === 'HEAD') return response.end();
    return createReadStream(file).pipe(response);
  };
}

function find(folders: readonly string[], path: string): string | undefined {
  if (!SERVED.test(path) || !(extname(path) in TYPES)) return undefined;
  return folders.map((folder) => join(folder, path)).find((file) => existsSync(file) && statSync(file).isFile());
}

function whyNot(error: Error, host: string, port: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} is in use; give another with --port, or 0 for any that is free`;
  if (code === 'EACCES') return `port ${port} is not for everyone; give one above 1023 with --port`;
  return `cannot listen on ${host}: ${error.message}`;
}
