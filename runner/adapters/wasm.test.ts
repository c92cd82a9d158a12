/** What WASM modules do that are no subjects, or break on a question; the next question is answered all the same. */
import { expect, test } from 'vitest';
import type { RunRequest } from '../protocol.ts';
import { questions } from '../subjects/hostile/questions.ts';
import { assemble, type Change } from '../subjects/hostile/wasm.ts';
import { wasmSubject } from './wasm/subject.ts';

const POISONED = 1;
const requests: readonly RunRequest[] = questions(3, POISONED).map(({ question }, id) => ({
  ...question,
  id,
  ask: 'run',
}));

test('the honest module answers', async () => {
  const subject = await wasmSubject(assemble());
  for (const [index, { truth }] of questions(3, POISONED).entries()) {
    const request = requests[index];
    if (request) expect(subject.run(request)).toEqual({ answer: { ...truth, unchanged: true } });
  }
});

/** What a module lacks that is no subject. */
const useless: readonly [change: Change, says: string | RegExp][] = [
  [['(export "memory")', ''], 'it exports no memory; export it as "memory"'],
  [['"hello"', '"greet"'], 'it exports no function hello; it takes hello(): i32'],
  [['"allocate"', '"malloc"'], 'it exports no function allocate; it takes allocate(bytes: i32): i32'],
  [['"reset"', '"free"'], 'it exports no function reset; it takes reset(question: i32)'],
  [
    ['"nll_loss")', '"other")'],
    'it exports no function nll_loss; it takes nll_loss(question: i32): i32, since hello lists it',
  ],
  [
    ['(module', '(module (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))'],
    'it imports wasi_snapshot_preview1.fd_write, which nobody provides',
  ],
  [['\\"protocol\\": 1', 'protocol'], 'its hello is no JSON'],
  [['\\"gradients\\": true', '\\"memory\\": []'], 'its hello lists memory'],
  [['(result i32) (i32.const 16))', '(result i32) (i32.const 0))'], 'its hello returned the pointer 0, which is none'],
  [
    ['(result i32) (i32.const 16))', '(result i32) (i32.const -1))'],
    'its hello returned the pointer 0xffffffff, outside',
  ],
];

for (const [change, says] of useless) {
  test(`no subject: ${says}`, () => expect(wasmSubject(assemble(change))).rejects.toThrow(says));
}

test('what is no WASM module is told by its first bytes', async () => {
  await expect(wasmSubject(new TextEncoder().encode('{}'))).rejects.toThrow(
    'it does not begin with the bytes 00 61 73 6d',
  );
  await expect(wasmSubject()).rejects.toThrow('there is no module to choose from');
});

/** What a module does on one question: it is broken on that one, or throws, which whoever hosts it tells as failed. */
const broken: readonly [strike: string, says: string][] = [
  ['(return (i32.const 0))', 'its nll_loss returned the pointer 0, which is none'],
  ['(return (i32.const -16))', 'its nll_loss returned the pointer 0xfffffff0, outside its memory of 0xa00000 bytes'],
  ['(return (call $hello))', 'its nll_loss returned the pointer 0x10, where no answer is'],
  ['(i32.store (global.get $answer) (i32.const 7))', "the answer's status is 7"],
];

for (const [strike, says] of broken) {
  test(`broken: ${says}`, async () => {
    const subject = await wasmSubject(assemble([';; STRIKE', strike]));
    const replies = requests.map((request) => subject.run(request));
    expect(replies).toMatchObject([{ answer: {} }, { broken: expect.stringContaining(says) }, { answer: {} }]);
  });
}

test('after a trap a module starts anew', async () => {
  const subject = await wasmSubject(
    assemble([';; STRIKE', '(i32.store (global.get $answer) (i32.const 7)) unreachable']),
  );
  const [before, poisoned, after] = requests;
  if (!before || !poisoned || !after) throw new Error('there are three questions');
  expect(subject.run(before)).toMatchObject({ answer: {} });
  expect(() => subject.run(poisoned)).toThrow('unreachable');
  expect(subject.run(after)).toMatchObject({ answer: {} });
});

test('an allocation that is not aligned is told', async () => {
  const subject = await wasmSubject(assemble(['(i32.const 4096)', '(i32.const 4104)']));
  const [request] = requests;
  expect(request && subject.run(request)).toEqual({
    broken: 'its allocate returned the pointer 0x1008; it takes a multiple of 16',
  });
});

test('a changed input is told', async () => {
  const subject = await wasmSubject(assemble([';; STRIKE', '(f64.store (local.get $upstream) (f64.const 9))']));
  const replies = requests.map((request) => subject.run(request));
  expect(replies.map((reply) => Object(reply).answer.unchanged)).toEqual([true, false, true]);
});
