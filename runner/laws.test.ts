/** Laws catch what vectors cannot: a subject that answers every vector rightly, and other questions wrongly. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { formats } from '../spec/oracle/formats.ts';
import type { Tensor } from '../spec/tensor.ts';
import { publishedLosses } from '../vectors/format.ts';
import { exits } from './failure.ts';
import { judgeLaw } from './judge-law.ts';
import { excludedLaw } from './offers.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import { cases, type LawCase, lawCases, type Question, questionOf } from './suite.ts';
import { lossproof } from './testing.ts';
import type { Verdict } from './verdict.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Any correct subject would do. */
const honestUrl = new URL('../reference/subject.ts', import.meta.url);
type Said = { answer: Answer } | { refused: string } | { declined: string };
const honest: { hello(): Hello; run(question: Question): Said } = (await import(honestUrl.href)).default;
const hello = honest.hello();

/** How one question differs from another to a subject. */
const keyOf = ({ loss, dtype, inputs, parameters, upstream, gradients }: Question): string =>
  JSON.stringify([loss, dtype, inputs, parameters, upstream, gradients]);

type Ask = (question: Question) => Outcome;

const truly: Ask = (question) => {
  const said = honest.run(question);
  if ('answer' in said) return { kind: 'answer', answer: said.answer, milliseconds: 0 };
  return 'refused' in said ? { kind: 'refused', message: said.refused } : { kind: 'declined', reason: said.declined };
};

/** Far beyond what rounding explains, that of the inputs too, and too little to be seen at a glance. */
const lie = (tensor: Tensor, { inputs, dtype }: Question): Tensor => {
  const part = tensor.dtype === 'float64' || tensor.dtype === 'float32' ? 1e-3 : 1;
  const entries = Object.values(inputs).flatMap(({ data }) => data.map((entry) => Math.abs(Number(entry))));
  const grain = 2 * formats[dtype].unit * Math.max(0, ...entries.filter(Number.isFinite));
  return { ...tensor, data: tensor.data.map(Number).map((value) => value + part * (1 + Math.abs(value)) + grain) };
};

/** Lies only where it is asked one of these questions. */
const lying =
  (lies: ReadonlySet<string>): Ask =>
  (question) => {
    const outcome = truly(question);
    if (outcome.kind !== 'answer' || !lies.has(keyOf(question))) return outcome;
    const { loss, gradients = {} } = outcome.answer;
    const all = Object.entries(gradients).map(([name, tensor]) => [name, lie(tensor, question)]);
    return { ...outcome, answer: { loss: lie(loss, question), gradients: Object.fromEntries(all) } };
  };

const questionsOf = ({ instance, dtype }: LawCase): readonly (readonly [name: string, question: Question])[] =>
  instance.asks.map((asked) => [asked.name, questionOf(asked.loss, asked, dtype, true)]);

const judged = (law: LawCase, ask: Ask): Verdict =>
  judgeLaw(law, new Map(questionsOf(law).map(([name, question]) => [name, ask(question)])), hello);

const lawsOf = (loss: string): readonly LawCase[] =>
  [...lawCases({ loss: [loss] })].filter((law) => excludedLaw(hello, law) === undefined);

const vectorQuestions = new Set<string>();
for (const one of cases({}, [])) vectorQuestions.add(keyOf(questionOf(one.loss, one.vector, one.dtype, true)));

/** Questions that these laws ask, and no vector and no other law. */
function onlyAskedBy(own: readonly LawCase[], all: readonly LawCase[]): ReadonlySet<string> {
  const others = all.filter((law) => !own.includes(law)).flatMap(questionsOf);
  // Lies in several of a law's questions might keep it: only its last is lied in.
  const before = own.flatMap((law) => questionsOf(law).slice(0, -1));
  const candidates = own.flatMap((law) => questionsOf(law).slice(-1));
  // A law that asks nothing further is about a vector's own question.
  const vectors = own.some(({ instance }) => instance.asks.length > 1) ? vectorQuestions : [];
  const elsewhere = new Set([...[...others, ...before].map(([, question]) => keyOf(question)), ...vectors]);
  return new Set(candidates.map(([, question]) => keyOf(question)).filter((key) => !elsewhere.has(key)));
}

const asks = (law: LawCase, lies: ReadonlySet<string>): boolean =>
  questionsOf(law).some(([, question]) => lies.has(keyOf(question)));

