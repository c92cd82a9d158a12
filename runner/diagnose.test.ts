/** Diagnosis of subjects whose mistakes are known: each is found, two at once, and what is unknown is called so. */
import { expect, test, vi } from 'vitest';
import { definitionExpander } from '../spec/interpret.ts';
import { loadLosses } from '../spec/load.ts';
import { Situation } from '../spec/mistaken.ts';
import { Simulation } from '../spec/oracle/witness.ts';
import { allExtensions } from '../spec/points.ts';
import { profiles } from '../spec/profiles.ts';
import { inDialect } from '../spec/program.ts';
import { isAskedAgain } from '../vectors/address.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import { EvidenceCollector } from './diagnosis/evidence.ts';
import type { Examination } from './examine.ts';
import { judge, lenient } from './judge.ts';
import { excluded } from './offers.ts';
import type { RunRequest } from './protocol.ts';
import type { Outcome } from './session.ts';
import { MistakenSubject, type Said } from './subjects/mistaken/subject.ts';
import { cases, inManner, questionOf } from './suite.ts';
import type { Verdict } from './verdict.ts';

vi.setConfig({ testTimeout: 60_000 });

type Twist = (said: Said, request: RunRequest) => Said;
const as: Twist = (said) => said;

/** Puts every vector of a loss to a subject in this very process, some of them once more. */
function examined(loss: string, mistakes: readonly string[], profile = 'float32', twist = as): Examination {
  const subject = new MistakenSubject(loss, mistakes, profile);
  const hello = subject.hello();
  const evidence = new EvidenceCollector();
  const verdicts: Verdict[] = [];
  const own = [...cases({ loss: [loss] }, hello.profiles)].filter((one) => excluded(hello, one) === undefined);
  const put = (memory?: 'strided' | 'again') => {
    for (const one of own) {
      if (memory !== undefined && !isAskedAgain(one.address)) continue;
      const asked = questionOf(one.loss, one.vector, one.dtype, true);
      const request = { id: 0, ask: 'run', ...asked, ...(memory === 'strided' ? { memory } : {}) } as const;
      const outcome = outcomeOf(twist(subject.run(request), request));
      const address = memory === undefined ? one.address : inManner(one, memory);
      const verdict = judge({ ...one, address }, outcome, hello, lenient);
      evidence.add({ one, outcome, verdict, ...(memory === undefined ? {} : { manner: memory }) });
      verdicts.push(verdict);
    }
  };
  for (const memory of [undefined, 'again', 'strided'] as const) put(memory);
  return {
    ...{ hello, verdicts, evidence, expected: new Set() },
    faults: [],
    incomplete: undefined,
    stale: [],
    milliseconds: 0,
  };
}

function outcomeOf(said: Said): Outcome {
  if ('answer' in said) return { kind: 'answer', answer: said.answer, milliseconds: 0 };
  return 'refused' in said ? { kind: 'refused', message: said.refused } : { kind: 'declined', reason: said.declined };
}

const names = ([one]: readonly Diagnosis[]): readonly string[] | undefined => one?.causes.map(({ name }) => name);

test.each([
  ['cross_entropy', 'mean-over-batch'],
  ['cross_entropy', 'no-max-shift'],
  ['cross_entropy', 'upstream-of-the-first'],
  ['nll_loss', 'gradient-over-batch'],
  ['binary_cross_entropy_with_logits', 'gradient-overflows-left'],
  ['kl_div', 'upstream-ignored'],
])('%s with %s is found, with the line that is wrong and who shipped it', (loss, mistake) => {
  const [found] = diagnose(examined(loss, [mistake]));
  const stated = loadLosses().get(loss)?.mistakes.get(mistake);
  expect(names(found ? [found] : [])).toEqual([mistake]);
  expect(found).toMatchObject({ loss, pattern: [] });
  expect(found?.examined).toBe(found?.failed);
  expect(found?.causes[0]).toMatchObject({ kind: 'mistake', says: stated?.says, seen: stated?.seen });
  expect(found?.causes[0]?.patch).toMatch(/^\+ /m);
});

