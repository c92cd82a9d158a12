/** What tests of the command line share: files to hand it, a subject, and how a wrong command line has to end. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { exits } from './failure.ts';
import target from './subjects/hostile/process.target.ts';
import { lossproof, showsStackTrace } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
let written = 0;
export function file(name: string, text: string): string {
  const path = join(folder, `${written++}-${name}`);
  writeFileSync(path, text);
  return path;
}

export const honest = ['--', ...target('honest')];
export const few = ['--only', 'nll_loss/NC-logs-*/float64'];

/** A command line that is wrong somewhere, and how it ends. */
export type Wrong = readonly [what: string, argv: readonly string[], exit: keyof typeof exits, says: RegExp];

/** It ends in a sentence that helps, never in a stack trace, and prints no half of a report. */
export async function expectHelp([, argv, exit, says]: Wrong): Promise<void> {
  const { exit: code, stdout, stderr } = await lossproof(...argv);
  expect(stdout + stderr).toMatch(says);
  expect(code).toBe(exits[exit]);
  expect(showsStackTrace(stdout + stderr)).toBe(false);
  if (exit === 'usage') expect(stdout).toBe('');
}
