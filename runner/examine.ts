/** Puts the suite to one subject: asks, judges, asks again, tries the laws, and tells a listener as it goes. */
import { type Manner, manners } from '../spec/loss.ts';
import { isAskedAgain } from '../vectors/address.ts';
import { prepareReading } from '../vectors/format.ts';
import type { Adapter } from './channel.ts';
import { EvidenceCollector } from './diagnosis/evidence.ts';
import { Expectations } from './expectations.ts';
import { judge, type Strictness } from './judge.ts';
import { judgeLaw } from './judge-law.ts';
import { excluded, excludedLaw } from './offers.ts';
import type { Hello } from './protocol.ts';
import type { Selection } from './select.ts';
import { type Fault, openSession, type Question, type Session, type SessionOptions } from './session.ts';
import type { Subject } from './subjects.ts';
import { type Case, cases, everyAddress, inManner, type LawCase, lawCases, questionOf } from './suite.ts';
import type { Verdict } from './verdict.ts';

export interface Examination {
  readonly hello: Hello;
  readonly verdicts: readonly Verdict[];
  /** Addresses whose failure was expected. */
  readonly expected: ReadonlySet<string>;
  /** The failures, with what came of the questions. */
  readonly evidence: EvidenceCollector;
  readonly faults: readonly Fault[];
  readonly incomplete: string | undefined;
  /** Expectations that are no longer true. */
  readonly stale: readonly string[];
  readonly milliseconds: number;
}

export interface ExamineOptions extends Strictness {
  readonly selection: Selection;
  readonly session: SessionOptions;
  readonly today: string;
  /** Told with each verdict, as it falls. */
  readonly progress?: (done: number, failed: number, verdict: Verdict) => void;
}

interface Asking {
  readonly question: Question;
  readonly one: Case;
  readonly manner?: Manner;
}

/** @throws CannotStart when the subject does not say hello */
export async function examine(
  adapter: Adapter,
  subject: Pick<Subject, 'target' | 'expect'>,
  options: ExamineOptions,
): Promise<Examination> {
  const start = performance.now();
  const opening = openSession(adapter, subject.target, options.session);
  opening.catch(() => {}); // told where it is awaited
  prepareReading(); // while the subject starts
  const session = await opening;
  try {
    const expectations = new Expectations(subject.expect, session.hello, options.today);
    const verdicts = new Map<string, Verdict>();
    const evidence = new EvidenceCollector();
    let failed = 0;
    const conclude = (verdict: Verdict): void => {
      verdicts.set(verdict.address, verdict);
      if (verdict.status === 'failed') failed++;
      options.progress?.(verdicts.size, failed, verdict);
    };
    await askVectors(session, options, conclude, evidence);
    await askLaws(session, options, conclude);
    if (subject.expect.length > 0) for (const at of everyAddress()) expectations.exists(at);
    const expected = new Set<string>();
    for (const { address: at, status } of verdicts.values()) {
      const judged = status === 'passed' || status === 'failed';
      if (judged && expectations.expects(at, status === 'failed')) expected.add(at);
    }
    const { faults, incomplete, hello } = session;
    const stale = expectations.problems();
    return {
      hello,
      verdicts: [...verdicts.values()],
      expected,
      evidence,
      faults,
      incomplete,
      stale,
      milliseconds: performance.now() - start,
    };
  } finally {
    await session.close();
  }
}

/** First in order; then some of them once more, backwards, and from other memory where the subject can. */
async function askVectors(
  session: Session,
  options: ExamineOptions,
  conclude: (verdict: Verdict) => void,
  evidence: EvidenceCollector,
): Promise<void> {
  const { hello } = session;
  const repeats: Case[] = [];
  function* first(): Generator<Asking> {
    for (const one of cases(options.selection, hello.profiles)) {
      const outside = options.dialect !== undefined && one.vector.dialects?.[options.dialect]?.length === 0;
      const reason = excluded(hello, one) ?? (outside ? `outside the dialect ${options.dialect}` : undefined);
      if (reason !== undefined) {
        conclude(declined(one, reason));
        continue;
      }
      if (isAskedAgain(one.address)) repeats.push(one);
      yield { question: questionOf(one.loss, one.vector, one.dtype, hello.gradients), one };
    }
  }
  function* onceMore(): Generator<Asking> {
    for (const one of repeats.reverse()) {
      const question = questionOf(one.loss, one.vector, one.dtype, hello.gradients);
      for (const manner of manners) {
        const again = { ...one, address: inManner(one, manner) };
        if (manner === 'again') yield { question, one: again, manner };
        else if (hello.memory?.includes(manner))
          yield { question: { ...question, memory: manner }, one: again, manner };
      }
    }
  }
  for (const pass of [first, onceMore]) {
    for await (const { asked, outcome } of session.ask(pass())) {
      const { one, manner } = asked;
      const verdict = judge(one, outcome, hello, options);
      evidence.add({ one, outcome, verdict, ...(manner === undefined ? {} : { manner }) });
      conclude(verdict);
    }
  }
}

const declined = (one: Case | LawCase, reason: string): Verdict => ({
  address: one.address,
  loss: one.loss,
  dtype: one.dtype,
  status: 'declined',
  reason,
  misses: [],
  deviations: [],
  worst: 0,
  unjudged: 0,
});

async function askLaws(session: Session, options: ExamineOptions, conclude: (verdict: Verdict) => void): Promise<void> {
  const { hello } = session;
  const open = new Map<string, { law: LawCase; outcomes: Map<string, Parameters<typeof judge>[1]> }>();
  function* questions(): Generator<{ question: Question; law: LawCase; name: string }> {
    for (const law of options.dialect === undefined ? lawCases(options.selection) : []) {
      const reason = excludedLaw(hello, law);
      if (reason !== undefined) {
        conclude(declined(law, reason));
        continue;
      }
      open.set(law.address, { law, outcomes: new Map() });
      for (const asked of law.instance.asks) {
        yield { question: questionOf(asked.loss, asked, law.dtype, hello.gradients), law, name: asked.name };
      }
    }
  }
  for await (const { asked, outcome } of session.ask(questions())) {
    const one = open.get(asked.law.address);
    if (!one) continue;
    one.outcomes.set(asked.name, outcome);
    if (one.outcomes.size < one.law.instance.asks.length) continue;
    open.delete(asked.law.address);
    conclude(judgeLaw(one.law, one.outcomes, hello));
  }
}
