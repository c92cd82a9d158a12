/** The sample in AssemblyScript, compiled by the command that stands in it, is right. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import wasm from '../adapters/wasm.ts';
import { examine } from '../examine.ts';
import { lenient } from '../judge.ts';
import { exitOf, rows, totals } from '../reports/tally.ts';

const source = fileURLToPath(new URL('./sample-wasm/sigmoid.ts', import.meta.url));
const compiler = fileURLToPath(new URL('../../node_modules/assemblyscript/bin/asc.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lossproof-sample-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the sample passes all that it offers', { timeout: 60_000 }, async () => {
  const [, options = ''] = /npx asc sigmoid\.ts --outFile sigmoid\.wasm (.*)/.exec(readFileSync(source, 'utf8')) ?? [];
  expect(options).not.toBe('');
  const target = join(folder, 'sigmoid.wasm');
  execFileSync(process.execPath, [compiler, source, '--outFile', target, ...options.split(' ')]);
  const subject = { name: 'sample', target, expect: [], bundled: false };
  const selection = { loss: ['sigmoid'], dtype: ['float32'] };
  const examination = await examine(wasm, subject, { ...lenient, selection, session: {}, today: '2026-01-01' });
  expect(exitOf(examination)).toBe('conforms');
  const { passed, failed, skipped } = totals(rows(examination));
  expect({ failed, skipped }).toEqual({ failed: 0, skipped: 0 });
  expect(passed).toBeGreaterThan(10);
});
