/**
 * Runs one contender that is a module, in a process of its own, and obeys the bench: a request is a line of words on
 * stdin, a reply a line of JSON on stdout. `contenders/pytorch.py` and `contenders/c_loop.c` speak the same.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

console.log = console.error; // what packages have to say is not a reply
const { default: contender } = await import(pathToFileURL(process.argv[2]));
let calls;

/** In milliseconds: what takes longer is timed once and not again. */
const SLOW = 1000;

const requests = {
  hello() {
    const { name, language, role, version } = contender;
    return { name, language, role, version };
  },
  async prepare(loss, rows, columns, folder) {
    if (contender.losses[loss] === undefined) return { cannot: `has no ${loss}` };
    const target = readNumbers(`${folder}/target`);
    calls = await contender.losses[loss]({
      rows: Number(rows),
      columns: Number(columns),
      input: new Float32Array(readNumbers(`${folder}/input`)),
      target: loss === 'cross_entropy' ? new Int32Array(target) : new Float32Array(target),
    });
    return {};
  },
  /** Writes the loss, and after it the gradient where it was asked for. */
  async answer(mode, file) {
    const loss = await calls[mode]();
    const gradient = mode === 'value' ? [] : await calls.gradient();
    writeFileSync(file, new Uint8Array(Float32Array.of(loss).buffer));
    writeFileSync(file, new Uint8Array(Float32Array.from(gradient).buffer), { flag: 'a' });
    return {};
  },
  sample: async (mode, milliseconds) => ({ milliseconds: await sample(calls[mode], Number(milliseconds)) }),
};

/** Runs of at least half a millisecond, for at least so long and three times: the median time of one call. */
async function sample(call, atLeast) {
  const first = await run(call, 1); // fills the caches, which other contenders have used since
  if (first > SLOW) return first;
  const batch = Math.max(1, Math.ceil(0.5 / first));
  const times = [];
  for (let spent = 0; spent < atLeast || times.length < 3; spent += times.at(-1) * batch) {
    times.push((await run(call, batch)) / batch);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

async function run(call, count) {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const answer = call();
    if (typeof answer !== 'number') await answer;
  }
  return performance.now() - start;
}

function readNumbers(file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [request, ...words] = line.split(' ');
  let reply;
  try {
    reply = await requests[request](...words);
  } catch (error) {
    reply = { cannot: `${error instanceof Error ? error.message : error}`.split('\n', 1)[0] };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
