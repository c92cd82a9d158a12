/** Known failures: what a list of them may say, what it excuses, and when it fails the run itself. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Entry, Expectations } from './expectations.ts';
import { Failure } from './failure.ts';
import type { Hello } from './protocol.ts';
import { readSubjectSheet } from './subject-sheet.ts';

const hello: Hello = {
  ...{ protocol: 1, name: 'x', version: '1.13.1', language: 'Python', device: 'cpu' },
  ...{ profiles: [], gradients: true, losses: {} },
};
const TODAY = '2026-06-15';
const REASON = { reason: 'upstream#1' };

/** What becomes of a run in which these addresses exist, these of them failed, and the rest passed. */
function watch(
  entries: readonly Entry[],
  exist: readonly string[],
  failed: readonly string[],
  subject: Partial<Hello> = {},
) {
  const expectations = new Expectations(entries, { ...hello, ...subject }, TODAY);
  for (const address of exist) expectations.exists(address);
  const expected = exist.filter((address) => expectations.expects(address, failed.includes(address)));
  return { expected, problems: expectations.problems() };
}

const addresses = ['a/one/float64', 'a/one/float32', 'a/two/float64', 'b/one/float64', 'a/one@strided/float64'];

test('a listed failure is expected, and nothing is stale', () => {
  const table: [fails: string, failed: readonly string[]][] = [
    ['a/one/float64', ['a/one/float64']],
    ['a/one/*', ['a/one/float64', 'a/one/float32']],
    ['*/one/float64', ['a/one/float64', 'b/one/float64']],
    ['a/one@*/float64', ['a/one@strided/float64']],
    ['**', addresses],
  ];
  for (const [fails, failed] of table) {
    expect(watch([{ fails, ...REASON }], addresses, failed)).toEqual({ expected: failed, problems: [] });
  }
});

test('what is not listed is not expected', () => {
  const { expected } = watch([{ fails: 'a/one/float64', ...REASON }], addresses, ['a/one/float64', 'a/two/float64']);
  expect(expected).toEqual(['a/one/float64']);
});

test('an entry that is no longer true says what to do', () => {
  const table: [entry: Entry, failed: readonly string[], problem: string][] = [
    [
      { fails: 'a/one/float64', ...REASON },
      [],
      '"a/one/float64" lists a/one/float64, which passes: remove or narrow it',
    ],
    [
      { fails: 'a/**', ...REASON },
      ['a/two/float64'],
      '"a/**" lists 3 vectors that pass, a/one/float64 for one: remove or narrow it',
    ],
    [{ fails: 'a/three/*', ...REASON }, [], '"a/three/*" matches no vector: correct or remove it'],
    [{ fails: 'a/one', ...REASON }, [], '"a/one" matches no vector: correct or remove it'],
    [
      { fails: 'b/*/float64', until: '2026-06-14', ...REASON },
      ['b/one/float64'],
      '"b/*/float64" expired on 2026-06-14: look again, and remove it or move the day',
    ],
  ];
  for (const [entry, failed, problem] of table) expect(watch([entry], addresses, failed).problems).toEqual([problem]);
});

test('an entry holds up to and with its last day', () => {
  for (const [until, stale] of [
    ['2026-06-14', 1],
    ['2026-06-15', 0],
    ['2027-01-01', 0],
  ] as const) {
    const { expected, problems } = watch([{ fails: 'b/**', until, ...REASON }], addresses, ['b/one/float64']);
    expect([until, expected.length, problems.length]).toEqual([until, 1, stale]);
  }
});

test('each of two entries that list the same passing vector is stale', () => {
  const entries = [
    { fails: 'a/one/float64', ...REASON },
    { fails: 'a/one/*64', ...REASON },
  ];
  expect(watch(entries, addresses, []).problems).toHaveLength(2);
});

test('`when` restricts an entry to a version, device, language or dtype', () => {
  const table: [when: Entry['when'], subject: Partial<Hello>, applies: boolean][] = [
    [{}, {}, true],
    [{ version: '>=1.13 <2' }, {}, true],
    [{ version: '>=1.13 <2' }, { version: '2.15.0+cpu' }, false],
    [{ version: '>=2' }, { version: '2.15.0+cpu' }, true],
    [{ version: '<2' }, { version: '1.13' }, true],
    [{ version: '<2' }, { version: 'nightly' }, false],
    [{ device: 'cpu' }, {}, true],
    [{ device: 'cuda' }, {}, false],
    [{ language: 'Python' }, {}, true],
    [{ language: 'Rust' }, {}, false],
    [{ dtype: 'float64' }, {}, true],
    [{ version: '<2', device: 'cuda' }, {}, false],
  ];
  for (const [when, subject, applies] of table) {
    const entry = { fails: 'b/one/float64', ...(when && { when }), ...REASON };
    expect([when, watch([entry], addresses, ['b/one/float64'], subject).expected.length === 1]).toEqual([
      when,
      applies,
    ]);
    // Where it does not apply, a pass is no news either.
    expect(watch([entry], addresses, [], subject).problems).toHaveLength(applies ? 1 : 0);
  }
});

