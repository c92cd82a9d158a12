/**
 * Shapes that people do not read, and GPUs divide: rows longer than a workgroup, more rows than one sweep of all
 * workgroups takes, halves that share a word. Held against formulas in binary64, worked out here.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, test as everywhere, expect, vi } from 'vitest';
import type { Tensor } from '../../spec/tensor.ts';
import adapter from '../adapters/webgpu.ts';
import { openSession, type Session } from '../session.ts';
import { missing } from './hostile/webgpu.target.ts';
import {
  at,
  type Case,
  crossEntropy,
  crossEntropyOfShares,
  elementwise,
  entropy,
  logSoftmax,
  type Numbers,
  nllLoss,
  numbers,
  objective,
  share,
  sigmoid,
  softplus,
} from './webgpu/testing.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const test = everywhere.skipIf(missing !== undefined);

const LONG = 1000; // longer than a workgroup
const MANY = 70_001; // more entries than 1024 workgroups take at once, and odd
const ROWS = 35_001; // more rows of two or three

const logits = elementwise(
  MANY,
  (x, y) => softplus(x) - x * y,
  (x, y) => sigmoid(x) - y,
);
const probabilities = elementwise(
  MANY,
  (x, y) => -y * Math.log(x) - (1 - y) * Math.log1p(-x),
  (x, y) => (x - y) / (x * (1 - x)),
  share,
);
const divergences = elementwise(
  MANY,
  (x, y) => y * (Math.log(y) - x),
  (_, y) => -y,
);
const curve = elementwise(MANY, sigmoid, (x) => sigmoid(x) * sigmoid(-x))();
const surprises = elementwise(
  MANY,
  (x) => -Math.log(x),
  (x) => -1 / x,
  share,
);

const onlyInput = ({ inputs: { input }, parameters, ...rest }: Case): Case => ({
  inputs: input === undefined ? {} : { input },
  parameters,
  ...rest,
});

const cases: readonly [name: string, loss: string, asked: Case, halves?: boolean][] = [
  ['rows longer than a workgroup', 'cross_entropy', crossEntropy(5, LONG, 1), true],
  ['rows longer than a workgroup, with classes apart', 'cross_entropy', crossEntropy(3, 333, 5), true],
  ['more rows than one sweep', 'cross_entropy', crossEntropy(ROWS, 2, 1), true],
  ['distributions, by three inputs', 'cross_entropy', crossEntropyOfShares(301, 130)],
  ['rows longer than a workgroup', 'log_softmax', logSoftmax(3, LONG, 3), true],
  ['more rows than one sweep', 'log_softmax', logSoftmax(1, 3, ROWS), true],
  ['more entries than one sweep', 'binary_cross_entropy_with_logits', logits(), true],
  ['their sum', 'binary_cross_entropy_with_logits', logits('sum')],
  ['more entries than one sweep', 'binary_cross_entropy', probabilities(), true],
  ['more entries than one sweep', 'kl_div', divergences(), true],
  ['more entries than one sweep', 'sigmoid', { ...onlyInput(curve), parameters: {} }, true],
  ['more entries than one sweep', 'self_information', onlyInput(surprises()), true],
  ['their sum', 'self_information', onlyInput(surprises('sum'))],
  ['more rows than one sweep, some ignored', 'nll_loss', nllLoss(MANY, 3)],
  ['rows longer than a workgroup', 'entropy', entropy(7, LONG)],
  ['more rows than one sweep', 'entropy', entropy(ROWS, 2), true],
  ['more parameters than one sweep', 'objective', objective(LONG, MANY)],
];

/** Roundings of the dtype: of the result, and in float32 of all that leads to it. */
const units = { float32: 64 * 2 ** -24, float16: 1.02 * 2 ** -11 } as const;

/** What is left where terms cancel, by the size of the largest entry. */
const CANCELLED = 4 * 2 ** -24;

const folder = fileURLToPath(new URL('./webgpu', import.meta.url));
let session: Session;

beforeAll(async () => {
  if (missing === undefined) session = await openSession(adapter, folder, { stderr: () => {}, patience: 50_000 });
});
afterAll(() => session?.close());

for (const [name, loss, asked, halves = false] of cases) {
  test.each(halves ? (['float32', 'float16'] as const) : (['float32'] as const))(
    `${loss} in %s: ${name}`,
    async (dtype) => {
      const { outcome } = await ask(loss, dtype, asked);
      if (outcome.kind !== 'answer') throw new Error(JSON.stringify(outcome));
      const { answer } = outcome;
      expect(farthest(answer.loss, asked.loss, dtype)).toBeLessThanOrEqual(1);
      for (const [input, truth] of Object.entries(asked.gradients)) {
        expect(farthest(answer.gradients?.[input], truth, dtype), input).toBeLessThanOrEqual(1);
      }
    },
  );
}

async function ask(loss: string, dtype: 'float32' | 'float16', { inputs, parameters, upstream, gradients }: Case) {
  const as = (tensor: Tensor): Tensor => (tensor.dtype === 'float32' ? { ...tensor, dtype } : tensor);
  const stored = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, as(tensor)]));
  const question = {
    loss,
    dtype,
    inputs: stored,
    parameters,
    upstream: as(upstream),
    gradients: Object.keys(gradients),
  };
  for await (const answered of session.ask([{ question }])) return answered;
  throw new Error('nothing was answered');
}

/** How far the worst entry is off, in what it may be. */
function farthest(got: Tensor | undefined, truth: Numbers, dtype: 'float32' | 'float16'): number {
  if (got === undefined || got.data.length !== truth.length) return Infinity;
  const computed = numbers(got);
  const rounding = units[dtype];
  const largest = truth.reduce((most, exact) => Math.max(most, Math.abs(exact)), 0);
  return truth.reduce((worst, exact, i) => {
    const allowed = rounding * Math.abs(exact) + CANCELLED * largest + (dtype === 'float16' ? 2 ** -25 : 0);
    const off = Math.abs(at(computed, i) - exact) / allowed;
    return Math.max(worst, off);
  }, 0);
}