for (const loss of publishedLosses().filter((name) => name in hello.losses)) {
  const laws = lawsOf(loss);

  describe(loss, () => {
    test('a correct subject keeps every law', () => {
      for (const law of laws)
        expect([law.address, judged(law, truly)]).toMatchObject([law.address, { status: 'passed' }]);
    });

    for (const name of new Set(laws.map(({ instance }) => instance.law))) {
      test(`${name} is broken by a lie in questions that no other law asks, nor a vector where it asks its own`, () => {
        const own = laws.filter(({ instance }) => instance.law === name);
        const lies = onlyAskedBy(own, laws);
        expect(own.filter((law) => asks(law, lies)).length).toBeGreaterThan(0);
        for (const law of laws) {
          const verdict = judged(law, lying(lies));
          expect([law.address, verdict.status]).toEqual([law.address, asks(law, lies) ? 'failed' : 'passed']);
          if (verdict.status === 'failed') expect(verdict.reason).toBe(`does not keep the law ${name}`);
        }
      });
    }
  });
}

test('a law’s answer that is none, of another dtype or shape, or not finite, fails with a sentence', () => {
  const law = lawsOf('nll_loss').find(
    ({ instance, dtype }) => instance.law === 'class_permutation' && dtype === 'float64',
  );
  if (!law) throw new Error('nll_loss has no such law any more');
  const [first, second] = questionsOf(law);
  if (!first || !second) throw new Error('the law asks no second question any more');
  const answer = truly(second[1]);
  if (answer.kind !== 'answer') throw new Error('it is no longer answered');
  const { loss, gradients } = answer.answer;
  const input = gradients?.input;
  if (!input) throw new Error('it asks for no gradient any more');
  const saying = (changed: Partial<Answer>): Outcome => ({ ...answer, answer: { ...answer.answer, ...changed } });
  const table: [outcome: Outcome, status: string, reason: RegExp][] = [
    [{ kind: 'refused', message: 'no' }, 'failed', /the law's question "reversed" has no answer: refused, no/],
    [{ kind: 'declined', reason: 'hard' }, 'failed', /has no answer: declined, hard/],
    [
      { kind: 'no-answer', because: 'died', detail: 'exited with code 3' },
      'failed',
      /has no answer: exited with code 3/,
    ],
    [{ kind: 'no-answer', because: 'interrupted', detail: 'the run was interrupted' }, 'unanswered', /interrupted/],
    [saying({ loss: { ...loss, dtype: 'float32' } }), 'failed', /question "reversed" the loss is float32, not float64/],
    [saying({ loss: { ...loss, shape: [1, ...loss.shape] } }), 'failed', /the loss has shape/],
    [saying({ loss: { ...loss, data: loss.data.map(() => 'NaN') } }), 'failed', /reversed\.loss is not finite/],
    [saying({ gradients: {} }), 'failed', /the gradient of input is missing/],
    [saying({ gradients: { input: { ...input, shape: [] } } }), 'failed', /the gradient of input has shape \[\]/],
    [saying({ unchanged: false }), 'failed', /changed its inputs/],
    [saying({}), 'passed', /^$/],
  ];
  for (const [outcome, status, reason] of table) {
    const verdict = judgeLaw(
      law,
      new Map([
        [first[0], truly(first[1])],
        [second[0], outcome],
      ]),
      hello,
    );
    expect(verdict.status).toBe(status);
    expect(verdict.reason ?? '').toMatch(reason);
  }
});

test('through the command line: every vector passes, the one law fails, and the run does not conform', async () => {
  const laws = lawsOf('nll_loss');
  const own = laws.filter(({ instance, dtype }) => instance.law === 'batch_splitting' && dtype === 'float64');
  const lies = [...onlyAskedBy(own, laws)];
  const file = join(mkdtempSync(join(tmpdir(), 'laws-')), 'liar.mjs');
  writeFileSync(
    file,
    `import honest from ${JSON.stringify(honestUrl.href)};
    const lies = new Set(${JSON.stringify(lies)});
    export default { hello: () => honest.hello(), run(request) {
      const said = honest.run(request);
      const { loss, dtype, inputs, parameters, upstream, gradients } = request;
      if (!said.answer || !lies.has(JSON.stringify([loss, dtype, inputs, parameters, upstream, gradients]))) return said;
      return { answer: { ...said.answer, loss: { ...said.answer.loss, data: said.answer.loss.data.map((x) => x + 1e-3) } } };
    } };`,
  );
  const { exit, stdout, last } = await lossproof('run', '--loss', 'nll_loss', '--dtype', 'float64', file);
  expect(exit).toBe(exits.doesNotConform);
  const failed = [...stdout.matchAll(/^FAIL (\S+): (.*)$/gm)].map(([, address = '', reason]) => [address, reason]);
  // Of each loss and dtype the report spells out five.
  const spelled = own.slice(0, 5);
  expect(failed).toEqual(spelled.map(({ address }) => [address, 'does not keep the law batch_splitting']));
  expect(last).toMatch(new RegExp(`^\\d+ passed, ${own.length} failed, 0 skipped$`));
});
