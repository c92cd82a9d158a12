/** What page.html offers. */
import { kinds, strikes } from './kinds.mjs';
import { hello, run } from './nll-loss.mjs';

const query = new URL(location.href).searchParams;
const name = query.get('kind');
const kind = kinds[name];
const when = query.get('when') ?? kind.when;
const memory = {};
let count = 0;

globalThis.lossproof = kind.hello === null ? Promise.reject(new Error('no device')) : { hello: greet, run: answer };

function greet() {
  const mine = { ...hello, name };
  return kind.hello ? (kind.hello(mine) ?? new Promise(() => {})) : mine;
}

function answer(request) {
  const honest = { id: request.id, ...run(request) };
  if (!strikes(when, request, count++)) return honest;
  return new Promise((resolve) => kind.strike(hostFor(request, resolve), honest, request));
}

/** What it returns it can return once, and never under another id: the rest it posts past the adapter. */
function hostFor(request, resolve) {
  let returned = false;
  return {
    memory,
    say(reply) {
      if (returned || reply.id !== request.id) return post(JSON.stringify(reply));
      returned = true;
      resolve(reply);
    },
    write: (bytes) => post(typeof bytes === 'string' ? bytes : new TextDecoder('latin1').decode(bytes)),
    shout: (text) => console.log(text),
    flood: (text, times) => resolve({ id: request.id, failed: text.repeat(times) }),
    die: () => location.reload(),
  };
}

const post = (text) => globalThis.lossproofPost(text);
