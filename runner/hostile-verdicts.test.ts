/** What `lossproof run` says of every hostile subject: the right counts, the right exit code, and what to do about it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { isAskedAgain } from '../vectors/address.ts';
import { loadVectors } from '../vectors/format.ts';
import { exits } from './failure.ts';
import moduleTarget from './subjects/hostile/module.target.ts';
import processTarget from './subjects/hostile/process.target.ts';
import { cases, inManner } from './suite.ts';
import { lossproof, type Ran, showsStackTrace } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const GLOB = 'nll_loss/NC-*/float64';
/** What is asked of each subject: vectors with answers, some of them asked once more. */
const asked = [...cases({ only: [GLOB] }, ['float64'])];
const COUNT = asked.length + asked.filter((each) => isAskedAgain(each.address)).length;
const IMPATIENT = ['--patience', '0.5'];

/** Kinds that strike so strike at one vector only, which is asked once. */
const [onOne, guilty] = striking();

function striking(): readonly [when: string, address: string] {
  const first = ({ inputs }: { inputs: Readonly<Record<string, { data: readonly unknown[] }>> }) =>
    inputs.input?.data[0];
  const everywhere = loadVectors('nll_loss').vectors.map(first);
  const one = asked.find(
    (each) => !isAskedAgain(each.address) && everywhere.filter((other) => other === first(each.vector)).length === 1,
  );
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
  readonly skipped?: 'none' | 'some';
  /** In what the run prints. */
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  { kind: 'honest', exit: 'conforms', passed: 'all', says: /Every passed vector reaches the grade accurate/ },

  // answers that are wrong
  { kind: 'zeros', exit: 'doesNotConform', passed: 'some', says: /loss\[0\] is 0, exactly 14\.265625/ },
  { kind: 'nan', exit: 'doesNotConform', passed: 'some', says: /loss\[0\] is NaN, exactly 14\.265625/ },
  { kind: 'previous', exit: 'doesNotConform', passed: 'some', says: /the loss (is wrong in \d of \d|has shape)/ },
  { kind: 'caches', exit: 'doesNotConform', passed: 'some', says: /the loss is wrong in/ },
  { kind: 'wrong-shape', exit: 'doesNotConform', passed: 'none', says: /the loss has shape \[1\], not \[\]/ },
  { kind: 'wrong-dtype', exit: 'doesNotConform', passed: 'none', says: /the loss is float32, not float64/ },
  { kind: 'changes-inputs', exit: 'doesNotConform', passed: 'none', says: /changed its inputs; work on a copy/ },

  // no answers
  { kind: 'refuses', exit: 'doesNotConform', passed: 'none', says: /refused a legal question: not today/ },
  { kind: 'fails', exit: 'doesNotConform', passed: 'none', says: /failed: out of memory/ },
  { kind: 'declines', exit: 'nothingRan', passed: 'none', skipped: 'some', says: /nothing ran: .* correct its hello/ },
  {
    kind: 'declines-what-it-claims',
    exit: 'doesNotConform',
    passed: 'none',
    says: /declined what its hello claims: too hard/,
  },

  // breaches of the protocol after which it goes on
  {
    kind: 'twice',
    exit: 'subjectAtFault',
    passed: 'all',
    says: /fault: duplicate, \d+ times, against the protocol: it replied once more/,
  },
  {
    kind: 'skips',
    when: onOne,
    options: IMPATIENT,
    exit: 'doesNotConform',
    passed: 'all but one',
    says: /answered later questions, and this one not within 0\.5 s/,
  },
  {
    kind: 'unknown-id',
    when: onOne,
    options: IMPATIENT,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /a question that nobody asked/,
  },
  {
    kind: 'wrong-length',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /broke the protocol: loss has \d numbers for its shape/,
  },
  {
    kind: 'bare-nan',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /JSON, which has no NaN; write "NaN"/,
  },
  {
    kind: 'other-words',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /it takes answer, refused, declined or failed/,
  },
  {
    kind: 'half-line-and-on',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /broke the protocol: the reply is no JSON/,
  },
  { kind: 'log-lines', exit: 'subjectAtFault', passed: 'all', says: /what is meant for people goes to stderr/ },
  {
    kind: 'noise',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all',
    says: /fault: garbage, 2 times, against the protocol/,
  },
  {
    kind: 'loud-on-stderr',
    when: onOne,
    exit: 'conforms',
    passed: 'all',
    says: /and \d{8,9} bytes more on stderr, not shown/,
  },

  // breaches after which it cannot go on
  { kind: 'dies', when: onOne, exit: 'doesNotConform', passed: 'all but one', says: /no answer: exited with code 3/ },
  {
    kind: 'dies-after',
    when: onOne,
    exit: 'doesNotConform',
    passed: 'all',
    says: /fault: died: it exited with code 3/,
  },
  {
    kind: 'dies',
    when: 0,
    exit: 'incomplete',
    passed: 'none',
    skipped: 'some',
    says: /incomplete: \d+ vectors without an answer, since it had been restarted 8 times/,
  },
  {
    kind: 'dies',
    when: COUNT - 1,
    options: ['--window', '1'],
    exit: 'doesNotConform',
    passed: 'all but one',
    says: /no answer: exited with code 3/,
  },
  {
    kind: 'hangs',
    when: onOne,
    options: IMPATIENT,
    exit: 'doesNotConform',
    passed: 'all but one',
    says: /said nothing for 0\.5 s and was killed/,
  },
  {
    kind: 'never',
    options: ['--patience', '0.1'],
    exit: 'incomplete',
    passed: 'none',
    skipped: 'some',
    says: /it had been restarted 8 times, and last said nothing for 0\.1 s/,
  },
  {
    kind: 'half-line',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /it ended in the middle of a line/,
  },
  {
    kind: 'long-line',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /wrote a line longer than 16 MiB/,
  },
  {
    kind: 'only-noise',
    exit: 'subjectAtFault',
    passed: 'none',
    options: IMPATIENT,
    says: /incomplete: .* never gave a reply/,
  },
  {
    kind: 'endless-noise',
    when: onOne,
    exit: 'subjectAtFault',
    passed: 'all but one',
    says: /wrote 1001 times in a row what is no reply/,
  },

  // no start
  {
    kind: 'will-not-start',
    exit: 'subjectAtFault',
    passed: 'none',
    says: /exited with code 1 before it said hello; run it by hand to see why/,
  },
  {
    kind: 'bad-hello',
    exit: 'subjectAtFault',
    passed: 'none',
    says: /says a hello that is none: hello\.gradients must be boolean/,
  },
  { kind: 'other-protocol', exit: 'subjectAtFault', passed: 'none', says: /bring the older of the two up to date/ },
];

for (const { kind, when, options = [], exit, passed, skipped = 'none', says } of rows) {
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

function expectCount(count: number | undefined, expected: 'all' | 'none' | 'some' | 'all but one'): void {
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
  const tried = new Set(rows.map(({ kind }) => kind));
  expect(Object.keys(kinds).filter((kind) => !tried.has(kind))).toEqual(['late', 'no-hello']);
});

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
