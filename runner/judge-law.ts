/** Judges the answers to a law's questions by what the law says of them, not by what they should be. */
import { bigint } from '../spec/oracle/bigint.ts';
import { Enclosures } from '../spec/oracle/enclosure.ts';
import { fromScalar, type Tensor } from '../spec/tensor.ts';
import type { AskedQuestion } from '../vectors/law-questions.ts';
import { outputName, sumOf } from '../vectors/law-sums.ts';
import { titleOf, wrongForm } from './compare.ts';
import { wasAsked } from './judge.ts';
import { profilesOfLaw } from './offers.ts';
import type { Answer, Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { LawCase } from './suite.ts';
import type { Deviation, Verdict } from './verdict.ts';

/** Enough for sums of binary64 numbers of moderate range; what it rounds is far below what is allowed. */
const BITS = 512;

type Answers = ReadonlyMap<string, readonly number[]>;

/** @param outcomes by the name of the law's question */
export function judgeLaw(one: LawCase, outcomes: ReadonlyMap<string, Outcome>, hello: Hello): Verdict {
  const { address, loss, dtype } = one;
  const outcome = [...outcomes.values()].find(({ kind }) => kind !== 'answer')?.kind ?? 'answer';
  const base = { address, loss, dtype, outcome, misses: [], deviations: [], worst: 0, unjudged: 0 };
  const answers = readAnswers(one, outcomes);
  if (typeof answers === 'string') {
    const asked = [...outcomes.values()].every(wasAsked);
    return { ...base, status: asked ? 'failed' : 'unanswered', reason: answers };
  }
  let deviations: readonly Deviation[] = [];
  for (const profile of profilesOfLaw(hello, one)) {
    deviations = deviationsIn(one, answers, profile);
    if (deviations.length === 0) return { ...base, status: 'passed', profile };
  }
  return { ...base, status: 'failed', reason: `does not keep the law ${one.instance.law}`, deviations };
}

/** Every answered output by the name the law uses; or a sentence when one is not what it must be. */
function readAnswers(one: LawCase, outcomes: ReadonlyMap<string, Outcome>): Answers | string {
  const answers = new Map<string, readonly number[]>();
  for (const asked of one.instance.asks) {
    const outcome = outcomes.get(asked.name);
    const which = asked.name === '' ? 'first question' : `question "${asked.name}"`;
    if (outcome?.kind !== 'answer') return `the law's ${which} has no answer: ${reasonOf(outcome)}`;
    if (outcome.answer.unchanged === false) return 'changed its inputs; work on a copy';
    for (const [output, tensor, shape] of outputsOf(asked, outcome.answer)) {
      const wrong = tensor
        ? wrongForm(output, tensor, one.dtype, shape ?? tensor.shape)
        : `${titleOf(output)} is missing`;
      if (!tensor || wrong !== undefined) return `in the answer to the law's ${which} ${wrong}`;
      const values = tensor.data.map((scalar) => Number(fromScalar(scalar)));
      const name = outputName(asked.name, output);
      if (!values.every(Number.isFinite)) return `${name} is not finite`;
      answers.set(name, values);
    }
  }
  const missing = one.instance.holds
    .flatMap(({ sums }) => sums.flat())
    .find(
      ([, output, entry]) => output !== undefined && entry !== undefined && answers.get(output)?.[entry] === undefined,
    );
  return missing ? `${missing[1]} has no entry ${missing[2]}` : answers;
}

function reasonOf(outcome: Exclude<Outcome, { kind: 'answer' }> | undefined): string {
  if (!outcome) return 'it was never asked';
  if ('message' in outcome) return `${outcome.kind}, ${outcome.message}`;
  return 'reason' in outcome ? `declined, ${outcome.reason}` : outcome.detail;
}

type Named = readonly [output: string, tensor: Tensor | undefined, shape: readonly number[] | undefined];

/** With the shape that each must have; that of a loss is only known where a gradient arrives at it. */
const outputsOf = (asked: AskedQuestion, answer: Answer): readonly Named[] => [
  ['loss', answer.loss, asked.upstream?.shape],
  ...asked.gradients.map((name): Named => [name, answer.gradients?.[name], asked.inputs[name]?.shape]),
];

function deviationsIn(one: LawCase, answers: Answers, profile: string): readonly Deviation[] {
  const reals = new Enclosures(bigint, BITS);
  const deviations: Deviation[] = [];
  for (const { says, sums, allowed } of one.instance.holds) {
    const [lows = [], highs = []] = allowed[profile] ?? [];
    for (const [entry, terms] of sums.entries()) {
      const sum = sumOf(reals, terms, (output, at) => {
        const real = bigint.fromNumber(answers.get(output)?.[at] ?? 0);
        const point = { low: real, high: real };
        return { low: point, high: point };
      });
      const answered = bigint.nearest(sum.low.low, 'float64');
      const [low, high] = [Number(fromScalar(lows[entry] ?? 0)), Number(fromScalar(highs[entry] ?? 0))];
      if (answered >= low && answered <= high) continue;
      const distance = Math.abs(answered / (answered > high ? high : low));
      deviations.push({ output: says, entry, level: 'must', answered, expected: 0, low, high, distance });
    }
  }
  return deviations;
}
