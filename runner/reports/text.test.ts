/** What people read of a run, word for word. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import target from '../subjects/hostile/process.target.ts';
import { lossproof } from '../testing.ts';
import { rows } from './tally.ts';
import { examined, verdict } from './testing.ts';
import { closingLine, deviation, textReport } from './text.ts';

vi.setConfig({ testTimeout: 30_000 });

const plain = { again: ' mine', quiet: false, colours: false, diagnoses: [] };
const wrong = { level: 'must', expected: 1, low: 0.5, high: 1.5 } as const;

const failing = examined([
  verdict('cross_entropy/one/float64', { grade: 'accurate', worst: 0.5 }),
  verdict('cross_entropy/two/float64', {
    status: 'failed',
    reason: 'the loss is wrong in 2 of 3',
    deviations: [
      { ...wrong, output: 'loss', entry: 0, answered: 2, distance: 2 },
      { ...wrong, output: 'loss', entry: 2, answered: 3, distance: 4 },
      { ...wrong, output: 'input', entry: 0, answered: Number.NaN, distance: Number.POSITIVE_INFINITY },
      { ...wrong, output: 'weight', entry: 0, level: 'may', answered: 9, distance: 16 },
    ],
  }),
  verdict('nll_loss/one/float32', { misses: ['nll_loss.wish'], grade: 'standard' }),
  verdict('nll_loss/two/float32', { misses: ['nll_loss.wish'] }),
  verdict('nll_loss/three/float32', { status: 'declined', reason: 'no parameter weight' }),
]);

test('a table, the failures and how to see them again, what should be better, what was declined', () => {
  expect(textReport(failing, plain)).toBe(
    `mine 1.2
loss           dtype    passed  failed  declined  accurate  standard  lenient  worst
cross_entropy  float64       1       1         0         1         0        0   0.50
nll_loss       float32       2       0         1         0         1        0   0.00
Nearest to an end of what is allowed: cross_entropy/one/float64, 0.50 of the way.
FAIL cross_entropy/two/float64: the loss is wrong in 2 of 3
    loss[2] is 3, exactly 1, allowed 0.5 to 1.5; 4.00 times what is allowed
    see it: lossproof explain cross_entropy/two/float64 mine
should: nll_loss.wish (2 vectors)
declined: 1 (no parameter weight)`,
  );
});

test('what was declined as a whole has no row', () => {
  const one = verdict('a/one/float64');
  const none = verdict('b/one/float64', { status: 'declined', reason: 'no loss b' });
  expect(textReport(examined([one, none]), plain)).not.toMatch(/^b /m);
  expect(textReport(examined([one, none]), plain)).toContain('declined: 1 (no loss b)');
  expect(textReport(examined([none]), plain)).not.toContain('dtype');
});

test('where nothing fails, the grade that all reach is told', () => {
  const good = examined([
    verdict('a/one/float64', { grade: 'accurate' }),
    verdict('a/two/float64', { grade: 'standard' }),
  ]);
  expect(textReport(good, plain)).toContain('\nEvery passed vector reaches the grade standard.');
  expect(textReport(failing, plain)).not.toContain('reaches the grade');
});

test('quiet: failures, faults, and what else decides the exit code', () => {
  const examination = examined(failing.verdicts, {
    faults: [{ kind: 'duplicate', times: 3, sentences: ['it replied once more', 'and again'] }],
    stale: ['"x" matches no vector: correct or remove it'],
    incomplete: 'the run was interrupted',
  });
  expect(textReport(examination, { ...plain, quiet: true })).toBe(
    `FAIL cross_entropy/two/float64: the loss is wrong in 2 of 3
    loss[2] is 3, exactly 1, allowed 0.5 to 1.5; 4.00 times what is allowed
    see it: lossproof explain cross_entropy/two/float64 mine
fault: duplicate, 3 times, against the protocol: it replied once more
    remedy: reply once to each request
stale expectation: "x" matches no vector: correct or remove it
incomplete: the run was interrupted`,
  );
  expect(textReport(examined([verdict('a/one/float64')]), { ...plain, quiet: true })).toBe('');
});

test('of many failures of one loss and dtype five are shown and the rest counted', () => {
  const many = Array.from({ length: 12 }, (_, index) =>
    verdict(`a/v${index}/float64`, { status: 'failed', reason: 'x' }),
  );
  const text = textReport(examined([...many, verdict('a/v0/float32', { status: 'failed', reason: 'x' })]), plain);
  expect(text.match(/^FAIL/gm)).toHaveLength(6);
  expect(text).toContain('  … and 7 more of a in float64\n');
});

test('expected failures are not shown, and count as passed in the table', () => {
  const text = textReport(
    examined([verdict('a/one/float64', { status: 'failed', reason: 'x' })], { expected: ['a/one/float64'] }),
    plain,
  );
  expect(text).not.toContain('FAIL');
  expect(text).toMatch(/^a {5}float64 {7}1 {7}0/m);
});

test('vectors without an answer have a column where there are any, and their number stands with the reason', () => {
  const verdicts = [verdict('a/one/float64'), verdict('a/two/float64', { status: 'unanswered' })];
  const text = textReport(examined(verdicts, { incomplete: 'the run was interrupted' }), plain);
  expect(text).toContain('declined  unanswered  accurate');
  expect(text).toContain('incomplete: 1 vector without an answer, since the run was interrupted');
  expect(closingLine(rows(examined(verdicts)))).toBe('1 passed, 0 failed, 1 skipped');
});

test('a deviation is told by what it is: an entry, a gradient, or a line of a law', () => {
  const table: [change: Partial<Parameters<typeof deviation>[0]>, says: string][] = [
    [{}, 'loss[0] is 2, exactly 1, allowed 0.5 to 1.5; 2.00 times what is allowed'],
    [
      { output: 'input', entry: 3 },
      'gradient of input[3] is 2, exactly 1, allowed 0.5 to 1.5; 2.00 times what is allowed',
    ],
    [{ low: 1, high: 1, distance: Number.POSITIVE_INFINITY }, 'loss[0] is 2, exactly 1'],
    [{ answered: Number.NaN, distance: Number.POSITIVE_INFINITY }, 'loss[0] is NaN, exactly 1, allowed 0.5 to 1.5'],
    [
      { output: 'loss[n] - shifted.loss[n]', entry: 1 },
      '(loss[n] - shifted.loss[n]) at 1 is 2, exactly 1, allowed 0.5 to 1.5; 2.00 times what is allowed',
    ],
  ];
  for (const [change, says] of table) {
    expect(deviation({ ...wrong, output: 'loss', entry: 0, answered: 2, distance: 2, ...change })).toBe(says);
  }
});

const run = ['run', '--only', 'nll_loss/worked-*/float64'];

