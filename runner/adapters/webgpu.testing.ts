/** What tests of the WebGPU adapter share: tests that need a GPU or a driver, and what came of four questions. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as everywhere } from 'vitest';
import { type Outcome, openSession, type SessionOptions } from '../session.ts';
import { questions } from '../subjects/hostile/questions.ts';
import { missing } from '../subjects/hostile/webgpu.target.ts';
import adapter from './webgpu.ts';

export const test = everywhere.skipIf(missing !== undefined);

export const root = mkdtempSync(join(tmpdir(), 'webgpu-test-'));

export async function outcomes(
  target: string,
  options: SessionOptions = {},
  by = adapter,
): Promise<readonly Outcome[]> {
  const session = await openSession(by, target, { stderr: () => {}, ...options });
  const list: Outcome[] = [];
  for await (const { asked, outcome } of session.ask(questions(4, 2))) list[asked.index] = outcome;
  await session.close();
  return list;
}
