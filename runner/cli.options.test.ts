/** A wrong command, option, selection or number ends in a sentence that helps, never in a stack trace. */
import { expect, test, vi } from 'vitest';
import { expectHelp, honest, type Wrong } from './cli.testing.ts';
import { lossproof } from './testing.ts';

vi.setConfig({ testTimeout: 30_000 });

const wrong: readonly Wrong[] = [
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
];

for (const row of wrong) test(`${row[0]}: ${row[2]}`, () => expectHelp(row));

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
