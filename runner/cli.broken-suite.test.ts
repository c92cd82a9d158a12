/** A suite that is broken says which file is, and ends as its own fault, not as the subject’s. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { honest } from './cli.testing.ts';
import { exits } from './failure.ts';
import { showsStackTrace } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

/** What is needed to run, copied, so that it can be broken. */
const copy = mkdtempSync(join(tmpdir(), 'cli-test-'));
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