test.each([
  ['cross_entropy', 'mean-over-batch', 'upstream-ignored'],
  ['cross_entropy', 'no-max-shift', 'smoothing-over-others'],
  ['nll_loss', 'minus-one-counts', 'weight-squared'],
])('%s with %s and %s at once: both are found', (loss, first, second) => {
  expect([...(names(diagnose(examined(loss, [first, second]))) ?? [])].sort()).toEqual([first, second].sort());
});

test('a mistake is found in half precision, where answers are few', () => {
  expect(names(diagnose(examined('nll_loss', ['mean-over-batch'], 'bfloat16')))).toEqual(['mean-over-batch']);
});

test('a subject that makes no mistake has no diagnosis', () => {
  expect(diagnose(examined('cross_entropy', []))).toEqual([]);
});

test('a dialect is found where answers differ from the base', () => {
  const loss = loadLosses().get('cross_entropy');
  const onnx = loss?.dialects.get('onnx');
  const float32 = profiles.get('float32');
  if (!loss || !onnx || !float32) throw new Error('the test needs ONNX’s cross-entropy');
  const speaks: Twist = (said, request) => {
    const [behaviour] = new Situation(loss, request, allExtensions(loss)).behaviours([]);
    if (behaviour?.kind !== 'answers' || !behaviour.computes || !('answer' in said)) return said;
    const { bound, variant } = behaviour.computes;
    if (!definitionExpander(bound).claim(onnx.has)) return said;
    const [values] = new Simulation(bound, inDialect(variant, onnx.readings.at(-1)?.lines)).runs(float32);
    const data = Array.from(values?.get('loss') ?? [], (value) => (Number.isNaN(value) ? 'NaN' : value));
    const gradients = Object.entries(said.answer.gradients ?? {}).map(([name, tensor]) => [
      name,
      { ...tensor, data: Array.from(values?.get(name) ?? [], (value) => (Number.isNaN(value) ? 'NaN' : value)) },
    ]);
    return {
      answer: { ...said.answer, loss: { ...said.answer.loss, data }, gradients: Object.fromEntries(gradients) },
    };
  };
  const [found] = diagnose(examined('cross_entropy', [], 'float32', speaks));
  expect(found?.causes).toMatchObject([{ kind: 'dialect', name: 'onnx', patch: '' }]);
});

/** Adds one half to every gradient of the input where weights are given. */
const weightedGradient: Twist = (said, { inputs }) => {
  const gradient = 'answer' in said ? said.answer.gradients?.input : undefined;
  if (!('answer' in said) || !gradient || !('weight' in inputs)) return said;
  const data = gradient.data.map((value) => (typeof value === 'number' ? value + 0.5 : value));
  return { answer: { ...said.answer, gradients: { ...said.answer.gradients, input: { ...gradient, data } } } };
};

test('an unknown fault is called unknown, with what its failures share', () => {
  const [found] = diagnose(examined('nll_loss', [], 'float32', weightedGradient));
  expect(found).toMatchObject({ loss: 'nll_loss', causes: [], alternatives: [] });
  expect(found?.pattern[0]).toBe('only the gradient of input is wrong');
  expect(found?.pattern[1]).toMatch(/^every failure has .*\bweight\b/);
});

test('a known mistake beside an unknown fault is named, and not taken for the whole', () => {
  const unreduced: Twist = (said, request) =>
    request.parameters.reduction === 'none' ? weightedGradient(said, request) : said;
  const [found] = diagnose(examined('nll_loss', ['mean-over-batch'], 'float32', unreduced));
  expect(found?.causes.map(({ name }) => name)).toEqual(['mean-over-batch']);
  expect(found?.explained).toBeLessThan(found?.examined ?? 0);
  expect(found?.pattern[0]).toBe('the gradient of input is wrong in every failure');
  expect(found?.pattern[1]).toMatch(/^every failure has reduction = none, weight\b/);
});

test('a known mistake that explains less than half is not named', () => {
  const [found] = diagnose(examined('nll_loss', ['mean-over-batch'], 'float32', weightedGradient));
  expect(found).toMatchObject({ causes: [], explained: 0 });
});
