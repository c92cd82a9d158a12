/** The command line as people meet it: whatever is wrong with it ends in a sentence that helps, never in a stack trace. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { exits, gravest } from './failure.ts';
import target from './subjects/hostile/process.target.ts';
import { lossproof, showsStackTrace } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
let written = 0;
function file(name: string, text: string): string {
  const path = join(folder, `${written++}-${name}`);
  writeFileSync(path, text);
  return path;
}

const honest = ['--', ...target('honest')];
const few = ['--only', 'nll_loss/NC-logs-*/float64'];

const wrong: readonly [what: string, argv: readonly string[], exit: keyof typeof exits, says: RegExp][] = [
  // commands and options
  ['no command', [], 'usage', /^Usage: lossproof/],
  [
    'an unknown command',
    ['rnu'],
    'usage',
    /^lossproof: unknown command 'rnu'\n\(Did you mean run\?\)\n.*lossproof help/,
  ],
  [
    'an unknown option',
    ['run', '--los', 'x'],
    'usage',
    /unknown option '--los'\n\(Did you mean --loss\?\)\n"lossproof help run"/,
  ],
  [
    'an option without its value',
    ['run', '--loss'],
    'usage',
    /option '--loss <name>' argument missing\n"lossproof help run"/,
  ],
  ['a word too many', ['run', 'reference', 'again'], 'usage', /"again" is one word too many; put a command after --/],
  ['a word too many elsewhere', ['vectors', 'again'], 'usage', /too many arguments for 'vectors'/],
  ['nothing after --', ['run', '--'], 'usage', /nothing follows "--"; it takes a command to start/],

  // subjects
  ['an unknown subject', ['run', 'refrence'], 'usage', /no subject "refrence"; did you mean "reference"\?/],
  [
    'a subject like no other',
    ['run', 'qqqqqqqq'],
    'usage',
    /no subject "qqqqqqqq"; there are: reference, torch.*; a module is written \.\//,
  ],
  [
    'a subject and a command',
    ['run', 'reference', '--', 'node'],
    'usage',
    /either a subject \("reference"\) or a command after --, not both/,
  ],
  ['an unknown required subject', ['run', '--require', 'wsam'], 'usage', /--require: no subject "wsam"/],
  [
    'a file that is no module',
    ['run', './adapter.py'],
    'usage',
    /adapter\.py is not a subject that can be reached; one is written so:\n.*my-subject\.mjs\n.*-- python/s,
  ],
  [
    'a module that is not there',
    ['run', './nowhere.mjs'],
    'subjectAtFault',
    /nowhere\.mjs could not be loaded: there is no such file; check its path/,
  ],
  [
    'a module without a default export',
    ['run', file('bare.mjs', 'export const run = 1;')],
    'subjectAtFault',
    /it has no default export; it takes: export default/,
  ],
  [
    'a module with a syntax error',
    ['run', file('broken.mjs', 'export default {\n  hello( {\n')],
    'subjectAtFault',
    /could not be loaded: SyntaxError: .* shows where\)/,
  ],
  [
    'a module that throws',
    ['run', file('throws.mjs', 'throw new Error("no GPU")')],
    'subjectAtFault',
    /could not be loaded: Error: no GPU; correct the module/,
  ],
  [
    'a command that is not there',
    ['run', '--', 'no-such-command'],
    'subjectAtFault',
    /there is no command no-such-command; check its spelling, or give its path/,
  ],
  [
    'a command that cannot be executed',
    ['run', '--', file('adapter.sh', 'true')],
    'subjectAtFault',
    /is not executable; make it executable/,
  ],
  [
    'a command that is no subject',
    ['run', '--', 'true'],
    'subjectAtFault',
    /true exited with code 0 before it said hello; run it by hand to see why/,
  ],

  // selection
  ['an unknown loss', ['run', '--loss', 'nl_loss'], 'usage', /--loss: no loss "nl_loss"; did you mean "nll_loss"\?/],
  [
    'an unknown clause',
    ['run', '--clause', 'nll_loss.meen'],
    'usage',
    /--clause: no clause "nll_loss\.meen"; did you mean "nll_loss\.mean"\?/,
  ],
  [
    'a clause like no other',
    ['run', '--clause', 'q'],
    'usage',
    /--clause: no clause "q"; there are \d+, the nearest: /,
  ],
  [
    'an unknown dtype',
    ['run', '--dtype', 'float46'],
    'usage',
    /--dtype: no dtype "float46"; did you mean "float\d\d"\?/,
  ],
  [
    'an unknown grade',
    ['run', '--grade', 'lenienter'],
    'usage',
    /--grade: no grade "lenienter"; did you mean "lenient"\?/,
  ],
  ['an unknown level', ['run', '--level', 'may'], 'usage', /--level is must or should, not "may"/],
  ['an unknown dialect', ['run', '--dialect', 'onx'], 'usage', /--dialect: no dialect "onx"; did you mean "onnx"\?/],
  [
    'a selection that matches nothing',
    ['run', '--only', 'nll_loss/nothing/*', ...honest],
    'nothingRan',
    /nothing ran: no address is selected; "lossproof list vectors" shows/,
  ],
  [
    'a selection that the subject does not offer',
    ['run', '--loss', 'cross_entropy', '--dtype', 'float64', ...honest],
    'nothingRan',
    /nothing ran: the subject offers none of what is selected; correct its hello/,
  ],
  ['an unknown loss elsewhere', ['coverage', '--loss', 'x'], 'usage', /--loss: no loss "x"/],
  [
    'an unknown arithmetic',
    ['vectors', '--arithmetic', 'decimal'],
    'usage',
    /--arithmetic is bigint or mpfr, not "decimal"/,
  ],

  // numbers
  ['a window of nothing', ['run', '--window', '0'], 'usage', /--window is a number from 1 to 4096, not "0"/],
  ['half a window', ['run', '--window', '1.5'], 'usage', /--window is a whole number, not "1\.5"/],
  ['an empty window', ['run', '--window', ''], 'usage', /--window is a number from 1 to 4096, not ""/],
  ['patience in words', ['run', '--patience', 'x'], 'usage', /--patience is a number from 0\.01 to 86400, not "x"/],
  ['endless patience', ['run', '--patience', 'Infinity'], 'usage', /--patience is a number from/],
  ['no patience', ['run', '--patience', '0'], 'usage', /--patience is a number from/],

  // expectations
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

