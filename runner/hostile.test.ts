/** What comes of every hostile subject: each question one outcome, each breach its fault, and nothing lost. */
import { expect, test, vi } from 'vitest';
import adapter from './adapters/process.ts';
import { type NoAnswer, type Outcome, openSession, type Session, type SessionOptions } from './session.ts';
import target from './subjects/hostile/process.target.ts';
import { type Numbered, questions } from './subjects/hostile/questions.ts';

const { kinds }: { kinds: Readonly<Record<string, object>> } = await import(
  new URL('./subjects/hostile/kinds.mjs', import.meta.url).href
);

vi.setConfig({ testTimeout: 30_000 });

const COUNT = 20;
/** Shorter than the lateness of a late answer; only subjects that do fall silent are given so little. */
const IMPATIENT = { patience: 500 };

interface Asking extends SessionOptions {
  readonly when?: string | number;
  readonly poisonAt?: number;
}

interface Told {
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly session: Session;
}

async function tell(kind: string, { when, poisonAt = 11, ...options }: Asking = {}): Promise<Told> {
  const session = await openSession(adapter, target(kind, when), { stderr: () => {}, ...options });
  const outcomes = new Map<number, Outcome>();
  for await (const { asked, outcome } of session.ask(questions(COUNT, poisonAt))) {
    expect(outcomes.has(asked.index), 'a question ends once').toBe(false);
    outcomes.set(asked.index, outcome);
  }
  await session.close();
  expect(outcomes.size).toBe(COUNT);
  return { outcomes, session };
}

const faultsOf = ({ session }: Told) => session.faults.map(({ kind, times }) => `${kind} ${times}`);

function expectTruth({ outcomes }: Told, ...except: readonly number[]): void {
  const all: readonly Numbered[] = questions(COUNT);
  for (const { index, truth } of all.filter((question) => !except.includes(question.index))) {
    expect(outcomes.get(index), `question ${index}`).toMatchObject({ kind: 'answer', answer: truth });
  }
}

/** Kinds whose replies are replies: judging them is not the session's office, only carrying them. */
const carried: readonly [kind: string, outcome: object][] = [
  ['honest', { kind: 'answer', answer: { loss: { data: [-100] } } }],
  ['zeros', { kind: 'answer', answer: { loss: { data: [0] } } }],
  ['nan', { kind: 'answer', answer: { loss: { data: ['NaN'] } } }],
  ['previous', { kind: 'answer', answer: { loss: { data: [-100] } } }],
  ['caches', { kind: 'answer', answer: { loss: { data: [-100] } } }],
  ['wrong-shape', { kind: 'answer', answer: { loss: { shape: [1], data: [-100] } } }],
  ['wrong-dtype', { kind: 'answer', answer: { loss: { dtype: 'float32', data: [-100] } } }],
  ['changes-inputs', { kind: 'answer', answer: { unchanged: false } }],
  ['refuses', { kind: 'refused', message: 'not today' }],
  ['fails', { kind: 'failed', message: 'out of memory' }],
  ['declines', { kind: 'declined', reason: 'offers nothing' }],
  ['declines-what-it-claims', { kind: 'declined', reason: 'too hard' }],
];

for (const [kind, outcome] of carried) {
  test.concurrent(`${kind}: what it replies is carried`, async () => {
    const told = await tell(kind);
    expect(told.outcomes.get(0)).toMatchObject(outcome);
    expect(new Set([...told.outcomes.values()].map((each) => each.kind)).size).toBe(1);
    expect(faultsOf(told)).toEqual([]);
    expect(told.session).toMatchObject({ restarts: 0, incomplete: undefined });
  });
}

/** Kinds that breach the protocol at one question, and what becomes of that one. All others are answered truly. */
const breaches: readonly [kind: string, faults: readonly string[], outcome: object, asking?: Asking][] = [
  ['twice', ['duplicate 20'], { kind: 'answer' }],
  ['log-lines', ['garbage 20'], { kind: 'answer' }],
  ['noise', ['garbage 2'], { kind: 'answer' }],
  ['loud-on-stderr', [], { kind: 'answer' }],
  ['wrong-length', [], { kind: 'broken', detail: expect.stringContaining('2 numbers for its shape []') }],
  ['bare-nan', [], { kind: 'broken', detail: expect.stringContaining('write "NaN"') }],
  ['other-words', [], { kind: 'broken', detail: expect.stringContaining('no reply to "run"') }],
  ['half-line-and-on', [], { kind: 'broken', detail: expect.stringContaining('no JSON') }],
  ['skips', ['silent 1'], noAnswer('silent', 'later questions'), IMPATIENT],
  ['unknown-id', ['unknown id 1', 'silent 1'], noAnswer('silent', 'later questions'), IMPATIENT],
];

for (const [kind, faults, outcome, asking] of breaches) {
  test.concurrent(`${kind}: it goes on, and so does the session`, async () => {
    const told = await tell(kind, asking);
    expectTruth(told, 11);
    expect(told.outcomes.get(11)).toMatchObject(outcome);
    expect(faultsOf(told)).toEqual(faults);
    expect(told.session).toMatchObject({ restarts: 0, incomplete: undefined });
  });
}

