/** Judges the answers to a law's questions by what the law says of them, not by what they should be. */
import { bigint } from '../spec/oracle/bigint.ts';
import { Enclosures } from '../spec/oracle/enclosure.ts';
import { fromScalar, type Tensor } from '../spec/tensor.ts';
import { outputName, sumOf } from '../vectors/relation.ts';
import { claimedProfiles } from './offers.ts';
import type { Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { LawCase } from './suite.ts';
import type { Deviation, Verdict } from './verdict.ts';

/** Enough for sums of binary64 numbers of moderate range; what it rounds is far below what is allowed. */
const BITS = 512;

export function judgeLaw(one: LawCase, outcomes: ReadonlyMap<string, Outcome>, hello: Hello): Verdict {
  const { address, loss, dtype } = one;
  const failed = (reason: string, deviations: readonly Deviation[] = []): Verdict => ({
    ...{ address, loss, dtype, misses: [], worst: 0, unjudged: 0 },
    status: 'failed',
    reason,
    deviations,
  });
  for (const [name, outcome] of outcomes) {
    if (outcome.kind !== 'answer') return failed(`the law's question "${name || 'first'}" has no answer (${outcome.kind})`);
  }
  const answers = readAnswers(one, outcomes);
  const infinite = [...answers].find(([, values]) => values.some((value) => !Number.isFinite(value)));
  if (infinite) return failed(`${infinite[0]} is not finite`);
  const deviations = compare(one, answers, hello);
  if (deviations.length > 0) return failed(`does not keep the law ${one.instance.law}`, deviations);
  return { address, loss, dtype, status: 'passed', misses: [], deviations, worst: 0, unjudged: 0 };
}

/** Every answered output by the name the law uses. */
function readAnswers(one: LawCase, outcomes: ReadonlyMap<string, Outcome>): ReadonlyMap<string, readonly number[]> {
  return new Map(
    one.instance.asks.flatMap(({ name, gradients }) => {
      const outcome = outcomes.get(name);
      if (outcome?.kind !== 'answer') return [];
      const { answer } = outcome;
      const tensors: [string, Tensor | undefined][] = [['loss', answer.loss]];
      for (const input of gradients) tensors.push([input, answer.gradients?.[input]]);
      return tensors.map(([output, tensor]) => [
        outputName(name, output),
        (tensor?.data ?? []).map((scalar) => Number(fromScalar(scalar))),
      ] as const);
    }),
  );
}

function compare(
  one: LawCase,
  answers: ReadonlyMap<string, readonly number[]>,
  hello: Hello,
): readonly Deviation[] {
  const reals = new Enclosures(bigint, BITS);
  const profile = claimedProfiles(hello, one.dtype).find((name) => one.instance.holds.every(({ allowed }) => name in allowed));
  const deviations: Deviation[] = [];
  for (const { says, sums, allowed } of one.instance.holds) {
    const [lows = [], highs = []] = allowed[profile ?? ''] ?? [];
    for (const [entry, terms] of sums.entries()) {
      const sum = sumOf(reals, terms, (output, at) => {
        const real = bigint.fromNumber(answers.get(output)?.[at] ?? Number.MAX_VALUE); // a missing entry keeps no law
        const point = { low: real, high: real };
        return { low: point, high: point };
      });
      const answered = bigint.nearest(sum.low.low, 'float64');
      const [low, high] = [Number(fromScalar(lows[entry] ?? 0)), Number(fromScalar(highs[entry] ?? 0))];
      if (answered >= low && answered <= high) continue;
      const distance = Math.abs(answered) / (answered > 0 ? high : -low);
      deviations.push({ output: says, entry, level: 'must', answered, expected: 0, low, high, distance });
    }
  }
  return deviations;
}
