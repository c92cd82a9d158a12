/** Every way in which a hostile subject departs from an honest one, by name, whatever hosts it. */

/** A question whose input begins with this number is poison: kinds that strike on poison strike there. */
export const POISON = 13;

/** Milliseconds by which a late answer is late. */
export const LATE = 1200;

/**
 * `when` is when a kind strikes: always, on poison, or never where only hello is touched. Given to the host instead, a
 * number means that request, counted from 0 in each life, and "first=<number>" the questions whose input begins so.
 * `hello` changes the hello; `null` is none at all. `strike` gets the host {say, write, shout, flood, die}, the honest
 * reply and the request, and does what the kind does.
 */
export const kinds = {
  honest: { when: 'never' },

  // answers that are wrong
  zeros: { when: 'always', strike: (host, honest) => host.say(withData(honest, () => 0)) },
  nan: { when: 'always', strike: (host, honest) => host.say(withData(honest, () => 'NaN')) },
  previous: {
    when: 'always',
    strike(host, honest) {
      host.say({ ...(host.memory.previous ?? honest), id: honest.id });
      host.memory.previous = honest;
    },
  },
  caches: {
    when: 'always',
    strike(host, honest, { inputs, parameters }) {
      const seen = JSON.stringify([Object.entries(inputs).map(([name, { shape }]) => [name, shape]), parameters]);
      host.memory[seen] ??= honest;
      host.say({ ...host.memory[seen], id: honest.id });
    },
  },
  'wrong-shape': {
    when: 'always',
    strike: (host, honest) => host.say(withLoss(honest, (loss) => ({ ...loss, shape: [1, ...loss.shape] }))),
  },
  'wrong-dtype': {
    when: 'always',
    strike: (host, honest) => host.say(withLoss(honest, (loss) => ({ ...loss, dtype: 'float32' }))),
  },
  'wrong-length': {
    when: 'poison',
    strike: (host, honest) => host.say(withLoss(honest, (loss) => ({ ...loss, data: [...loss.data, 0] }))),
  },
  'changes-inputs': {
    when: 'always',
    hello: (hello) => ({ ...hello, unchanged: true }),
    strike(host, honest, { inputs }) {
      for (const { data } of Object.values(inputs)) data.fill(0);
      host.say('answer' in honest ? { ...honest, answer: { ...honest.answer, unchanged: false } } : honest);
    },
  },

  // no answers
  refuses: { when: 'always', strike: (host, { id }) => host.say({ id, refused: 'not today' }) },
  fails: { when: 'always', strike: (host, { id }) => host.say({ id, failed: 'out of memory' }) },
  declines: {
    when: 'always',
    hello: (hello) => ({ ...hello, losses: {} }),
    strike: (host, { id }) => host.say({ id, declined: 'offers nothing' }),
  },
  'declines-what-it-claims': { when: 'always', strike: (host, { id }) => host.say({ id, declined: 'too hard' }) },

  // breaches of the protocol after which it goes on
  twice: {
    when: 'always',
    strike(host, honest) {
      host.say(honest);
      host.say(honest);
    },
  },
  late: { when: 'poison', strike: (host, honest) => setTimeout(() => host.say(honest), LATE) },
  skips: { when: 'poison', strike() {} },
  'unknown-id': { when: 'poison', strike: (host, honest) => host.say({ ...honest, id: honest.id + 1000 }) },
  'bare-nan': {
    when: 'poison',
    strike: (host, { id }) =>
      host.write(`{"id": ${id}, "answer": {"loss": {"dtype": "float64", "shape": [], "data": [NaN]}}}\n`),
  },
  'other-words': { when: 'poison', strike: (host, { id }) => host.say({ id, unknown: 'run' }) },
  'log-lines': {
    when: 'always',
    strike(host, honest) {
      host.write('computing the loss…\n');
      host.say(honest);
    },
  },
  noise: {
    when: 'poison',
    strike(host, honest) {
      host.write(NOISE);
      host.say(honest);
    },
  },
  'half-line-and-on': { when: 'poison', strike: (host, honest) => host.write(half(honest)) },
  'loud-on-stderr': {
    when: 'poison',
    strike(host, honest) {
      for (let i = 0; i < 100; i++) host.shout(MEGABYTE);
      host.say(honest);
    },
  },

  // breaches after which it cannot go on
  dies: { when: 'poison', strike: (host) => host.die(3) },
  'dies-after': {
    when: 'poison',
    strike(host, honest) {
      host.say(honest);
      host.die(3);
    },
  },
  hangs: {
    when: 'poison',
    // As good as for ever, and yet no burden to a machine on which a test went wrong.
    strike() {
      for (const end = Date.now() + 60_000; Date.now() < end; );
    },
  },
  never: { when: 'always', strike() {} },
  'half-line': {
    when: 'poison',
    strike(host, honest) {
      host.write(half(honest));
      host.die(0);
    },
  },
  'long-line': { when: 'poison', strike: (host) => host.flood(MEGABYTE, 100) },
  'only-noise': { when: 'always', strike: (host) => host.write(NOISE) },
  'endless-noise': {
    when: 'poison',
    strike(host) {
      for (let i = 0; i < 100_000; i++) host.write('all work and no play\n');
    },
  },

  // no start
  'will-not-start': { when: 'never', hello: null },
  'bad-hello': { when: 'never', hello: (hello) => ({ ...hello, gradients: 'yes' }) },
  'other-protocol': { when: 'never', hello: (hello) => ({ ...hello, protocol: 2 }) },
  'no-hello': { when: 'never', hello: () => undefined },
};

const NOISE = Uint8Array.from([0, 255, 254, 27, 128, 129, 7, 10, 200, 13, 0, 10]);
const MEGABYTE = 'x'.repeat(2 ** 20);

const half = (reply) => JSON.stringify(reply).slice(0, 20);

function withLoss(reply, change) {
  return 'answer' in reply ? { ...reply, answer: { ...reply.answer, loss: change(reply.answer.loss) } } : reply;
}

function withData(reply, number) {
  if (!('answer' in reply)) return reply;
  const change = (tensor) => ({ ...tensor, data: tensor.data.map(number) });
  const gradients = Object.entries(reply.answer.gradients ?? {}).map(([name, tensor]) => [name, change(tensor)]);
  return { id: reply.id, answer: { loss: change(reply.answer.loss), gradients: Object.fromEntries(gradients) } };
}

/** Whether the kind strikes at this request, the `count`-th of this life. */
export function strikes(when, request, count) {
  if (when === 'always' || when === 'never') return when === 'always';
  if (when === 'poison') return request.inputs.input?.data[0] === POISON;
  if (String(when).startsWith('first=')) return `first=${request.inputs.input?.data[0]}` === when;
  return count === Number(when);
}
