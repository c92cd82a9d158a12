/** What only modules can do wrong. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Outcome, openSession } from '../session.ts';
import hostile from '../subjects/hostile/module.target.ts';
import { questions } from '../subjects/hostile/questions.ts';
import adapter from './module.ts';

// A thread that has to read TypeScript takes a while to start where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const folder = mkdtempSync(join(tmpdir(), 'module-test-'));
const HELLO = `{ protocol: 1, name: 'x', version: '', profiles: [], gradients: false, losses: {} }`;

/** A subject whose run has this body; it may use `request`. */
const subject = (body: string) => `export default { hello: () => (${HELLO}), async run(request) { ${body} } };`;

let written = 0;
function write(code: string, extension = 'mjs'): string {
  const file = join(folder, `subject-${written++}.${extension}`);
  writeFileSync(file, code);
  return file;
}

async function outcomes(target: string, count = 1, shown: string[] = []): Promise<readonly Outcome[]> {
  const session = await openSession(adapter, target, { restarts: 1, stderr: (text) => shown.push(text) });
  const list: Outcome[] = [];
  for await (const { asked, outcome } of session.ask(questions(count))) list[asked.index] = outcome;
  await session.close();
  return list;
}

const unloadable: readonly [name: string, target: string, message: RegExp][] = [
  [
    'a file that is not there',
    './nowhere.mjs',
    /^\.\/nowhere\.mjs could not be loaded: there is no such file; check its path$/,
  ],
  [
    'a syntax error',
    write('export default {\n  hello( {\n'),
    /could not be loaded: SyntaxError: .* \(node .*subject-0\.mjs shows where\)/,
  ],
  ['a missing import', write('import "./gone.mjs";'), /could not be loaded: Error: Cannot find module .*gone\.mjs/],
  [
    'no default export',
    write('export const run = 1;'),
    /could not be loaded: Error: it has no default export; it takes: export default/,
  ],
  [
    'a default export without run',
    write(`export default { hello() {} };`),
    /its default export lacks run\(\); it takes/,
  ],
  [
    'a default export that is a function',
    write(`export default () => {};`),
    /its default export lacks hello\(\) and run\(\)/,
  ],
  [
    'a throw while loading',
    write(`throw new TypeError('no GPU');`),
    /could not be loaded: TypeError: no GPU; correct the module/,
  ],
  [
    'a hello that throws',
    write(`export default { hello() { throw new Error('no GPU'); }, run() {} };`),
    /Error: hello\(\) threw no GPU/,
  ],
  [
    'a hello that says nothing',
    write(`export default { hello() {}, run() {} };`),
    /says a hello that is none: hello must have required/,
  ],
  ['an exit while loading', write('process.exit(4);'), /exited with code 4 before it said hello/],
];

for (const [name, target, message] of unloadable) {
  test.concurrent(`${name} is an error that names the file and what is missing`, async () => {
    await expect(openSession(adapter, target, { stderr: () => {} })).rejects.toThrow(message);
  });
}

const LOSS = `{ dtype: 'float64', shape: [], data: [1] }`;

const runs: readonly [name: string, body: string, outcome: object][] = [
  ['an answer', `return { answer: { loss: ${LOSS} } };`, { kind: 'answer', answer: { unchanged: true } }],
  ['a throw', `throw new RangeError('out of classes');`, { kind: 'failed', message: 'RangeError: out of classes' }],
  ['a throw of what is no error', `throw 'no';`, { kind: 'failed', message: 'no' }],
  ['nothing', '', { kind: 'broken' }],
  ['a string', `return 'refused';`, { kind: 'broken' }],
  [
    'a function',
    `return { refused: () => {} };`,
    { kind: 'failed', message: expect.stringMatching(/^its reply cannot leave the thread/) },
  ],
  [
    'typed arrays',
    `return { answer: { loss: { ...${LOSS}, data: new Float64Array(1) } } };`,
    { kind: 'broken', detail: expect.stringContaining('data must be array') },
  ],
  ['an id of its own', `return { id: 99, refused: 'no' };`, { kind: 'refused', message: 'no' }],
  [
    'a changed input',
    `request.inputs.input.data[1] = 2; return { answer: { loss: ${LOSS} } };`,
    { kind: 'answer', answer: { unchanged: false } },
  ],
  [
    'a change taken back',
    `request.inputs.target.data.push(0); request.inputs.target.data.pop(); return { answer: { loss: ${LOSS} } };`,
    { kind: 'answer', answer: { unchanged: true } },
  ],
  [
    'a replaced input',
    `delete request.inputs.target; return { answer: { loss: ${LOSS} } };`,
    { kind: 'answer', answer: { unchanged: false } },
  ],
  [
    'a changed upstream',
    `request.upstream.data[0] = 7; return { answer: { loss: ${LOSS} } };`,
    { kind: 'answer', answer: { unchanged: false } },
  ],
  [
    'its own word that it changed them',
    `return { answer: { loss: ${LOSS}, unchanged: false } };`,
    { kind: 'answer', answer: { unchanged: false } },
  ],
];

/** What ends the thread. */
const deaths: readonly [name: string, body: string, detail: string][] = [
  [
    'a throw outside of the call',
    `setImmediate(() => { throw new Error('later'); }); await new Promise(() => {});`,
    'threw Error: later',
  ],
  ['an exit', 'process.exit(7);', 'exited with code 7'],
];

test.concurrent('whatever run does is an outcome', async () => {
  const bodies = runs.map(([, body]) => `async (request) => { ${body} }`);
  const target = write(subject(`return [${bodies.join(',\n')}][request.id - 1](request);`));
  const list = await outcomes(target, runs.length);
  for (const [i, [name, , expected]] of runs.entries()) expect(list[i], name).toMatchObject(expected);
});

for (const [name, body, detail] of deaths) {
  test.concurrent(`run: ${name} is the end of the thread and of nothing else`, async () => {
    expect(await outcomes(write(subject(body)))).toEqual([{ kind: 'no-answer', because: 'died', detail }]);
  });
}

test.concurrent('questions overlap in a subject that waits, and come back out of order', async () => {
  const body = `await new Promise((done) => setTimeout(done, request.id % 2 ? 100 : 1)); return { refused: '' };`;
  const session = await openSession(adapter, write(subject(body)));
  const order: number[] = [];
  for await (const { asked } of session.ask(questions(4))) order.push(asked.index);
  await session.close();
  expect(order).toEqual([1, 3, 0, 2]);
});

test.concurrent("what a module prints is shown, and in nobody's way", async () => {
  const shown: string[] = [];
  const [outcome] = await outcomes(
    write(subject(`console.log('hi'); console.error('ho'); return { refused: '' };`)),
    1,
    shown,
  );
  expect(outcome?.kind).toBe('refused');
  expect(shown.join('').split('\n').sort()).toEqual(['', 'hi', 'ho']);
});

test.concurrent('a module finds the query of its target', async () => {
  const session = await openSession(adapter, hostile('zeros', 'never'));
  expect(session.hello).toMatchObject({ name: 'zeros', unchanged: true });
  await session.close();
});

test.concurrent('a subject may be TypeScript in a checkout', async () => {
  const typed = subject('const told: string = request.loss; return { refused: told };').replace(
    'request)',
    'request: { loss: string })',
  );
  expect(await outcomes(write(typed, 'mts'))).toEqual([{ kind: 'refused', message: 'nll_loss' }]);
});