test('an entry for another dtype neither excuses nor complains, and one that no address has matches nothing', () => {
  const single = { fails: 'a/one/*', when: { dtype: 'float32' }, ...REASON };
  expect(watch([single], addresses, ['a/one/float32', 'a/one/float64'])).toEqual({
    expected: ['a/one/float32'],
    problems: [],
  });
  const { problems } = watch([{ ...single, when: { dtype: 'float46' } }], addresses, []);
  expect(problems).toEqual(['"a/one/*" matches no vector: correct or remove it']);
});

test('an entry with a typo is noticed on every subject, whether it applies there or not', () => {
  const { problems } = watch([{ fails: 'a/noe/*', when: { device: 'cuda' }, ...REASON }], addresses, []);
  expect(problems).toEqual(['"a/noe/*" matches no vector: correct or remove it']);
});

const folder = mkdtempSync(join(tmpdir(), 'expectations-'));
const file = join(folder, 'lossproof.yaml');

test('a right file is read', () => {
  const text =
    'says: Mine\nexpect:\n  - fails: a/**\n    reason: upstream#1\n    until: 2027-01-31\n    when: { version: ">=1 <2", dtype: float32 }\n';
  writeFileSync(file, text);
  const when = { version: '>=1 <2', dtype: 'float32' };
  expect(readSubjectSheet(file, 'usage').expect).toEqual([
    { fails: 'a/**', reason: 'upstream#1', until: '2027-01-31', when },
  ]);
  writeFileSync(file, '# nothing is expected to fail\n');
  expect(readSubjectSheet(file, 'usage')).toEqual({});
});

test('a wrong file is refused with place and remedy', () => {
  const table: [text: string, message: RegExp][] = [
    ['expect:\n  - fails: a/**\n', /:2:5 {2}"0" lacks "reason"; add it/],
    ['expect:\n  - fails: a/**\n    reason: ""\n', /:3:5 {2}"reason" must NOT have fewer than 1 characters/],
    ['expect:\n  - fails: a/**\n    raeson: x\n', /"0" lacks "reason"; add it|"raeson" is not known here/],
    [
      'expect:\n  - fails: a/**\n    reason: x\n    utnil: x\n',
      /:4:5 {2}"utnil" is not known here; there are: fails, reason, until, when/,
    ],
    ['expcet: []\n', /:1:1 {2}"expcet" is not known here; there are: says, module, target, command/],
    ['expect:\n  - fails: [a\n', /:\d+:\d+ {2}\S/],
    ['expect:\n\t- fails: a\n', /:2:1 {2}Tabs are not allowed/],
    ['expect:\n  - { fails: a, reason: x, until: tomorrow }\n', /:2:28 {2}"until" must match pattern/],
    [
      'expect:\n  - { fails: a, reason: x, until: 2026-02-30 }\n',
      /:2:28 {2}"2026-02-30" is no day; write one like 2027-01-31/,
    ],
    [
      'expect:\n  - { fails: a, reason: x, when: { version: newest } }\n',
      /:2:36 {2}"newest" is no version range; write one like ">=1.13 <2"/,
    ],
    [
      'expect:\n  - { fails: a, reason: x, when: { gpu: yes } }\n',
      /:2:36 {2}"gpu" is not known here; there are: version, device, dtype, language/,
    ],
    ['- a\n- b\n', /:1:1 {2}"the file" must be object/],
  ];
  for (const [text, message] of table) {
    writeFileSync(file, text);
    const failure = failureOf(() => readSubjectSheet(file, 'usage'));
    expect(failure.exit).toBe('usage');
    expect(failure.message).toMatch(message);
    expect(failure.message.startsWith(`${file}:`)).toBe(true);
  }
});

test('a file that is not there says how to name one; of a file of ours the suite is to blame', () => {
  const missing = failureOf(() => readSubjectSheet(join(folder, 'none.yaml'), 'usage'));
  expect(missing.message).toMatch(/none\.yaml does not exist; give --expectations the path of a lossproof\.yaml/);
  expect(failureOf(() => readSubjectSheet(folder, 'usage')).message).toMatch(/cannot be read/);
  expect(failureOf(() => readSubjectSheet(folder, 'suiteAtFault')).exit).toBe('suiteAtFault');
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was wrong with it');
}