test('colours are for a terminal, unless NO_COLOR is set', async () => {
  const table: [terminal: boolean, noColour: string | undefined, coloured: boolean][] = [
    [true, undefined, true],
    [true, '1', false],
    [true, '', true],
    [false, undefined, false],
  ];
  const before = process.stdout.isTTY;
  for (const [terminal, noColour, coloured] of table) {
    vi.stubEnv('NO_COLOR', noColour);
    process.stdout.isTTY = terminal;
    const { stdout } = await lossproof(...run, '--', ...target('zeros'));
    process.stdout.isTTY = before;
    vi.unstubAllEnvs();
    expect([terminal, noColour, stdout.includes('\u001b[')]).toEqual([terminal, noColour, coloured]);
  }
});

test('progress is drawn on a terminal and wiped, and never in a pipe, quietly or for machines', async () => {
  const before = process.stderr.isTTY;
  for (const [terminal, options, drawn] of [
    [true, [], true],
    [false, [], false],
    [true, ['--quiet'], false],
    [true, ['--json'], false],
  ] as const) {
    process.stderr.isTTY = terminal;
    const { stderr } = await lossproof(...run, ...options, '--', ...target('honest'));
    process.stderr.isTTY = before;
    expect([terminal, options, /honest.*: \d+/.test(stderr)]).toEqual([terminal, options, drawn]);
    if (drawn) expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  }
});

test('the line that says how to see a failure again does so, as a shell reads it', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'report-')), "it's $HOME");
  mkdirSync(folder);
  const honest = new URL('../subjects/hostile/nll-loss.mjs', import.meta.url).href;
  const module = join(folder, 'zero.mjs');
  writeFileSync(
    module,
    `import { hello, run } from ${JSON.stringify(honest)};
    export default { hello: () => hello, run(request) {
      const { answer } = run(request);
      return answer ? { answer: { ...answer, loss: { ...answer.loss, data: answer.loss.data.map(() => 0) } } } : run(request);
    } };`,
  );
  const cli = fileURLToPath(new URL('../lossproof.mjs', import.meta.url));
  for (const subject of [[module], ['--', ...target('zeros', 'always')]]) {
    const { stdout } = await lossproof(...run, '--grade', 'standard', ...subject);
    const [, address = '', reason = ''] = /^FAIL (\S+): (.*)$/m.exec(stdout) ?? [];
    const [, again = ''] = /see it: lossproof (.*)$/m.exec(stdout) ?? [];
    expect(again).toContain(`explain ${address}`);
    const shown = spawnSync('bash', ['-c', `'${process.execPath}' '${cli}' ${again}`], { encoding: 'utf8' });
    expect(shown.stdout).toContain(reason);
    expect(shown.stdout).toContain('question');
    expect(shown.status).toBe(1);
  }
});
