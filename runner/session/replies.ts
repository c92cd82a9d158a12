/** Tells what a reply says, holding it against the protocol's schema: one sentence where it departs. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { readText } from '../../spec/files.ts';
import { elementCount, type Tensor } from '../../spec/tensor.ts';
import type {
  AnswerReply,
  BrokenReply,
  ByeReply,
  DeclinedReply,
  FailedReply,
  HelloReply,
  RefusedReply,
  UnknownReply,
} from '../protocol.ts';
import { excerpt } from './faults.ts';
import type { Outcome } from './outcome.ts';

const FILE = 'spec/schema/protocol.schema.json';
let schemas: Ajv2020 | undefined;

/** Compiled when the first such reply comes: the subject has questions to work on by then. */
function definition<Reply>(name: string): () => ValidateFunction<Reply> {
  let compiled: ValidateFunction<Reply> | undefined;
  return () => {
    schemas ??= new Ajv2020({ allowUnionTypes: true, validateSchema: false }).addSchema(
      JSON.parse(readText(FILE)),
      'protocol',
    );
    compiled ??= schemas.compile<Reply>({ $ref: `protocol#/$defs/${name}` });
    return compiled;
  };
}

/** By the key that tells one reply from another. */
const replies = {
  answer: definition<AnswerReply>('answerReply'),
  refused: definition<RefusedReply>('refusedReply'),
  declined: definition<DeclinedReply>('declinedReply'),
  failed: definition<FailedReply>('failedReply'),
  broken: definition<BrokenReply>('brokenReply'),
  unknown: definition<UnknownReply>('unknownReply'),
  hello: definition<HelloReply>('helloReply'),
  bye: definition<ByeReply>('byeReply'),
};

const KEYS = ['id', ...Object.keys(replies)];

/** Whether the object is meant as a reply at all: subjects print other things too, the request itself for one. */
export function isReply(value: object): boolean {
  return !('ask' in value) && KEYS.some((key) => key in value);
}

/** The questions that a line was meant to answer, though it is no JSON. */
export function meantAsReplyTo(line: string): readonly number[] {
  const meant = line.matchAll(/\{\s*"id"\s*:\s*(\d{1,15})\s*,\s*"(?:answer|refused|declined|failed)"/g);
  return Array.from(meant, ([, id]) => Number(id));
}

/** What to tell whoever wrote such a line. */
export function notJson(line: string): string {
  const number = /[[,:]\s*(-?(?:NaN|Infinity|nan|inf))\b/.exec(line)?.[1];
  if (number === undefined) return `the reply is no JSON: ${excerpt(line)}`;
  return `the reply is no JSON, which has no ${number}; write "NaN", "Infinity" or "-Infinity"`;
}

/** What a reply to `run` makes of the question; `broken` when it is not a reply to `run`. */
export function readRunReply(reply: object, milliseconds: number): Outcome {
  const broken = (detail: string): Outcome => ({ kind: 'broken', detail });
  if ('answer' in reply) {
    if (!replies.answer()(reply)) return broken(departure('answer'));
    const detail = wrongLength(reply.answer.loss, 'loss') ?? wrongLengths(reply.answer.gradients ?? {});
    return detail === undefined ? { kind: 'answer', answer: reply.answer, milliseconds } : broken(detail);
  }
  if ('refused' in reply) {
    return replies.refused()(reply) ? { kind: 'refused', message: reply.refused } : broken(departure('refused'));
  }
  if ('declined' in reply) {
    return replies.declined()(reply) ? { kind: 'declined', reason: reply.declined } : broken(departure('declined'));
  }
  if ('failed' in reply) {
    return replies.failed()(reply) ? { kind: 'failed', message: reply.failed } : broken(departure('failed'));
  }
  if ('broken' in reply) return broken(replies.broken()(reply) ? reply.broken : departure('broken'));
  return broken(
    `is no reply to "run": ${excerpt(JSON.stringify(reply))}; it takes answer, refused, declined or failed`,
  );
}

/** The hello, or a clause that says what is wrong with it. */
export function readHello(reply: object, protocol: number): HelloReply['hello'] | string {
  const spoken = claimedProtocol(reply);
  if (spoken !== undefined && spoken !== protocol) {
    return `speaks protocol ${spoken} and this runner speaks ${protocol}; bring the older of the two up to date`;
  }
  if ('hello' in reply) {
    return replies.hello()(reply) ? reply.hello : `says a hello that is none: ${departure('hello')}`;
  }
  return `answers hello with ${excerpt(JSON.stringify(reply))}; it takes {"id", "hello": {…}}`;
}

function claimedProtocol(reply: object): number | undefined {
  if (!('hello' in reply) || typeof reply.hello !== 'object' || reply.hello === null) return undefined;
  return 'protocol' in reply.hello && typeof reply.hello.protocol === 'number' ? reply.hello.protocol : undefined;
}

function wrongLengths(tensors: Readonly<Record<string, Tensor>>): string | undefined {
  for (const [name, tensor] of Object.entries(tensors)) {
    const detail = wrongLength(tensor, `gradients.${name}`);
    if (detail !== undefined) return detail;
  }
  return undefined;
}

function wrongLength({ shape, data }: Tensor, name: string): string | undefined {
  const count = elementCount(shape);
  if (data.length === count) return undefined;
  return `${name} has ${data.length} numbers for its shape [${shape.join(', ')}], which takes ${count}`;
}

/** Where the reply last held against the schema departs from it: "answer.loss.data.0 must be …". */
function departure(key: keyof typeof replies): string {
  const error = replies[key]().errors?.[0];
  if (error === undefined) return `${key} is malformed`;
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'the reply';
  return `${place} ${complaint(error)}`;
}

function complaint({ keyword, params, message, schemaPath }: ErrorObject): string {
  if (schemaPath.includes('/scalar/')) {
    return 'must be a number, one of the words "NaN", "Infinity", "-Infinity", "-0", or an integer in digits';
  }
  if (keyword === 'additionalProperties')
    return `must not have the key "${excerpt(String(params.additionalProperty))}"`;
  if (keyword === 'enum') return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  return message ?? `breaks the rule ${keyword}`;
}
