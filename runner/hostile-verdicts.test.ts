/** What `lossproof run` says of every hostile subject: the right counts, the right exit code, and what to do about it. */
import { expect, test, vi } from 'vitest';
import { loadVectors } from '../vectors/format.ts';
import { exits } from './failure.ts';
import moduleTarget from './subjects/hostile/module.target.ts';
import processTarget from './subjects/hostile/process.target.ts';
import { cases, isAskedAgain } from './suite.ts';
import { lossproof, type Ran, showsStackTrace } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const GLOB = 'nll_loss/NC-*/float64';
/** What is asked of each subject: vectors with answers, some of them asked once more. */
const asked = [...cases({ only: [GLOB] }, ['float64'])];
const COUNT = asked.length + asked.filter(isAskedAgain).length;
const IMPATIENT = ['--patience', '0.2'];

/** Kinds that strike so strike at one vector only, which is asked once. */
const [onOne, guilty] = striking();

function striking(): readonly [when: string, address: string] {
  const first = ({ inputs }: { inputs: Readonly<Record<string, { data: readonly unknown[] }>> }) => inputs['input']?.data[0];
  const everywhere = loadVectors('nll_loss').vectors.map(first);
  const one = asked.find((each) => !isAskedAgain(each) && everywhere.filter((other) => other === first(each.vector)).length === 1);
  if (one === undefined) throw new Error('no vector begins like no other');
  return [`first=${first(one.vector)}`, one.address];
}

const run = (options: readonly string[], kind: string, when?: string | number): Promise<Ran> =>
  lossproof('run', '--only', GLOB, ...options, '--', ...([processTarget(kind, when)].flat() as string[]));

interface Row {
  readonly kind: string;
  readonly when?: string | number;
  readonly options?: readonly string[];
  readonly exit: keyof typeof exits;
  /** Of the vectors: how many may pass and how many must be skipped; the rest fail. */
  readonly passed: 'all' | 'none' | 'some' | 'all but one';
  readonly skipped?: 'none' | 'some' | 'all';
  /** In what the run prints. */
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  { kind: 'honest', exit: 'conforms', passed: 'all', says: /Every passed vector reaches the grade accurate/ },

  // answers that are wrong
  { kind: 'zeros', exit: 'doesNotConform', passed: 'some', says: /gradient of input\[\d+\] is 0, exactly -?[\d.]+/ },
  { kind: 'nan', exit: 'doesNotConform', passed: 'none', says: /loss\[0\] is NaN, exactly 14\.265625/ },
  { kind: 'previous', exit: 'doesNotConform', passed: 'some', says: /the loss (is wrong in \d of \d|has shape)/ },
  { kind: 'caches', exit: 'doesNotConform', passed: 'some', says: /the loss is wrong in/ },
  { kind: 'wrong-shape', exit: 'doesNotConform', passed: 'none', says: /the loss has shape \[1\], not \[\]/ },
  { kind: 'wrong-dtype', exit: 'doesNotConform', passed: 'none', says: /the loss is float32, not float64/ },
  { kind: 'changes-inputs', exit: 'doesNotConform', passed: 'none', says: /changed its inputs; work on a copy/ },

  // no answers
  { kind: 'refuses', exit: 'doesNotConform', passed: 'none', says: /refused a legal question: not today/ },
  { kind: 'fails', exit: 'doesNotConform', passed: 'none', says: /failed: out of memory/ },
  { kind: 'declines', exit: 'nothingRan', passed: 'none', skipped: 'all', says: /nothing ran: .* correct its hello/ },
  { kind: 'declines-what-it-claims', exit: 'doesNotConform', passed: 'none', says: /declined what its hello claims: too hard/ },

  // breaches of the protocol after which it goes on
  { kind: 'twice', exit: 'subjectAtFault', passed: 'all', says: /fault: duplicate, \d+ times, against the protocol: it replied once more/ },
  { kind: 'skips', when: onOne, options: IMPATIENT, exit: 'doesNotConform', passed: 'all but one', says: /answered later questions, and this one not within 0\.2 s/ },
  { kind: 'unknown-id', when: onOne, options: IMPATIENT, exit: 'subjectAtFault', passed: 'all but one', says: /a question that nobody asked/ },
  { kind: 'wrong-length', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /broke the protocol: loss has \d numbers for its shape/ },
  { kind: 'bare-nan', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /JSON, which has no NaN; write "NaN"/ },
  { kind: 'other-words', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /it takes answer, refused, declined or failed/ },
  { kind: 'half-line-and-on', when: onOne, exit: 'subjectAtFault', passed: 'some', says: /broke the protocol: the reply is no JSON/ },
  { kind: 'log-lines', exit: 'subjectAtFault', passed: 'all', says: /what is meant for people goes to stderr/ },
  { kind: 'noise', when: onOne, exit: 'subjectAtFault', passed: 'all', says: /fault: garbage, 2 times, against the protocol/ },
  { kind: 'loud-on-stderr', when: onOne, exit: 'conforms', passed: 'all', says: /and \d{8,9} bytes more on stderr, not shown/ },

  // breaches after which it cannot go on
  { kind: 'dies', when: onOne, exit: 'doesNotConform', passed: 'all but one', says: /no answer: exited with code 3/ },
  { kind: 'dies-after', when: onOne, exit: 'doesNotConform', passed: 'all', says: /fault: died: it exited with code 3/ },
  { kind: 'dies', when: 0, exit: 'incomplete', passed: 'none', skipped: 'some', says: /incomplete: \d+ vectors without an answer, since it had been restarted 8 times/ },
  { kind: 'dies', when: 10, exit: 'conforms', passed: 'some', says: /fault: died/ },
  { kind: 'dies', when: COUNT - 1, options: ['--window', '1'], exit: 'doesNotConform', passed: 'all but one', says: /no answer: exited with code 3/ },
  { kind: 'hangs', when: onOne, options: IMPATIENT, exit: 'doesNotConform', passed: 'all but one', says: /said nothing for 0\.2 s and was killed/ },
  { kind: 'never', options: IMPATIENT, exit: 'incomplete', passed: 'none', skipped: 'some', says: /it had been restarted 8 times, and last said nothing for 0\.2 s/ },
  { kind: 'half-line', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /it ended in the middle of a line/ },
  { kind: 'long-line', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /wrote a line longer than 16 MiB/ },
  { kind: 'only-noise', exit: 'subjectAtFault', passed: 'none', options: IMPATIENT, says: /incomplete: .* never gave a reply/ },
  { kind: 'endless-noise', when: onOne, exit: 'subjectAtFault', passed: 'all but one', says: /wrote 1001 times in a row what is no reply/ },

  // no start
  { kind: 'will-not-start', exit: 'subjectAtFault', passed: 'none', says: /exited with code 1 before it said hello; run it by hand to see why/ },
  { kind: 'bad-hello', exit: 'subjectAtFault', passed: 'none', says: /says a hello that is none: hello\.gradients must be boolean/ },
  { kind: 'other-protocol', exit: 'subjectAtFault', passed: 'none', says: /bring the older of the two up to date/ },
];

for (const row of rows) {
  const { kind, when, options = [] } = row;
  test(`${kind}${when === undefined ? '' : ` at ${when}`}`, async () => {
    const t=Date.now();
    const ran = await run(options, kind, when);
    console.log(kind, when, ran.exit, Date.now()-t, 'ms\n', ran.stdout.slice(-1500), '\nERR', ran.stderr.slice(-300));
  });
}
