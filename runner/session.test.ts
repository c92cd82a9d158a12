/** How a session asks, tried on subjects that are a function: when it draws questions, and when it stops. */
import { expect, test } from 'vitest';
import processAdapter from './adapters/process.ts';
import type { Adapter, Listener } from './channel.ts';
import type { Request } from './protocol.ts';
import { type Answered, type Asked, openSession, type SessionOptions } from './session.ts';
import hostile from './subjects/hostile/process.target.ts';
import { type Numbered, questions } from './subjects/hostile/questions.ts';

const hello = { protocol: 1, name: 'x', version: '1', profiles: [], gradients: false, losses: {} };

interface Host {
  readonly lives: number;
  readonly listener: Listener;
  reply(message: object): void;
  die(how: string): void;
}

/** Carries requests to a function, which replies when it likes. Its hello is said for it. */
function played(subject: (request: Request, host: Host) => unknown): Adapter {
  let lives = 0;
  return {
    name: 'played',
    example: '',
    opens: () => true,
    open(_target, listener) {
      lives++;
      let ended = false;
      const end = (how: string) => {
        if (!ended) listener.end({ how });
        ended = true;
      };
      const host: Host = {
        lives,
        listener,
        reply: (message) => setImmediate(() => ended || listener.message(message)),
        die: (how) => setImmediate(() => end(how)),
      };
      return {
        send(request) {
          if (request.ask === 'hello') host.reply({ id: request.id, hello });
          else if (!ended) subject(request, host);
        },
        kill: () => end('was killed'),
        async close() {
          end('ended');
        },
      };
    },
  };
}

const refuse = (request: Request, host: Host) => host.reply({ id: request.id, refused: 'no' });

const open = (subject: (request: Request, host: Host) => unknown, options?: SessionOptions) =>
  openSession(played(subject), 'it', { stderr: () => {}, ...options });

async function all<A extends Asked>(answered: AsyncIterable<Answered<A>>): Promise<Answered<A>[]> {
  const list = [];
  for await (const each of answered) list.push(each);
  return list;
}

const reasons = (list: readonly Answered<Asked>[]) =>
  list.map(({ outcome }) => (outcome.kind === 'no-answer' ? outcome.because : outcome.kind));

test('questions are drawn as there is room, never more than the window ahead', async () => {
  let drawn = 0;
  let ended = 0;
  let ahead = 0;
  let open_ = 0;
  let most = 0;
  const session = await open(
    (request, host) => {
      most = Math.max(most, ++open_);
      setImmediate(() => open_--);
      refuse(request, host);
    },
    { window: 16 },
  );
  function* endless() {
    for (const asked of Array.from({ length: 5000 }, () => questions(1)).flat()) {
      ahead = Math.max(ahead, ++drawn - ended);
      yield asked;
    }
  }
  for await (const _ of session.ask(endless())) ended++;
  expect({ drawn, ended }).toEqual({ drawn: 5000, ended: 5000 });
  expect(most).toBe(16);
  expect(ahead).toBeLessThanOrEqual(2 * 16);
  await session.close();
});

test('a source may wait for an outcome before it gives the next question', async () => {
  const session = await open(refuse);
  let arrived: () => void = () => {};
  async function* oneByOne() {
    for (const asked of questions(5)) {
      const outcome = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      yield asked;
      await outcome;
    }
  }
  let count = 0;
  for await (const _ of session.ask(oneByOne())) {
    count++;
    arrived();
  }
  expect(count).toBe(5);
  await session.close();
});

test('what a source throws reaches the caller, and the session can go on', async () => {
  const session = await open(refuse);
  async function* failing(): AsyncGenerator<Numbered> {
    yield* questions(2);
    throw new Error('the vectors are gone');
  }
  await expect(all(session.ask(failing()))).rejects.toThrow('the vectors are gone');
  expect(reasons(await all(session.ask(questions(1))))).toEqual(['refused']);
  await session.close();
});

test('the subject sees the question and nothing that came with it', async () => {
  const seen: Request[] = [];
  const session = await open((request, host) => {
    seen.push(request);
    refuse(request, host);
  });
  const [first] = questions(1);
  if (first === undefined) throw new Error('no question');
  await all(session.ask([{ ...first, question: { ...first.question, expected: 42 }, address: 'nll_loss/x/float64' }]));
  await session.close();
  expect(seen.map((request) => Object.keys(request).sort())).toEqual([
    ['ask', 'dtype', 'gradients', 'id', 'inputs', 'loss', 'parameters', 'upstream'],
    ['ask', 'id'],
  ]);
  expect(seen.map(({ id }) => id)).toEqual([1, 2]);
});

test('replies in any order are matched by id', async () => {
  const waiting: [Request, Host][] = [];
  const session = await open((request, host) => {
    waiting.push([request, host]);
    if (waiting.length === 4)
      for (const [each, its] of waiting.splice(0).reverse()) its.reply({ id: each.id, refused: `${each.id}` });
  });
  const list = await all(session.ask(questions(8)));
  await session.close();
  for (const { asked, outcome } of list) expect(outcome).toEqual({ kind: 'refused', message: `${asked.index + 1}` });
  expect(session.faults).toEqual([]);
});

