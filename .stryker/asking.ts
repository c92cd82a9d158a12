/** The vectors alone as a test: asks the reference in this thread, judges as the runner does, stops at what fails first. */
import { judge, type Strictness } from '../runner/judge.ts';
import { excluded } from '../runner/offers.ts';
import type { Hello, ModuleSubject } from '../runner/protocol.ts';
import type { Outcome, Question } from '../runner/session.ts';
import { type Case, cases, questionOf } from '../runner/suite.ts';
import { type Manner, manners } from '../spec/loss.ts';
import { isAskedAgain } from '../vectors/address.ts';
import { publishedLosses } from '../vectors/format.ts';

/** The reference promises the narrowest grade, and to keep what it should. */
const strictness: Strictness = { grade: 'accurate', level: 'should' };

/** What it claims, each a dtype and the profile of that name. Said here, so that claiming less is noticed. */
const CLAIMED = ['float64', 'float32', 'float16', 'bfloat16'];

/** The vectors of one loss in one dtype: what one test asks. */
export interface Part {
  readonly name: string;
  readonly cases: readonly Case[];
}

export const parts = (): readonly Part[] =>
  publishedLosses().flatMap((loss) =>
    CLAIMED.map((dtype) => ({
      name: `${loss} ${dtype}`,
      cases: [...cases({ loss: [loss], dtype: [dtype] }, CLAIMED)],
    })),
  );

/** What fails first, as a sentence, and undefined where nothing does. Asks in order, then some once more, backwards. */
export async function firstFailure(subject: ModuleSubject, { cases }: Part): Promise<string | undefined> {
  const hello = await subject.hello();
  const again: Case[] = [];
  for (const one of cases) {
    const outside = excluded(hello, one);
    if (outside === undefined) {
      if (isAskedAgain(one.address)) again.unshift(one);
      const wrong = await failure(subject, hello, one);
      if (wrong !== undefined) return wrong;
    } else if (one.vector.without === undefined && one.acceptance.size > 0) return `${one.address}: ${outside}`;
  }
  for (const one of again) {
    for (const manner of manners) {
      if (manner !== 'again' && !hello.memory?.includes(manner)) continue;
      const wrong = await failure(subject, hello, one, manner);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

async function failure(subject: ModuleSubject, hello: Hello, one: Case, manner?: Manner): Promise<string | undefined> {
  const plain = questionOf(one.loss, one.vector, one.dtype, hello.gradients);
  const question = manner === 'strided' || manner === 'offset' ? { ...plain, memory: manner } : plain;
  const { status, reason, deviations } = judge(one, await outcomeOf(subject, question), hello, strictness);
  if (status !== 'passed') return `${one.address}: ${reason}`;
  // What a subject may leave out, such as the slope by a target, the reference gives, and gives right.
  const [deviation] = deviations;
  return deviation && `${one.address}: ${deviation.output}[${deviation.entry}] is ${deviation.answered}`;
}

async function outcomeOf(subject: ModuleSubject, question: Question): Promise<Outcome> {
  try {
    const reply = await subject.run({ id: 1, ask: 'run', ...question });
    if ('answer' in reply) return { kind: 'answer', answer: reply.answer, milliseconds: 0 };
    if ('refused' in reply) return { kind: 'refused', message: reply.refused };
    if ('declined' in reply) return { kind: 'declined', reason: reply.declined };
    return { kind: 'broken', detail: JSON.stringify(reply) };
  } catch (error) {
    return { kind: 'failed', message: String(error) };
  }
}
