/** What `lossproof run` says of every hostile subject: the right counts, the right exit code, and what to do about it. */
import { expect, test, vi } from 'vitest';
import { isAskedAgain } from '../vectors/address.ts';
import { exits } from './failure.ts';
import { asked, COUNT, GLOB, guilty, onOne } from './hostile-verdicts.testing.ts';
import processTarget from './subjects/hostile/process.target.ts';
import { inManner } from './suite.ts';
import { lossproof, type Ran, showsStackTrace } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const IMPATIENT = ['--patience', '0.5'];

const run = (options: readonly string[], kind: string, when?: string | number): Promise<Ran> =>
  lossproof('run', '--only', GLOB, ...options, '--', ...([processTarget(kind, when)].flat() as string[]));

/** How many of the vectors pass. */
type Passed = 'all' | 'none' | 'some' | 'all but one';

type Row = readonly [
  kind: string,
  exit: keyof typeof exits,
  passed: Passed,
  /** In what the run prints. */
  says: RegExp,
  /** When it strikes, if not as the kind does by itself; options of the run; whether some are skipped, as the rest fail. */
  but?: { readonly when?: string | number; readonly options?: readonly string[]; readonly skipped?: 'some' },
];

const rows: readonly Row[] = [
  ['honest', 'conforms', 'all', /Every passed vector reaches the grade accurate/],

  // answers that are wrong
  ['zeros', 'doesNotConform', 'some', /loss\[0\] is 0, exactly 14\.265625/],
  ['nan', 'doesNotConform', 'some', /loss\[0\] is NaN, exactly 14\.265625/],
  ['previous', 'doesNotConform', 'some', /the loss (is wrong in \d of \d|has shape)/],
  ['caches', 'doesNotConform', 'some', /the loss is wrong in/],
  ['wrong-shape', 'doesNotConform', 'none', /the loss has shape \[1\], not \[\]/],
  ['wrong-dtype', 'doesNotConform', 'none', /the loss is float32, not float64/],
  ['changes-inputs', 'doesNotConform', 'none', /changed its inputs; work on a copy/],

  // no answers
  ['refuses', 'doesNotConform', 'none', /refused a legal question: not today/],
  ['fails', 'doesNotConform', 'none', /failed: out of memory/],
  ['declines', 'nothingRan', 'none', /nothing ran: .* correct its hello/, { skipped: 'some' }],
  ['declines-what-it-claims', 'doesNotConform', 'none', /declined what its hello claims: too hard/],

  // breaches of the protocol after which it goes on
  ['twice', 'subjectAtFault', 'all', /fault: duplicate, \d+ times, against the protocol: it replied once more/],
  [
    'skips',
    'doesNotConform',
    'all but one',
    /answered later questions, and this one not within 0\.5 s/,
    { when: onOne, options: IMPATIENT },
  ],
  ['unknown-id', 'subjectAtFault', 'all but one', /a question that nobody asked/, { when: onOne, options: IMPATIENT }],
  [
    'wrong-length',
    'subjectAtFault',
    'all but one',
    /broke the protocol: loss has \d numbers for its shape/,
    { when: onOne },
  ],
  ['bare-nan', 'subjectAtFault', 'all but one', /JSON, which has no NaN; write "NaN"/, { when: onOne }],
  ['other-words', 'subjectAtFault', 'all but one', /it takes answer, refused, declined or failed/, { when: onOne }],
  ['half-line-and-on', 'subjectAtFault', 'all but one', /broke the protocol: the reply is no JSON/, { when: onOne }],
  ['log-lines', 'subjectAtFault', 'all', /what is meant for people goes to stderr/],
  ['noise', 'subjectAtFault', 'all', /fault: garbage, 2 times, against the protocol/, { when: onOne }],
  ['loud-on-stderr', 'conforms', 'all', /and \d{8,9} bytes more on stderr, not shown/, { when: onOne }],

  // breaches after which it cannot go on
  ['dies', 'doesNotConform', 'all but one', /no answer: exited with code 3/, { when: onOne }],
  ['dies-after', 'doesNotConform', 'all', /fault: died: it exited with code 3/, { when: onOne }],
  [
    'dies',
    'incomplete',
    'none',
    /incomplete: \d+ vectors without an answer, since it had been restarted 8 times/,
    { when: 0, skipped: 'some' },
  ],
  [
    'dies',
    'doesNotConform',
    'all but one',
    /no answer: exited with code 3/,
    { when: COUNT - 1, options: ['--window', '1'] },
  ],
  [
    'hangs',
    'doesNotConform',
    'all but one',
    /said nothing for 0\.5 s and was killed/,
    { when: onOne, options: IMPATIENT },
  ],
  [
    'never',
    'incomplete',
    'none',
    /it had been restarted 8 times, and last said nothing for 0\.1 s/,
    { options: ['--patience', '0.1'], skipped: 'some' },
  ],
  ['half-line', 'subjectAtFault', 'all but one', /it ended in the middle of a line/, { when: onOne }],
  ['long-line', 'subjectAtFault', 'all but one', /wrote a line longer than 16 MiB/, { when: onOne }],
  ['only-noise', 'subjectAtFault', 'none', /incomplete: .* never gave a reply/, { options: IMPATIENT }],
  ['endless-noise', 'subjectAtFault', 'all but one', /wrote 1001 times in a row what is no reply/, { when: onOne }],

  // no start
  ['will-not-start', 'subjectAtFault', 'none', /exited with code 1 before it said hello; run it by hand to see why/],
  ['bad-hello', 'subjectAtFault', 'none', /says a hello that is none: hello\.gradients must be boolean/],
  ['other-protocol', 'subjectAtFault', 'none', /bring the older of the two up to date/],
];

for (const [kind, exit, passed, says, { when, options = [], skipped = 'none' } = {}] of rows) {
  test(`${kind}${when === undefined ? '' : ` at ${when}`}: ${exit}, ${passed} pass`, async () => {
    const ran = await run(options, kind, when);
    expect(ran.exit).toBe(exits[exit]);
    expect(ran.stdout + ran.stderr).toMatch(says);
    expect(showsStackTrace(ran.stdout + ran.stderr)).toBe(false);
    if (startless.has(kind)) return expect(ran.last).toBe('0 passed, 0 failed, 0 skipped');
    const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(ran.last)?.slice(1).map(Number) ?? [];
    expectCount(counts[0], passed);
    expectCount(counts[2], skipped);
    if (exit !== 'nothingRan') expect(counts.reduce((a, b) => a + b)).toBe(COUNT);
    if (passed === 'all but one') expect(ran.stdout).toContain(`FAIL ${guiltyOf(when)}`);
  });
}

const startless = new Set(['will-not-start', 'bad-hello', 'other-protocol']);

function expectCount(count: number | undefined, expected: Passed): void {
  if (expected === 'some') {
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(COUNT);
  } else expect(count).toBe({ all: COUNT, none: 0, 'all but one': COUNT - 1 }[expected]);
}

/** Asked last of all is the first of the vectors that are asked once more. */
function guiltyOf(when: string | number | undefined): string {
  const [last] = asked.filter((each) => isAskedAgain(each.address));
  return when === onOne || last === undefined ? guilty : inManner(last, 'again');
}

test('every hostile kind is tried here, but one that takes as long to fail as a slow import may take', async () => {
  const { kinds } = await import(new URL('./subjects/hostile/kinds.mjs', import.meta.url).href);
  const tried = new Set(rows.map(([kind]) => kind));
  expect(Object.keys(kinds).filter((kind) => !tried.has(kind))).toEqual(['late', 'no-hello']);
});
