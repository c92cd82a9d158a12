/** Judges the answers to a law's questions by what the law says of them, not by what they should be. */
import { allExtensions } from '../spec/points.ts';
import { interpret } from '../spec/interpret.ts';
import { loadLosses } from '../spec/load.ts';
import type { Loss } from '../spec/loss.ts';
import { type BigFloat, bigint } from '../spec/oracle/bigint.ts';
import { Enclosures } from '../spec/oracle/enclosure.ts';
import { fromScalar, type Tensor } from '../spec/tensor.ts';
import { entryOf, isReduced } from '../vectors/laws.ts';
import { type AnsweredOutput, type AnsweredOutputs, relate } from '../vectors/relation.ts';
import { claimedProfiles } from './offers.ts';
import type { Hello } from './protocol.ts';
import type { Outcome } from './session.ts';
import type { LawCase } from './suite.ts';
import type { Deviation, Verdict } from './verdict.ts';

/** Enough for sums of binary64 numbers of moderate range; what it rounds is far below what is allowed. */
const BITS = 512;

let losses: ReadonlyMap<string, Loss> | undefined;

export function judgeLaw(one: LawCase, outcomes: ReadonlyMap<string, Outcome>, hello: Hello): Verdict {
  const base = { address: one.address, loss: one.loss, dtype: one.dtype, misses: [], worst: 0, unjudged: 0 };
  const failed = (reason: string, deviations: readonly Deviation[] = []): Verdict => ({
    ...base,
    status: 'failed',
    reason,
    deviations,
  });
  for (const [name, outcome] of outcomes) {
    if (outcome.kind !== 'answer') return failed(`the law's question "${name || 'first'}" has no answer (${outcome.kind})`);
  }
  const outputs = readOutputs(one, outcomes);
  if (typeof outputs === 'string') return failed(outputs);
  const deviations = compare(one, outputs, hello);
  const [worst] = deviations;
  if (!worst) return { ...base, status: 'passed', deviations };
  return failed(`does not keep the law ${one.instance.law}: ${lawOf(one).says}`, deviations);
}

function lossOf(name: string): Loss {
  losses ??= loadLosses();
  const loss = losses.get(name);
  if (!loss) throw new Error(`vectors/laws/ speaks of ${name}, which is not in the spec`);
  return loss;
}

function lawOf(one: LawCase): NonNullable<ReturnType<Loss['laws']['get']>> {
  const law = lossOf(one.loss).laws.get(one.instance.law);
  if (!law) throw new Error(`vectors/laws/${one.loss}.json speaks of the law ${one.instance.law}, which is not in the spec`);
  return law;
}

/** Every answered output by the name the law uses, or a sentence when one is not what it must be. */
function readOutputs(one: LawCase, outcomes: ReadonlyMap<string, Outcome>): AnsweredOutputs<BigFloat> | string {
  const outputs = new Map<string, AnsweredOutput<BigFloat>>();
  for (const asked of one.instance.asks) {
    const outcome = outcomes.get(asked.name);
    const loss = lossOf(asked.loss);
    const [meaning] = interpret(loss, asked, allExtensions(loss));
    if (outcome?.kind !== 'answer' || !meaning || !('bound' in meaning)) return `"${asked.name}" has no answer`;
    const tensors: [string, Tensor | undefined][] = [['loss', outcome.answer.loss]];
    for (const name of asked.gradients) tensors.push([name, outcome.answer.gradients?.[name]]);
    for (const [name, tensor] of tensors) {
      const key = `${asked.name === '' ? '' : `${asked.name}.`}${name === 'loss' ? name : `${name}_gradient`}`;
      const values = (tensor?.data ?? []).map((scalar) => Number(fromScalar(scalar)));
      if (tensor && values.some((value) => !Number.isFinite(value))) return `${key} is not finite`;
      const ends = values.map((value) => {
        const real = bigint.fromNumber(value);
        const point = { low: real, high: real };
        return { low: point, high: point };
      });
      outputs.set(key, { ends, entry: entryOf(meaning.bound, name) });
    }
  }
  return outputs;
}

function compare(one: LawCase, outputs: AnsweredOutputs<BigFloat>, hello: Hello): readonly Deviation[] {
  const loss = lossOf(one.loss);
  const [first] = one.instance.asks;
  const [meaning] = first ? interpret(loss, first, allExtensions(loss)) : [];
  if (!meaning || !('bound' in meaning)) return [];
  const { sizes, namedSizes } = meaning.bound.fitting;
  const reals = new Enclosures(bigint, BITS);
  const [profile = one.dtype] = claimedProfiles(hello, one.dtype);
  const deviations: Deviation[] = [];
  for (const line of lawOf(one).holds) {
    const [lows = [], highs = []] = one.instance.allowed[profile]?.[line.name] ?? [];
    const ranges = relate(reals, line, outputs, sizes, namedSizes, isReduced(meaning.bound));
    for (const [entry, range] of ranges.entries()) {
      const answered = reals.nearest(range.low, 'float64');
      const [low, high] = [Number(fromScalar(lows[entry] ?? 0)), Number(fromScalar(highs[entry] ?? 0))];
      if (answered >= low && answered <= high) continue;
      const distance = Math.abs(answered) / (answered > 0 ? high : -low);
      deviations.push({ output: line.text, entry, level: 'must', answered, expected: 0, low, high, distance });
    }
  }
  return deviations;
}
