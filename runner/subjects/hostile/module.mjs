/** A hostile subject as a module: ./module.mjs?kind=<kind>&when=<when>. See kinds.mjs. */
import { parentPort } from 'node:worker_threads';
import { kinds, strikes } from './kinds.mjs';
import { hello, run } from './nll-loss.mjs';

const query = new URL(import.meta.url).searchParams;
const name = query.get('kind');
const kind = kinds[name];
const when = query.get('when') ?? kind.when;
const memory = {};
let count = 0;

if (kind.hello === null) process.exit(1);

export default {
  hello() {
    const mine = { ...hello, name };
    return kind.hello ? (kind.hello(mine) ?? new Promise(() => {})) : mine;
  },
  run(request) {
    const honest = { id: request.id, ...run(request) };
    if (!strikes(when, request, count++)) return honest;
    return new Promise((resolve) => kind.strike(hostFor(request, resolve), honest, request));
  },
};

/** What a module returns it can return once, and never under another id: the rest it posts past the adapter. */
function hostFor(request, resolve) {
  let returned = false;
  return {
    memory,
    say(reply) {
      if (returned || reply.id !== request.id) return parentPort.postMessage(reply);
      returned = true;
      resolve(reply);
    },
    write: (bytes) => parentPort.postMessage(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1')),
    shout: (text) => process.stderr.write(text),
    flood: (text, times) => resolve({ id: request.id, failed: text.repeat(times) }),
    die: (code) => process.exit(code),
  };
}
