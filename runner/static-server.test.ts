/** The server hands out what pages read, by its type, and nothing else that lies beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFiles } from './static-server.ts';

const HERE = { host: '127.0.0.1', port: 0 };
const folders = ['first', 'second'].map((name) => mkdtempSync(join(tmpdir(), `lossproof-${name}-`)));
let server: Server;
let url: string;

beforeAll(async () => {
  const files = ['runner/page/index.html', 'runner/page/page.js', 'vectors/a.json', 'package.json', 'spec/a.py'];
  for (const [index, folder] of folders.entries()) {
    for (const file of index === 0 ? files.slice(1, 2) : files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${file} of ${index}`);
    }
  }
  server = await serveFiles(folders, '/runner/page/', HERE);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test.each([
  ['/', 'text/html; charset=utf-8', 'runner/page/index.html of 1'],
  ['/runner/page/', 'text/html; charset=utf-8', 'runner/page/index.html of 1'],
  ['/runner/page/page.js?x=1', 'text/javascript; charset=utf-8', 'runner/page/page.js of 0'],
  ['/vectors/a.json', 'application/json', 'vectors/a.json of 1'],
])('%s is %s', async (path, type, text) => {
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toBe(text);
});

test.each([
  '/package.json',
  '/spec/a.py',
  '/vectors/none.json',
  '/vectors',
  '/runner/page/../../package.json',
  '/runner/page/%2e%2e/%2e%2e/package.json',
  '/runner/page/..%2f..%2fpackage.json',
])('%s is not there', async (path) => expect((await fetch(url + path)).status).toBe(404));

test('it takes nothing', async () => expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405));

test('a port in use is said to be', async () => {
  const { port } = server.address() as AddressInfo;
  await expect(serveFiles(folders, '/', { ...HERE, port })).rejects.toThrow(`port ${port} is in use; give another`);
});

test('an address that is not ours is said to be none', async () => {
  await expect(serveFiles(folders, '/', { ...HERE, host: '192.0.2.1' })).rejects.toThrow('cannot listen on 192.0.2.1');
});
