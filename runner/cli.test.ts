/** The command line as people meet it: help for all of it, and an end to output that nobody reads. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { lossproof } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

test('help is there for the whole and for every command', async () => {
  const whole = await lossproof('help');
  expect(whole.exit).toBe(0);
  const commands = [...whole.stdout.matchAll(/^ {2}([a-z-]+) \[/gm)].map((match) => match[1] ?? '');
  expect(commands).toEqual(expect.arrayContaining(['coverage', 'explain', 'list', 'run', 'vectors']));
  for (const command of commands.filter((name) => name !== 'help')) {
    const asked = await lossproof('help', command);
    expect([asked.exit, asked.stderr]).toEqual([0, '']);
    expect(asked.stdout).toContain(`Usage: lossproof ${command}`);
    expect(await lossproof(command, '--help')).toEqual(asked);
  }
});

test('whoever stops reading the report sees no stack trace, and the code is still that of the run', () => {
  const cli = fileURLToPath(new URL('lossproof.mjs', import.meta.url));
  const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(cli)} list clauses | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
});
