/** What `lossproof run` says of hostile modules, of one that is late, and of a run that is interrupted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { exits } from './failure.ts';
import { COUNT, GLOB } from './hostile-verdicts.testing.ts';
import moduleTarget from './subjects/hostile/module.target.ts';
import { lossproof } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const modules: readonly [kind: string, exit: keyof typeof exits, says: RegExp][] = [
  ['honest', 'conforms', /Every passed vector reaches the grade accurate/],
  ['wrong-shape', 'doesNotConform', /the loss has shape/],
  ['changes-inputs', 'doesNotConform', /changed its inputs; work on a copy/],
  ['twice', 'subjectAtFault', /fault: duplicate/],
  ['will-not-start', 'subjectAtFault', /before it said hello/],
];

for (const [kind, exit, says] of modules) {
  test(`${kind}, as a module: ${exit}`, async () => {
    const ran = await lossproof('run', '--only', GLOB, String(moduleTarget(kind)));
    expect(ran.exit).toBe(exits[exit]);
    expect(ran.stdout + ran.stderr).toMatch(says);
  });
}

test('late, with others answered meanwhile: the vector fails, and the protocol is broken', async () => {
  const slow = subject(`
    let count = 0, line = Promise.resolve();
    const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    export default { hello: () => hello, run(request) {
      if (count++ === 3) return wait(500).then(() => run(request));
      return (line = line.then(() => wait(30)).then(() => run(request)));
    } };`);
  const ran = await lossproof('run', '--only', GLOB, '--patience', '0.25', '--window', '4', slow);
  expect(ran.exit).toBe(exits.subjectAtFault);
  expect(ran.stdout).toMatch(/fault: late, against the protocol: its reply came after 0\.25 s/);
  expect(ran.stdout).toMatch(/remedy: answer sooner, or give it more time with --patience/);
  expect(ran.last).toBe(`${COUNT - 1} passed, 1 failed, 0 skipped`);
});

test('interrupted: what was answered is reported, and the exit code says that the run is incomplete', async () => {
  const slow = subject(`
    let count = 0;
    export default { hello: () => hello, async run(request) {
      if (++count > 6) await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (count === 6) process.stderr.write('six answered');
      return run(request);
    } };`);
  const cli = fileURLToPath(new URL('lossproof.mjs', import.meta.url));
  const child = spawn(process.execPath, [cli, 'run', '--only', GLOB, slow]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    if (stderr.includes('six answered')) setTimeout(() => child.kill('SIGINT'), 300);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(exits.incomplete);
  expect(stdout).toMatch(/incomplete: \d+ vectors without an answer, since the run was interrupted/);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`6 passed, 0 failed, ${COUNT - 6} skipped`);
  expect(stdout).not.toContain('FAIL');
});

/** A module whose code may use the honest `hello` and `run`. */
function subject(code: string): string {
  const honest = new URL('./subjects/hostile/nll-loss.mjs', import.meta.url).href;
  const file = join(mkdtempSync(join(tmpdir(), 'hostile-')), 'subject.mjs');
  writeFileSync(file, `import { hello, run } from ${JSON.stringify(honest)};\n${code}`);
  return file;
}
