/** The score of the suite against known mistakes, as the command prints it. */
import { expect, test, vi } from 'vitest';
import { loadLosses } from '../../spec/load.ts';
import { lossproof } from '../testing.ts';

vi.setConfig({ testTimeout: 30_000 });

test('every mistake that can do harm is killed, and the last line counts them all', async () => {
  const { exit, stdout, last } = await lossproof('mistakes');
  const mistakes = [...loadLosses().values()].flatMap((loss) => [...loss.mistakes.values()]);
  const able = mistakes.filter(({ harmless }) => harmless === undefined).length;
  expect(exit).toBe(0);
  expect(stdout).not.toContain('ALIVE');
  expect(last).toContain(`${able} of ${able} killed`);
});

test('one loss alone, every mistake of it listed', async () => {
  const { stdout } = await lossproof('mistakes', '--loss', 'nll_loss', '--all');
  expect(stdout).toMatch(/^nll_loss {2}value: \d+ of \d+ killed/m);
  expect(stdout).toMatch(/^ {4}mean-over-batch: \d+ vectors$/m);
  expect(stdout).not.toContain('cross_entropy  ');
});

test('for machines: each with its sources', async () => {
  const { stdout } = await lossproof('mistakes', '--loss', 'nll_loss', '--json');
  const report = JSON.parse(stdout);
  expect(report.alive).toBe(0);
  expect(report.mistakes.find(({ name }: { name: string }) => name === 'mean-over-batch')).toMatchObject({
    ...{ loss: 'nll_loss', kind: 'value', seen: expect.arrayContaining(['onnx/onnx#2573']) },
  });
});

test('a loss that is none: exit 2, with the nearest', async () => {
  const { exit, stderr } = await lossproof('mistakes', '--loss', 'nll_los');
  expect(exit).toBe(2);
  expect(stderr).toContain('did you mean "nll_loss"?');
});
