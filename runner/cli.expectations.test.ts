/** Expected failures as people meet them: what is wrong with the file, what is stale in it, and what a right one does. */
import { expect, test, vi } from 'vitest';
import { expectHelp, few, file, honest, type Wrong } from './cli.testing.ts';
import { exits } from './failure.ts';
import target from './subjects/hostile/process.target.ts';
import { lossproof } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const wrong: readonly Wrong[] = [
  [
    'expectations of nobody',
    ['run', '--expectations', 'x.yaml'],
    'usage',
    /--expectations belongs to one subject; name it/,
  ],
  [
    'expectations that are not there',
    ['run', '--expectations', 'nowhere.yaml', ...honest],
    'usage',
    /nowhere\.yaml does not exist; give --expectations the path/,
  ],
  [
    'a typo in a key',
    ['run', '--expectations', file('typo.yaml', 'expect:\n  - fials: a\n    reason: b\n'), ...honest],
    'usage',
    /typo\.yaml:2:5 {2}.*"(fails|fials)"/,
  ],
  [
    'expectations that are no YAML',
    ['run', '--expectations', file('no.yaml', 'expect: [\n'), ...honest],
    'usage',
    /no\.yaml:\d+:\d+ {2}\S/,
  ],
  [
    'an entry that matches nothing',
    ['run', ...few, '--expectations', file('stale.yaml', 'expect: [{ fails: nll/x, reason: y }]'), ...honest],
    'doesNotConform',
    /stale expectation: "nll\/x" matches no vector: correct or remove it/,
  ],
  [
    'an entry that passes',
    ['run', ...few, '--expectations', file('passes.yaml', 'expect: [{ fails: "nll_loss/**", reason: y }]'), ...honest],
    'doesNotConform',
    /stale expectation: "nll_loss\/\*\*" lists \d+ vectors that pass, .*: remove or narrow it/,
  ],
];

for (const row of wrong) test(`${row[0]}: ${row[2]}`, () => expectHelp(row));

test('a failure that is expected is none: it counts as passed, and the run conforms', async () => {
  const all = ['run', ...few, '--', ...target('zeros')];
  const unexpected = await lossproof(...all);
  const failed = [...unexpected.stdout.matchAll(/^FAIL (\S+):/gm)].map((match) => match[1] ?? '');
  expect(unexpected.exit).toBe(exits.doesNotConform);
  const json = JSON.parse((await lossproof('run', '--json', ...all.slice(1))).stdout);
  const addresses: string[] = json.subjects[0].verdicts
    .filter(({ status }: { status: string }) => status === 'failed')
    .map(({ address }: { address: string }) => address);
  expect(addresses).toEqual(expect.arrayContaining(failed));
  const sheet = file(
    'zeros.yaml',
    JSON.stringify({ expect: addresses.map((fails) => ({ fails, reason: 'it is a zero' })) }),
  );
  const expected = await lossproof('run', '--expectations', sheet, ...all.slice(1));
  expect(expected.exit).toBe(exits.conforms);
  expect(expected.stdout).not.toContain('FAIL');
  expect(expected.last).toBe(`${json.subjects[0].verdicts.length} passed, 0 failed, 0 skipped`);
});
