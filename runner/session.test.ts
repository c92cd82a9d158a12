/** How a session asks, tried on subjects that are a function: when it draws questions, and how replies find them. */
import { expect, test } from 'vitest';
import processAdapter from './adapters/process.ts';
import type { Request } from './protocol.ts';
import { all, type Host, open, reasons, refuse } from './session.testing.ts';
import { openSession } from './session.ts';
import hostile from './subjects/hostile/process.target.ts';
import { type Numbered, questions } from './subjects/hostile/questions.ts';

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
