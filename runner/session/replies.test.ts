/** What the protocol takes for a reply, and the sentence for what it does not. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { Request } from '../protocol.ts';
import { questions } from '../subjects/hostile/questions.ts';
import { isReply, meantAsReplyTo, notJson, readHello, readRunReply } from './replies.ts';

const one = { dtype: 'float32', shape: [], data: [1] };
const answer = (loss: unknown, rest: object = {}) => ({ id: 7, answer: { loss, ...rest } });

const good: readonly [name: string, reply: object, outcome: object][] = [
  ['an answer', answer(one), { kind: 'answer', answer: { loss: one } }],
  ['an answer with a gradient', answer(one, { gradients: { input: one } }), { kind: 'answer' }],
  [
    'words for what JSON lacks',
    answer({ ...one, shape: [4], data: ['NaN', 'Infinity', '-Infinity', '-0'] }),
    { kind: 'answer' },
  ],
  ['digits beyond 2^53', answer({ ...one, dtype: 'int64', data: ['-9223372036854775808'] }), { kind: 'answer' }],
  ['no elements', answer({ ...one, shape: [0, 3], data: [] }), { kind: 'answer' }],
  ['a refusal', { id: 7, refused: 'no' }, { kind: 'refused', message: 'no' }],
  ['a refusal without words', { id: 7, refused: '' }, { kind: 'refused', message: '' }],
  ['a declination', { id: 7, declined: 'no' }, { kind: 'declined', reason: 'no' }],
  ['a failure', { id: 7, failed: 'no' }, { kind: 'failed', message: 'no' }],
];

for (const [name, reply, outcome] of good) {
  test(`${name} is a reply`, () => expect(readRunReply(reply, 1)).toMatchObject(outcome));
}

const WORDS = 'must be a number, one of the words "NaN", "Infinity", "-Infinity", "-0", or an integer in digits';

const broken: readonly [reply: object, detail: string][] = [
  [answer(null), 'answer.loss must be object'],
  [{ id: 7, answer: {} }, "answer must have required property 'loss'"],
  [{ id: 7, answer: 1 }, 'answer must be object'],
  [{ id: 7, answer: null }, 'answer must be object'],
  [answer({ ...one, data: [NaN] }), `answer.loss.data.0 ${WORDS}`],
  [answer({ ...one, data: [null] }), `answer.loss.data.0 ${WORDS}`],
  [answer({ ...one, data: ['nan'] }), `answer.loss.data.0 ${WORDS}`],
  [answer({ ...one, data: ['1.5'] }), `answer.loss.data.0 ${WORDS}`],
  [answer({ ...one, data: [[1]] }), `answer.loss.data.0 ${WORDS}`],
  [answer({ ...one, data: [1, 2] }), 'loss has 2 numbers for its shape [], which takes 1'],
  [
    answer(one, { gradients: { input: { ...one, shape: [2, 3] } } }),
    'gradients.input has 1 numbers for its shape [2, 3], which takes 6',
  ],
  [answer({ ...one, shape: [-1] }), 'answer.loss.shape.0 must be >= 0'],
  [answer({ ...one, shape: 1 }), 'answer.loss.shape must be array'],
  [
    answer({ ...one, dtype: 'f32' }),
    'answer.loss.dtype must be one of float64, float32, float16, bfloat16, int64, int32, uint8, bool',
  ],
  [answer({ ...one, data: new Float32Array(1) }), 'answer.loss.data must be array'],
  [answer(one, { time: 3 }), 'answer must not have the key "time"'],
  [{ ...answer(one), failed: 'too' }, 'the reply must not have the key "failed"'],
  [{ id: 7, refused: 1 }, 'refused must be string'],
  [{ id: 7, broken: 'its nll_loss returned nothing' }, 'its nll_loss returned nothing'],
  [{ id: 7, broken: 1 }, 'broken must be string'],
  [
    { id: 7, unknown: 'run' },
    'is no reply to "run": {"id":7,"unknown":"run"}; it takes answer, refused, declined or failed',
  ],
  [{ id: 7, bye: true }, 'is no reply to "run": {"id":7,"bye":true}; it takes answer, refused, declined or failed'],
];

for (const [reply, detail] of broken) {
  test(`broken: ${detail}`, () => expect(readRunReply(reply, 1)).toEqual({ kind: 'broken', detail }));
}

test('an echo of the request and a log record are not meant as replies', () => {
  for (const value of [{ id: 1, ask: 'run', answer: 1 }, { level: 'info' }, {}]) expect(isReply(value)).toBe(false);
});

test('a line that is no JSON is told from talk about a request', () => {
  expect(meantAsReplyTo('{"id": 12, "answer": {"loss": NaN}}')).toEqual([12]);
  expect(meantAsReplyTo('got {"id": 12, "ask": "run"}')).toEqual([]);
});

test('the numbers JSON has no word for are named with their remedy', () => {
  expect(notJson('{"id":1,"answer":{"loss":{"data":[1.5, -Infinity]}}}')).toContain('has no -Infinity; write "NaN"');
  expect(notJson('{"id":1,"answer":{"loss"')).toBe('the reply is no JSON: {"id":1,"answer":{"loss"');
});

const hello = { protocol: 1, name: 'x', version: '', profiles: [], gradients: true, losses: {} };

const hellos: readonly [reply: object, clause: string | object][] = [
  [{ id: 0, hello }, hello],
  [
    { id: 0, hello: { ...hello, protocol: 3 } },
    'speaks protocol 3 and this runner speaks 1; bring the older of the two up to date',
  ],
  [
    { id: 0, hello: { protocol: 3 } },
    'speaks protocol 3 and this runner speaks 1; bring the older of the two up to date',
  ],
  [
    { id: 0, hello: { ...hello, name: '' } },
    'says a hello that is none: hello.name must NOT have fewer than 1 characters',
  ],
  [{ id: 0, hello: { ...hello, gpu: 1 } }, 'says a hello that is none: hello must not have the key "gpu"'],
  [{ id: 0, hello: null }, 'says a hello that is none: hello must be object'],
  [{ id: 0, unknown: 'hello' }, 'answers hello with {"id":0,"unknown":"hello"}; it takes {"id", "hello": {…}}'],
];

for (const [reply, clause] of hellos) {
  test(`hello: ${typeof clause === 'string' ? clause : 'as it should be'}`, () =>
    expect(readHello(reply, 1)).toEqual(clause));
}

test('what the runner asks keeps to the same schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../spec/schema/protocol.schema.json', import.meta.url), 'utf8'));
  const ajv = new Ajv2020({ allowUnionTypes: true }).addSchema(schema);
  const isRequest = ajv.compile({ $ref: `${schema.$id}#/$defs/request` });
  const [asked] = questions(1);
  const requests: readonly Request[] = [
    { id: 0, ask: 'hello', protocol: 1 },
    ...(asked ? [{ id: 1, ask: 'run' as const, ...asked.question }] : []),
    { id: 2, ask: 'bye' },
  ];
  expect(requests.map((request) => isRequest(request))).toEqual([true, true, true]);
  expect(isRequest({ ...requests[1], expected: 1 })).toBe(false);
});
