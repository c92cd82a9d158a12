/** What a run amounts to: rows, totals and the exit code. */
import { expect, test } from 'vitest';
import { type Exit, exits } from '../failure.ts';
import type { Fault, FaultKind } from '../session.ts';
import { exitOf, rows, tightest, totals } from './tally.ts';
import { examined, verdict } from './testing.ts';

test('a row for each loss and dtype, in the order in which they come', () => {
  const examination = examined([
    verdict('a/one/float64', { grade: 'accurate', worst: 0.25 }),
    verdict('a/one/float32', { grade: 'standard' }),
    verdict('a/two/float64', { status: 'failed', misses: ['a.wish'] }),
    verdict('a/three/float64', { status: 'declined' }),
    verdict('b/one/float64', { status: 'unanswered' }),
    verdict('a/four/float64', { grade: 'lenient', worst: 0.75 }),
  ]);
  const list = rows(examination);
  expect(list.map(({ loss, dtype }) => `${loss} ${dtype}`)).toEqual(['a float64', 'a float32', 'b float64']);
  expect(list[0]).toEqual({
    ...{ loss: 'a', dtype: 'float64', passed: 2, failed: 1, declined: 1, unanswered: 0, expected: 0, misses: 1 },
    byGrade: { accurate: 1, standard: 0, lenient: 1 },
    worst: 0.75,
    worstAt: 'a/four/float64',
  });
  expect(totals(list)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  expect(tightest(list)).toBe('lenient');
});

test('an expected failure counts as passed; of the grades, a failed vector has none', () => {
  const examination = examined([verdict('a/one/float64', { status: 'failed', grade: 'lenient' })], {
    expected: ['a/one/float64'],
  });
  expect(rows(examination)[0]).toMatchObject({ passed: 0, failed: 0, expected: 1 });
  expect(totals(rows(examination))).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(tightest(rows(examination))).toBeUndefined();
});

const fault = (kind: FaultKind): Fault => ({ kind, times: 1, sentences: ['it did'] });
const pass = verdict('a/one/float64');
const fail = verdict('a/two/float64', { status: 'failed' });
const died = verdict('a/two/float64', { status: 'failed', outcome: 'no-answer' });
const broken = verdict('a/two/float64', { status: 'failed', outcome: 'broken' });
const declined = verdict('a/two/float64', { status: 'declined' });
const unanswered = verdict('a/two/float64', { status: 'unanswered', outcome: 'no-answer' });

test('the exit code is that of the gravest thing that happened', () => {
  const table: [what: string, examination: Parameters<typeof examined>, exit: Exit][] = [
    ['all pass', [[pass]], 'conforms'],
    ['one fails', [[pass, fail]], 'doesNotConform'],
    ['one fails as expected', [[pass, fail], { expected: ['a/two/float64'] }], 'conforms'],
    ['all fail as expected', [[fail], { expected: ['a/two/float64'] }], 'conforms'],
    ['some are declined', [[pass, declined]], 'conforms'],
    ['all are declined', [[declined]], 'nothingRan'],
    ['none are there', [[]], 'nothingRan'],
    ['an expectation is stale', [[pass], { stale: ['remove it'] }], 'doesNotConform'],
    ['it died on one', [[pass, died], { faults: [fault('died')] }], 'doesNotConform'],
    [
      'it died on one, as expected',
      [[pass, died], { faults: [fault('died')], expected: ['a/two/float64'] }],
      'conforms',
    ],
    ['it died and nobody knows on what', [[pass], { faults: [fault('died')] }], 'doesNotConform'],
    ['it hung and nobody knows on what', [[pass], { faults: [fault('silent')] }], 'doesNotConform'],
    ['a reply was none', [[pass, broken]], 'subjectAtFault'],
    ['a reply was none, as expected', [[pass, broken], { expected: ['a/two/float64'] }], 'subjectAtFault'],
    ['the end came early', [[pass, unanswered], { incomplete: 'it was interrupted' }], 'incomplete'],
    ['the end came at once', [[unanswered], { incomplete: 'it was interrupted' }], 'incomplete'],
    ['failures, and an early end', [[fail, unanswered], { incomplete: 'it was interrupted' }], 'incomplete'],
    [
      'a breach, and an early end',
      [[unanswered], { incomplete: 'it babbled', faults: [fault('garbage')] }],
      'subjectAtFault',
    ],
    ...(
      [
        'garbage',
        'unknown id',
        'duplicate',
        'late',
        'partial line',
        'too long',
        'too much garbage',
        'other hello',
      ] as const
    ).map((kind): [string, Parameters<typeof examined>, Exit] => [
      kind,
      [[pass, fail], { faults: [fault(kind)] }],
      'subjectAtFault',
    ]),
  ];
  for (const [what, examination, exit] of table) {
    expect([what, exits[exitOf(examined(...examination))]]).toEqual([what, exits[exit]]);
  }
});
