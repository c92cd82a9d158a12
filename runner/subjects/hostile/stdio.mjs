/** A hostile subject on stdin and stdout: node stdio.mjs <kind> [when]. See kinds.mjs. */
import { createInterface } from 'node:readline';
import { kinds, strikes } from './kinds.mjs';
import { hello, run } from './nll-loss.mjs';

const [name, when = kinds[name].when] = process.argv.slice(2);
const kind = kinds[name];
let count = 0;

// It may be killed while it writes.
process.stdout.on('error', () => process.exit(1));

const host = {
  memory: {},
  say: (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`),
  write: (bytes) => process.stdout.write(bytes),
  shout: (text) => process.stderr.write(text),
  flood(text, times) {
    for (let i = 0; i < times; i++) process.stdout.write(text);
  },
  die: (code) => process.exit(code),
};

if (kind.hello === null) {
  host.shout('no device\n');
  host.die(1);
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const { id, ask } = request;
  if (ask === 'hello') greet(id);
  else if (ask === 'run') answer(request);
  else if (ask === 'bye') host.say({ id, bye: true });
  else host.say({ id, unknown: ask });
}

function greet(id) {
  const mine = { ...hello, name };
  const said = kind.hello ? kind.hello(mine) : mine;
  if (said) host.say({ id, hello: said });
}

function answer(request) {
  const honest = { id: request.id, ...run(request) };
  if (strikes(when, request, count++)) kind.strike(host, honest, request);
  else host.say(honest);
}