test('an interruption leaves the rest unanswered, and nothing of the subject', async () => {
  const controller = new AbortController();
  const session = await open((request, host) => request.id < 5 && refuse(request, host), { signal: controller.signal });
  const list: Answered<Numbered>[] = [];
  for await (const each of session.ask(questions(40))) {
    list.push(each);
    if (list.length === 4) controller.abort();
  }
  await session.close();
  expect(reasons(list)).toEqual([...Array(4).fill('refused'), ...Array(36).fill('interrupted')]);
  expect(session.incomplete).toBe('the run was interrupted');
});

test('an interruption before hello is an error', async () => {
  await expect(open(refuse, { signal: AbortSignal.abort() })).rejects.toThrow(
    'it was interrupted before it said hello',
  );
});

test('an interruption after the last outcome leaves the session complete', async () => {
  const controller = new AbortController();
  const session = await open(refuse, { signal: controller.signal });
  await all(session.ask(questions(3)));
  controller.abort();
  await session.close();
  expect(session.incomplete).toBeUndefined();
});

test('whoever stops listening early can ask again, and is charged no restart', async () => {
  const session = await open(refuse);
  for await (const _ of session.ask(questions(40))) break;
  expect(reasons(await all(session.ask(questions(3))))).toEqual(['refused', 'refused', 'refused']);
  expect(session).toMatchObject({ restarts: 0, faults: [], incomplete: undefined });
  await session.close();
});

test('two cannot ask at once', async () => {
  const session = await open(refuse);
  const first = session.ask(questions(2));
  await first.next();
  await expect(session.ask(questions(2)).next()).rejects.toThrow('already asking');
  await first.return();
  await session.close();
});

test('after a loss the open questions are asked one by one, and then as many as before', async () => {
  const openAtSend: number[] = [];
  let unanswered = 0;
  const session = await open(
    (request, host) => {
      if (host.lives === 1 && request.id === 5) return host.die('fell over');
      if (host.lives === 1) return request.id < 5 && refuse(request, host);
      openAtSend.push(++unanswered);
      setImmediate(() => unanswered--);
      return refuse(request, host);
    },
    { window: 4 },
  );
  expect(reasons(await all(session.ask(questions(12))))).toEqual(Array(12).fill('refused'));
  await session.close();
  expect(session.restarts).toBe(1);
  // Questions 5 to 8 were open; the last four are fresh.
  expect(openAtSend.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 2, 3, 4]);
});

test('questions passed over are paid for from the same budget', async () => {
  const session = await open((request, host) => request.id % 2 === 0 && refuse(request, host), {
    patience: 50,
    restarts: 3,
    window: 16,
  });
  const list = await all(session.ask(questions(60)));
  await session.close();
  expect(list.length).toBe(60);
  expect(reasons(list)).toContain('budget spent');
  expect(session.incomplete).toBe('it had passed over too many questions');
});

test('a subject that cannot be started again ends the session, with the reason', async () => {
  const adapter = played((_, host) => host.die('fell over'));
  let opened = 0;
  const once: Adapter = {
    ...adapter,
    open(target, listener) {
      if (opened++ === 0) return adapter.open(target, listener);
      setImmediate(() => listener.end({ how: 'could not be started: the device is gone', remedy: 'plug it in' }));
      return { send() {}, kill() {}, async close() {} };
    },
  };
  const session = await openSession(once, 'it');
  expect(reasons(await all(session.ask(questions(3))))).toEqual(Array(3).fill('not restarted'));
  expect(session.incomplete).toContain('it could not be started: the device is gone; plug it in');
  await session.close();
});

test('a subject that says another hello when started again has a fault', async () => {
  let lives = 0;
  const adapter = played((request, host) => (host.lives === 1 ? host.die('fell over') : refuse(request, host)));
  const changing: Adapter = {
    ...adapter,
    open(target, listener) {
      lives++;
      const message = (value: object) =>
        listener.message('hello' in value ? { ...value, hello: { ...hello, version: `${lives}` } } : value);
      return adapter.open(target, { ...listener, message });
    },
  };
  const session = await openSession(changing, 'it');
  expect(reasons(await all(session.ask(questions(2))))).toEqual(['refused', 'refused']);
  await session.close();
  expect(session.faults.map(({ kind }) => kind)).toEqual(['died', 'other hello']);
});

test('replies that have arrived are heard, though this side was too busy to look for longer than its patience', async () => {
  const session = await openSession(processAdapter, hostile('honest'), { patience: 300 });
  const asking = session.ask(questions(10));
  const first = asking.next();
  // The questions are sent in the turns after the call; then nothing here looks at the pipe for a while.
  for (let turn = 0; turn < 100; turn++) await null;
  const end = performance.now() + 600;
  while (performance.now() < end);
  expect((await first).value?.outcome.kind).toBe('answer');
  expect(reasons(await all(asking))).toEqual(Array(9).fill('answer'));
  await session.close();
  expect(session.faults).toEqual([]);
});
