/** What ends a session before its questions: an interruption, a subject lost too often, questions passed over. */
import { expect, test } from 'vitest';
import type { Adapter } from './channel.ts';
import { all, hello, open, played, reasons, refuse } from './session.testing.ts';
import { type Answered, openSession } from './session.ts';
import { type Numbered, questions } from './subjects/hostile/questions.ts';

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
