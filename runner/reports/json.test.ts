/** What machines read of a run holds to its schema, whatever happened. */
import { expect, test, vi } from 'vitest';
import { schema } from '../../spec/yaml.ts';
import type { Diagnosis } from '../diagnose.ts';
import moduleTarget from '../subjects/hostile/module.target.ts';
import processTarget from '../subjects/hostile/process.target.ts';
import { lossproof } from '../testing.ts';
import { jsonReport, subjectReport } from './json.ts';
import { rows } from './tally.ts';
import { examined, verdict } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

function validate(report: unknown): void {
  const holds = schema('report');
  expect([holds(report), holds.errors]).toEqual([true, null]);
}

const run = ['run', '--json', '--only', 'nll_loss/NC-logs-*/float64'];
const honest = ['--', ...processTarget('honest')];

const table: readonly [what: string, argv: readonly string[], exit: number][] = [
  ['all pass', honest, 0],
  ['wrong numbers', ['--', ...processTarget('zeros')], 1],
  ['NaN', [String(moduleTarget('nan'))], 1],
  ['faults', ['--', ...processTarget('twice')], 3],
  ['an early end', ['--', ...processTarget('dies', 0)], 6],
  ['all declined', ['--', ...processTarget('declines')], 4],
  ['no start', ['--', ...processTarget('will-not-start')], 3],
  ['nothing selected', ['--dtype', 'float32', ...honest], 4],
];

for (const [what, argv, exit] of table) {
  test(`${what}: exit ${exit}`, async () => {
    const ran = await lossproof(...run, ...argv);
    expect(ran.exit).toBe(exit);
    const report = JSON.parse(ran.stdout);
    validate(report);
    expect(report.exit).toBe(exit);
    const verdicts: { status: string }[] = report.subjects.flatMap(({ verdicts: own }: { verdicts: object[] }) => own);
    const count = (...statuses: string[]): number => verdicts.filter(({ status }) => statuses.includes(status)).length;
    expect(report.totals).toEqual({
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('declined', 'unanswered'),
    });
  });
}

test('what JSON has no number for is a word', () => {
  const deviation = {
    output: 'loss',
    entry: 0,
    level: 'must' as const,
    expected: Number.NaN,
    low: Number.NaN,
    high: Number.NaN,
  };
  const examination = examined([
    verdict('a/one/float64', {
      status: 'failed',
      reason: 'wrong',
      outcome: 'answer',
      deviations: [{ ...deviation, answered: -0, distance: Number.POSITIVE_INFINITY }],
    }),
  ]);
  const report = JSON.parse(JSON.stringify(jsonReport([subjectReport(examination, [], 1)], [], rows(examination), 1)));
  validate(report);
  expect(report.subjects[0].verdicts[0].deviations[0]).toEqual({
    ...{ output: 'loss', entry: 0, level: 'must' },
    ...{ answered: '-0', expected: 'NaN', low: 'NaN', high: 'NaN', distance: 'Infinity' },
  });
});

test('an expected failure is marked as one, stale expectations and a subject that did not start are told', () => {
  const examination = examined([verdict('a/one/float64', { status: 'failed', reason: 'x' })], {
    expected: ['a/one/float64'],
    stale: ['remove it'],
    incomplete: 'the run was interrupted',
    faults: [{ kind: 'late', times: 2, sentences: ['late'] }],
  });
  const found: Diagnosis = {
    ...{ loss: 'a', examined: 1, failed: 1, explained: 1, alternatives: [['c', 'd']], pattern: [] },
    causes: [{ kind: 'mistake', name: 'b', says: 'It is wrong.', seen: ['x/y#1'], patch: '- a: 1\n+ a: 2' }],
  };
  const missing = { name: 'torch', why: 'it is not installed' };
  const report = JSON.parse(
    JSON.stringify(jsonReport([subjectReport(examination, [found], 6)], [missing], rows(examination), 6)),
  );
  validate(report);
  expect(report).toMatchObject({ totals: { passed: 1, failed: 0 }, notStarted: [missing] });
  expect(report.subjects[0]).toMatchObject({
    verdicts: [{ status: 'failed', expected: true }],
    stale: ['remove it'],
    incomplete: 'the run was interrupted',
    faults: [{ kind: 'late', times: 2 }],
    diagnoses: [found],
  });
});
