/** What only processes can do wrong: not start, leave orphans, drown us. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { Tensor } from '../../spec/tensor.ts';
import { openSession } from '../session.ts';
import hostile from '../subjects/hostile/process.target.ts';
import { questions } from '../subjects/hostile/questions.ts';
import adapter from './process.ts';

vi.setConfig({ testTimeout: 30_000 });

const folder = mkdtempSync(join(tmpdir(), 'process-test-'));
const plain = join(folder, 'plain.txt');
writeFileSync(plain, 'not a program\n', { mode: 0o644 });
const node = process.execPath;

const unstartable: readonly [name: string, target: readonly string[], message: RegExp][] = [
  [
    'a command that is not there',
    ['no-such-command', 'x'],
    /^no-such-command x could not be started: there is no command no-such-command; check its spelling/,
  ],
  [
    'a file that is not executable',
    [plain],
    /could not be started: .*plain\.txt is not executable; make it executable/,
  ],
  ['a word with a null byte', ['a\0b'], /could not be started: .*null bytes.*; check the command/],
  ['an empty word', [''], /could not be started: /],
  [
    'a script that is not there',
    [node, 'no-such-script.mjs'],
    /exited with code 1 before it said hello; run it by hand/,
  ],
  ['a program that ends at once', [node, '-e', '0'], /exited with code 0 before it said hello/],
  ['a program that echoes', [node, '-e', 'process.stdin.pipe(process.stdout)'], /answers hello with .*"ask":"hello"/],
  [
    'a program that talks to people',
    [node, '-e', 'console.log("Welcome!")'],
    /exited with code 0 before it said hello.* no reply: Welcome!/,
  ],
];

for (const [name, target, message] of unstartable) {
  test.concurrent(`${name} is an error that says what to do`, async () => {
    await expect(openSession(adapter, target, { stderr: () => {} })).rejects.toThrow(message);
  });
}

test('a line of 100 MB is never held', async () => {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2);
  const session = await openSession(adapter, hostile('long-line'), { stderr: () => {} });
  for await (const _ of session.ask(questions(3, 1)));
  await session.close();
  clearInterval(watch);
  expect((peak - before) / 2 ** 20).toBeLessThan(60);
});

test('100 MB on stderr are swallowed but for the first 64 KiB, which is said once', async () => {
  const shown: string[] = [];
  const session = await openSession(adapter, hostile('loud-on-stderr'), { stderr: (text) => shown.push(text) });
  for await (const { outcome } of session.ask(questions(3, 1))) expect(outcome.kind).toBe('answer');
  await session.close();
  expect(shown.slice(0, -1).join('')).toBe('x'.repeat(2 ** 16));
  expect(shown.at(-1)).toBe(`\n… and ${100 * 2 ** 20 - 2 ** 16} bytes more on stderr, not shown\n`);
});

/** Starts a child of its own that holds its pipes, outlives it and keeps writing to a file as long as it lives. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const [dyingWord, file] = process.argv.slice(1);
  const heart = 'setInterval(() => require("node:fs").appendFileSync(process.argv[1], "."), 10); setTimeout(process.exit, 2e4)';
  spawn(process.execPath, ['-e', heart, file], { stdio: 'inherit' });
  const hello = { protocol: 1, name: 'parent', version: '', profiles: [], gradients: false, losses: {} };
  process.stdin.on('data', (line) => {
    const { id, ask } = JSON.parse(line);
    if (ask === 'hello') console.log(JSON.stringify({ id, hello }));
    if (ask === dyingWord) process.exit(1);
  });`;

for (const [name, dyingWord] of [
  ['dies', 'run'],
  ['leaves', 'bye'],
  ['stays', 'never'],
] as const) {
  test.concurrent(`a subject that ${name} leaves no orphan`, async () => {
    const file = join(folder, name);
    const beats = () => (existsSync(file) ? statSync(file).size : 0);
    const session = await openSession(adapter, [node, '-e', PARENT, dyingWord, file], { restarts: 0 });
    while (beats() === 0) await sleep(10);
    if (name === 'dies') for await (const _ of session.ask(questions(1)));
    await session.close();
    const last = beats();
    await sleep(200);
    expect(beats()).toBe(last);
  });
}

test('a runner that is told to end takes a hung subject with it', async () => {
  const file = join(folder, 'signalled');
  const beats = () => (existsSync(file) ? statSync(file).size : 0);
  const heart = `for (const end = Date.now() + 2e4; Date.now() < end; ) require("node:fs").appendFileSync(${JSON.stringify(file)}, ".")`;
  const script = `
    import adapter from ${JSON.stringify(new URL('./process.ts', import.meta.url).href)};
    const listener = { message() {}, garbage() {}, tooLong() {}, stderr() {}, end() {} };
    adapter.open([process.execPath, '-e', ${JSON.stringify(heart)}], listener);`;
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const runner = spawn(node, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: root, stdio: 'inherit' });
  while (beats() === 0) await sleep(10);
  runner.kill('SIGTERM');
  expect(await once(runner, 'exit')).toEqual([null, 'SIGTERM']);
  await sleep(50);
  const last = beats();
  await sleep(200);
  expect(beats()).toBe(last);
});

test('writing to the dead is no error, many times over', async () => {
  const [asked] = questions(1);
  if (asked === undefined) throw new Error('no question');
  // More than any pipe holds, so that the subject dies in the middle of it.
  const input: Tensor = { dtype: 'float64', shape: [200_000], data: Array(200_000).fill(0.5) };
  for (let i = 0; i < 10; i++) {
    await new Promise<void>((resolve) => {
      const listener = { message() {}, garbage() {}, tooLong() {}, stderr() {}, end: () => resolve() };
      const channel = adapter.open([node, '-e', 'process.stdin.once("data", () => process.exit(3))'], listener);
      for (let id = 0; id < 5; id++) channel.send({ id, ask: 'run', ...asked.question, inputs: { input } });
    });
  }
});