/** Kinds that end at the poisoned question, asked in company and then alone. All others are answered truly. */
const ends: readonly [kind: string, faults: readonly string[], restarts: number, outcome: object, asking?: Asking][] = [
  ['dies', ['died 2'], 2, noAnswer('died', 'exited with code 3'), { poisonAt: 0 }],
  ['dies', ['died 2'], 2, noAnswer('died', 'exited with code 3'), { poisonAt: 11 }],
  ['dies', ['died 1'], 0, noAnswer('died', 'exited with code 3'), { poisonAt: COUNT - 1, window: 1 }],
  ['dies-after', ['died 1'], 1, { kind: 'answer' }],
  ['half-line', ['partial line 2', 'died 2'], 2, noAnswer('died', 'exited with code 0')],
  ['long-line', ['too long 2'], 2, noAnswer('too much', '16 MiB')],
  ['endless-noise', ['garbage 2002', 'too much garbage 2'], 2, noAnswer('nothing but garbage', '1001 times')],
  ['hangs', ['silent 2'], 2, noAnswer('silent', 'said nothing for 0.5 s'), IMPATIENT],
];

for (const [kind, faults, restarts, outcome, asking] of ends) {
  const { poisonAt = 11 } = asking ?? {};
  test.concurrent(`${kind} at question ${poisonAt}: it is restarted, and the guilty question found`, async () => {
    const told = await tell(kind, asking);
    expectTruth(told, poisonAt);
    expect(told.outcomes.get(poisonAt)).toMatchObject(outcome);
    expect(faultsOf(told)).toEqual(faults);
    expect(told.session).toMatchObject({ restarts, incomplete: undefined });
  });
}

/** Kinds from which nothing, or nothing more, is to be had. */
const hopeless: readonly [
  kind: string,
  outcomes: Readonly<Record<string, number>>,
  incomplete: RegExp,
  asking: Asking,
][] = [
  ['dies', { died: 8, 'budget spent': 12 }, /restarted 8 times, and last exited with code 3/, { when: 0 }],
  ['never', { silent: 2, 'budget spent': 18 }, /restarted 2 times/, { ...IMPATIENT, restarts: 2 }],
  ['only-noise', { 'nothing but garbage': 20 }, /never gave a reply/, IMPATIENT],
];

for (const [kind, expected, incomplete, asking] of hopeless) {
  test.concurrent(`${kind}, ${asking.when ?? 'always'}: the session ends, and says that it is incomplete`, async () => {
    const { outcomes, session } = await tell(kind, asking);
    const counts: Record<string, number> = {};
    for (const outcome of outcomes.values()) {
      const name = outcome.kind === 'no-answer' ? outcome.because : outcome.kind;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts).toEqual(expected);
    expect(session.incomplete).toMatch(incomplete);
  });
}

test.concurrent('a subject that dies now and then is carried to the end', async () => {
  const told = await tell('dies', { when: 5 });
  const died = [...told.outcomes.values()].filter((outcome) => outcome.kind === 'no-answer');
  expect(died.length).toBeLessThanOrEqual(told.session.restarts);
  expect(told.session.incomplete).toBeUndefined();
});

test.concurrent('late: the question is given up, and the late reply is a fault', async () => {
  const session = await openSession(adapter, target('late'), IMPATIENT);
  const [innocent, poisoned, after] = [...questions(2, 1), ...questions(1)];
  const outcomes: Outcome['kind'][] = [];
  async function* slowly() {
    yield* [innocent, poisoned, after].filter((asked) => asked !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    yield* questions(1);
  }
  for await (const { outcome } of session.ask(slowly())) outcomes.push(outcome.kind);
  await session.close();
  expect(outcomes).toEqual(['answer', 'answer', 'no-answer', 'answer']);
  expect(session.faults.map(({ kind }) => kind)).toEqual(['silent', 'late']);
});

const startless: readonly [kind: string, message: RegExp][] = [
  ['will-not-start', /will-not-start exited with code 1 before it said hello; run it by hand/],
  ['bad-hello', /bad-hello says a hello that is none: hello.gradients must be boolean/],
  ['other-protocol', /other-protocol speaks protocol 2 and this runner speaks 1/],
  ['no-hello', /no-hello said no hello within 0.5 s/],
];

for (const [kind, message] of startless) {
  test.concurrent(`${kind}: the error says so`, async () => {
    const startPatience = kind === 'no-hello' ? 500 : 30_000;
    await expect(openSession(adapter, target(kind), { startPatience, stderr: () => {} })).rejects.toThrow(message);
  });
}

test('every hostile kind is tried here', () => {
  const tried = [carried, breaches, ends, hopeless, startless].flatMap((table) => table.map(([kind]) => kind));
  expect(Object.keys(kinds).filter((kind) => ![...tried, 'late'].includes(kind))).toEqual([]);
});

function noAnswer(because: NoAnswer, detail: string): object {
  return { kind: 'no-answer', because, detail: expect.stringContaining(detail) };
}
