/** What becomes of a run whose GPU is lost, once or for good. */
import { mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, vi } from 'vitest';
import { exits } from '../failure.ts';
import { openSession } from '../session.ts';
import { questions } from '../subjects/hostile/questions.ts';
import hostile, { adapter as hostileAdapter } from '../subjects/hostile/webgpu.target.ts';
import { lossproof, type Ran } from '../testing.ts';
import { outcomes, root, test } from './webgpu.testing.ts';
import adapter from './webgpu.ts';

// A driver in software compiles, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

test('a GPU that is lost ends its host, which is started again; only the guilty question has no answer', async () => {
  const session = await openSession(hostileAdapter, hostile('loses-device'), { stderr: () => {} });
  const kinds: string[] = [];
  for await (const { asked, outcome } of session.ask(questions(6, 3))) kinds[asked.index] = outcome.kind;
  await session.close();
  expect(kinds).toEqual(['answer', 'answer', 'answer', 'no-answer', 'answer', 'answer']);
  expect(session.faults[0]?.sentences[0]).toMatch(/^it lost its GPU: /);
  expect(session.incomplete).toBeUndefined();
});

test('a GPU that is lost once too often leaves the run incomplete, and keeps what was answered', async () => {
  const lost = { because: 'budget spent', kind: 'no-answer' };
  const options = { window: 1, restarts: 0 };
  const found = await outcomes(String(hostile('loses-device')), options, hostileAdapter);
  expect(found).toMatchObject([{ kind: 'answer' }, { kind: 'answer' }, { kind: 'no-answer' }, lost]);
});

test('a kernel that is not compiled since the GPU is lost has not failed on any question', async () => {
  const found = await outcomes(String(hostile('loses-device-while-it-compiles@0')), { restarts: 0 }, hostileAdapter);
  expect(found.map(({ kind }) => kind)).toEqual(Array(4).fill('no-answer'));
});

/** Runs some of the project's own kernels on a GPU of which the name of their folder says what it does. */
async function runOn(gpu: string, ...options: readonly string[]): Promise<Ran> {
  const target = join(mkdtempSync(join(root, 'gpu-')), gpu);
  symlinkSync(fileURLToPath(new URL('../subjects/webgpu', import.meta.url)), target);
  const open = vi.spyOn(adapter, 'open').mockImplementation(hostileAdapter.open);
  const asked = ['--loss', 'nll_loss', '--dtype', 'float32', '--window', '1'];
  const ran = await lossproof('run', `webgpu:${target}`, ...asked, ...options);
  open.mockRestore();
  return ran;
}

interface Reported {
  readonly incomplete?: string;
  readonly verdicts: readonly { readonly status: string; readonly address: string; readonly reason?: string }[];
}

const report = ({ stdout }: Ran): Reported => JSON.parse(stdout).subjects[0];

const losing: readonly [gpu: string, lives: number, incomplete: RegExp][] = [
  ['loses-device-for-good@5', 1, /could not be started again: webgpu:\S+ could not be started: the GPU is gone; plug/],
  ['loses-device@5', 9, /^it had been restarted 8 times, and last lost its GPU: /],
];

test.each(losing)('on a GPU that %s a run is incomplete, and reports what was answered', async (gpu, lives, why) => {
  const sound = report(await runOn('honest', '--json')).verdicts;
  const ran = await runOn(gpu, '--json');
  expect(ran.exit).toBe(exits.incomplete);
  const { incomplete, verdicts } = report(ran);
  expect(incomplete).toMatch(why);
  const unlike = verdicts.filter((verdict, i) => !isDeepStrictEqual(verdict, sound[i]));
  // What is written to the GPU first is the probe of how it rounds.
  expect(verdicts.length - unlike.length).toBeGreaterThanOrEqual(4 * lives);
  for (const struck of unlike.slice(0, lives)) {
    expect(struck).toMatchObject({ status: 'failed', reason: expect.stringMatching(/lost its GPU/) });
  }
  const unasked = unlike.slice(lives);
  expect(unasked.length).toBeGreaterThan(0);
  expect(new Set(unasked.map(({ status }) => status))).toEqual(new Set(['unanswered']));
});

test('of a GPU that is lost for good it is said whose it was, how it went, and what to do', async () => {
  const { stdout } = await runOn('loses-device-for-good@5');
  expect(stdout).toMatch(/^lossproof webgpu .*^fault: died: it lost its GPU: .*\n {4}remedy: /ms);
  expect(stdout).toMatch(
    /^incomplete: \d+ vectors without an answer, since it could not be started again: .*; plug it in/m,
  );
});
