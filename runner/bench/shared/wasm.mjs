/** A build of this project's WASM subject: the question lies in its memory before timing starts, and is asked there. */
import { readFileSync } from 'node:fs';
import { unpackAnswer } from '../../../dist/runner/adapters/packed/answer.js';
import { slotsOf } from '../../../dist/runner/adapters/packed/layout.js';
import { packQuestion } from '../../../dist/runner/adapters/packed/question.js';
import { ourVersion } from './version.mjs';

/** Where an answer holds the place of its loss, counted from the block's start. */
const LOSS_AT = 16 + 12;

export async function wasm(file) {
  const bytes = readFileSync(new URL(`../../../dist/runner/subjects/wasm/${file}`, import.meta.url));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { abort() {} } });
  const { exports } = instance;
  const text = Buffer.from(exports.memory.buffer, exports.hello());
  const { losses } = JSON.parse(text.toString('utf8', 0, text.indexOf(0)));
  let questions = [];

  function ask(loss, gradients, tensors) {
    const upstream = { dtype: 'float32', shape: [], data: [1] };
    const request = { loss, dtype: 'float32', inputs: tensors, parameters: {}, gradients };
    const question = packQuestion({ ...request, ...(gradients.length > 0 && { upstream }) }, slotsOf(losses[loss]));
    const at = exports.allocate(question.length);
    new Uint8Array(exports.memory.buffer, at).set(question);
    questions.push(at);
    return at;
  }

  function calls(loss, tensors) {
    if (questions.length > 0) exports.reset(questions[0]);
    questions = [];
    const [value, both] = [ask(loss, [], tensors), ask(loss, ['input'], tensors)];
    const kernel = exports[loss];
    let answer = 0;
    const lossOf = (question) => {
      answer = kernel(question);
      const view = new DataView(exports.memory.buffer, answer);
      return view.getFloat32(view.getUint32(LOSS_AT, true), true);
    };
    return {
      value: () => lossOf(value),
      value_and_gradient: () => lossOf(both),
      gradient: () =>
        unpackAnswer(new Uint8Array(exports.memory.buffer, answer), slotsOf(losses[loss])).answer.gradients.input.data,
    };
  }

  const tensor = (dtype, shape, data) => ({ dtype, shape, data });
  return {
    language: 'WebAssembly',
    role: 'ours',
    version: ourVersion,
    losses: {
      cross_entropy: ({ rows, columns, input, target }) =>
        calls('cross_entropy', {
          input: tensor('float32', [rows, columns], input),
          target: tensor('int32', [rows], target),
        }),
      binary_cross_entropy_with_logits: ({ rows, input, target }) =>
        calls('binary_cross_entropy_with_logits', {
          input: tensor('float32', [rows], input),
          target: tensor('float32', [rows], target),
        }),
    },
  };
}
