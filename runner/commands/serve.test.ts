/** serve says where the page is, and leaves when it is told to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lossproof } from '../testing.ts';

const program = fileURLToPath(new URL('../lossproof.mjs', import.meta.url));

test('the page is where serve says, until it is interrupted', { timeout: 60_000 }, async () => {
  const server = spawn(process.execPath, [program, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(server.stdout, 'data');
  const [url = ''] = String(said).split(' ');
  expect(await (await fetch(url)).text()).toContain('<title>lossproof</title>');
  expect((await fetch(`${url}runner/page/page.js`)).status).toBe(200);
  expect((await fetch(`${url}vectors/losses/nll_loss.json`)).status).toBe(200);
  server.kill('SIGINT');
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test.each([
  [['--port', '70000'], '--port is a number from 0 to 65535'],
  [['--port', 'http'], '--port is a number from 0 to 65535'],
  [['--open'], "unknown option '--open'"],
  [['there'], 'too many'],
])('serve %j is a wrong command line', async (words, says) => {
  const { exit, stderr } = await lossproof('serve', ...words);
  expect(exit).toBe(2);
  expect(stderr).toContain(says);
});
