/** What every adapter owes the session, tried on hostile subjects. A new adapter file is tested by existing. */
import { readdir } from 'node:fs/promises';
import { test as everywhere, expect, vi } from 'vitest';
import type { Adapter, Target } from '../channel.ts';
import { findAdapter } from '../find-adapter.ts';
import { type Outcome, openSession } from '../session.ts';
import { questions } from '../subjects/hostile/questions.ts';

// A thread that has to read TypeScript takes a while to start, a GPU in software to compile, a browser both, and some
// start three times, all at once.
const START = 60_000;
vi.setConfig({ testTimeout: 3 * START });

const folder = new URL('./', import.meta.url);
const files = (await readdir(folder)).filter((file) => /^[^.]+\.ts$/.test(file));

/** How an adapter reaches a hostile subject; a new adapter says so in subjects/hostile/<name>.target.ts. */
interface Hostile {
  readonly default: (kind: string) => Target;
  /** The adapter itself where its subjects cannot do all of that harm, with a host that does. */
  readonly adapter?: Adapter;
  /** Why none can be tried on this machine. */
  readonly missing?: string | undefined;
}

interface Hosted {
  readonly adapter: Adapter;
  readonly target: Hostile['default'];
  readonly missing: string | undefined;
}

async function host(file: string): Promise<Hosted> {
  const { default: own }: { default: Adapter } = await import(new URL(file, folder).href);
  const hostile = new URL(`../subjects/hostile/${own.name}.target.ts`, import.meta.url);
  const { default: target, adapter = own, missing }: Hostile = await import(hostile.href);
  return { adapter, target, missing };
}

const POISONED = 5;

/** What the poisoned question comes to depends on the host; that no other is lost does not. */
const owed: readonly [name: string, kind: string, poisoned: readonly Outcome['kind'][], patience?: number][] = [
  // A WASM module that traps is replaced by its host, which lives and says so.
  ['death', 'dies', ['no-answer', 'failed']],
  ['death in the middle of a reply', 'half-line', ['no-answer', 'broken']],
  ['an endless loop', 'hangs', ['no-answer'], 6000],
  ['silence', 'skips', ['no-answer'], 6000],
  ['garbage', 'noise', ['answer', 'broken']],
  ['a wrong shape', 'wrong-length', ['broken']],
  ['too much', 'long-line', ['no-answer']],
  ['twice', 'twice', ['answer']],
];

for (const file of files) {
  const { adapter, target, missing } = await host(file);
  const test = everywhere.skipIf(missing !== undefined);

  test(`${adapter.name} is found by its file and opens its own targets`, async () => {
    expect(`${adapter.name}.ts`).toBe(file);
    expect((await findAdapter(target('honest'))).name).toBe(adapter.name);
  });

  test.concurrent(`${adapter.name} carries answers unchanged`, async () => {
    const session = await openSession(adapter, target('honest'), { startPatience: START });
    for await (const { asked, outcome } of session.ask(questions(50))) {
      expect(outcome).toMatchObject({ kind: 'answer', answer: asked.truth });
    }
    await session.close();
    expect(session).toMatchObject({ faults: [], restarts: 0, incomplete: undefined });
  });

  for (const [name, kind, poisoned, patience = 10_000] of owed) {
    test.concurrent(`${adapter.name} survives ${name}, and nothing else is lost`, async () => {
      const options = { patience, startPatience: START, stderr: () => {} };
      const session = await openSession(adapter, target(kind), options);
      let asked = 0;
      for await (const answered of session.ask(questions(20, POISONED))) {
        const { index, truth } = answered.asked;
        const { outcome } = answered;
        asked++;
        if (index === POISONED) expect(poisoned).toContain(outcome.kind);
        else expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'answer', answer: truth });
      }
      await session.close();
      expect(asked).toBe(20);
      expect(session.incomplete).toBeUndefined();
    });
  }

  test.concurrent(`${adapter.name} says why a subject did not start`, async () => {
    const start = openSession(adapter, target('will-not-start'), { startPatience: START, stderr: () => {} });
    await expect(start).rejects.toThrow(
      /exited with code 1|could not be loaded: Error: (it exports no memory|no device)/,
    );
  });

  test.concurrent(`${adapter.name} can be closed twice, and killed once closed`, async () => {
    let ends = 0;
    const listener = { message() {}, garbage() {}, tooLong() {}, stderr() {}, end: () => ends++ };
    const channel = adapter.open(target('never'), listener);
    await Promise.all([channel.close(), channel.close()]);
    channel.kill();
    channel.send({ id: 0, ask: 'bye' });
    await channel.close();
    expect(ends).toBe(1);
  });
}
