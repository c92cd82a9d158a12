/** A subject that cannot be found, loaded or started is told in a sentence that helps, never in a stack trace. */
import { test, vi } from 'vitest';
import { expectHelp, file, type Wrong } from './cli.testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const wrong: readonly Wrong[] = [
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
];

for (const row of wrong) test(`${row[0]}: ${row[2]}`, () => expectHelp(row));