for (const [what, argv, exit, says] of wrong) {
  test(`${what}: ${exit}`, async () => {
    const { exit: code, stdout, stderr } = await lossproof(...argv);
    expect(stdout + stderr).toMatch(says);
    expect(code).toBe(exits[exit]);
    expect(showsStackTrace(stdout + stderr)).toBe(false);
    if (exit === 'usage') expect(stdout).toBe('');
  });
}

test('help is there for the whole and for every command', async () => {
  const whole = await lossproof('help');
  expect(whole.exit).toBe(0);
  const commands = [...whole.stdout.matchAll(/^ {2}([a-z-]+) \[/gm)].map((match) => match[1] ?? '');
  expect(commands).toEqual(expect.arrayContaining(['coverage', 'explain', 'list', 'run', 'vectors']));
  for (const command of commands.filter((name) => name !== 'help')) {
    const asked = await lossproof('help', command);
    expect([asked.exit, asked.stderr]).toEqual([0, '']);
    expect(asked.stdout).toContain(`Usage: lossproof ${command}`);
    expect(await lossproof(command, '--help')).toEqual(asked);
  }
});

test('the gravest of several ends wins', () => {
  const order = [5, 2, 3, 4, 6, 1, 0];
  const names = Object.keys(exits) as (keyof typeof exits)[];
  for (const a of names) {
    for (const b of names) {
      const graver = order.indexOf(exits[a]) < order.indexOf(exits[b]) ? a : b;
      expect(exits[gravest([a, b])]).toBe(exits[graver]);
    }
  }
  expect(gravest([])).toBe('conforms');
});

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

test('options may stand before the subject, and be repeated', async () => {
  const one = ['--only', 'nll_loss/worked-sum/float64'];
  const two = await lossproof(
    'run',
    ...one,
    '--only',
    'nll_loss/worked-mean/float64',
    '--loss',
    'nll_loss',
    'reference',
  );
  expect(two.exit).toBe(0);
  expect(Number(two.last.split(' ')[0])).toBeGreaterThanOrEqual(2);
});

/** What is needed to run, copied, so that it can be broken. */
const copy = join(folder, 'copy');
const root = fileURLToPath(new URL('../', import.meta.url));
for (const part of ['spec', 'vectors', 'runner']) {
  cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
}
cpSync(join(root, 'package.json'), join(copy, 'package.json'));
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

const cutShort = (text: string): string => text.slice(0, text.length / 2);
const broken: readonly [what: string, path: string, change: ((text: string) => string) | undefined, says: RegExp][] = [
  [
    'a vector file that is no JSON',
    'vectors/losses/nll_loss.json',
    cutShort,
    /vectors\/losses\/nll_loss\.json:\d+ is no JSON; regenerate it with "lossproof vectors"/,
  ],
  [
    'a vector file that is not what its schema says',
    'vectors/losses/nll_loss.json',
    (text) => text.replace('"why"', '"wyh"'),
    /vectors\/losses\/nll_loss\.json\/vectors\/0: .*; regenerate it/,
  ],
  [
    'a vector file that is missing',
    'vectors/losses/nll_loss.json',
    undefined,
    /vectors\/losses\/nll_loss\.json is missing; regenerate it/,
  ],
  [
    'an acceptance file that is missing',
    'vectors/acceptance/float64/nll_loss.json',
    undefined,
    /acceptance\/float64\/nll_loss\.json is missing; regenerate it/,
  ],
  [
    'an acceptance file that lacks a vector',
    'vectors/acceptance/float64/nll_loss.json',
    (text) => text.replace(/^"worked-none":.*\n/m, ''),
    /float64\/nll_loss\.json accepts 0 of the 1 answers of worked-none; regenerate it/,
  ],
  [
    'a law file that is missing',
    'vectors/laws/nll_loss.json',
    undefined,
    /laws\/nll_loss\.json is missing; regenerate it/,
  ],
  [
    'a definition that is no formula',
    'spec/losses/nll_loss.yaml',
    (text) => text.replace('target[n] != ignore_index', 'target[n] !! ignore_index'),
    /spec\/losses\/nll_loss\.yaml:\d+:\d+ {2}\S/,
  ],
  ['a spec that is no YAML', 'spec/profiles.yaml', (text) => `${text}\n  - [`, /spec\/profiles\.yaml:\d+:\d+ {2}\S/],
  [
    'a subject of ours with a typo',
    'runner/subjects/torch.yaml',
    (text) => text.replace('says:', 'syas:'),
    /runner\/subjects\/torch\.yaml:1:1 {2}"syas" is not known here/,
  ],
];

for (const [what, path, change, says] of broken) {
  test(`${what}: the suite is at fault`, () => {
    const place = join(copy, path);
    const text = readFileSync(place, 'utf8');
    if (change) {
      expect(change(text)).not.toBe(text);
      writeFileSync(place, change(text));
    } else renameSync(place, `${place}.gone`);
    const argv = ['run', '--loss', 'nll_loss', '--dtype', 'float64', ...honest];
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(copy, 'runner/lossproof.mjs'), ...argv], {
      encoding: 'utf8',
    });
    writeFileSync(place, text);
    expect(stderr).toMatch(says);
    expect(status).toBe(exits.suiteAtFault);
    expect(stdout).toBe('');
    expect(showsStackTrace(stderr)).toBe(false);
  });
}

test('whoever stops reading the report sees no stack trace, and the code is still that of the run', () => {
  const cli = join(root, 'runner/lossproof.mjs');
  const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(cli)} list clauses | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
});
