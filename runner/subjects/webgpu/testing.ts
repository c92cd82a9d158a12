/** For tests: questions of any size, with answers by textbook formulas in binary64. */
import { seeded } from '../../../spec/seeded.ts';
import { elementCount, fromScalar, type Tensor } from '../../../spec/tensor.ts';
import type { Question } from '../../session.ts';

export type Numbers = readonly number[];

export interface Case {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly parameters: Question['parameters'];
  readonly upstream: Tensor;
  readonly loss: Numbers;
  readonly gradients: Readonly<Record<string, Numbers>>;
}

const random = seeded('large shapes');

const floats = (shape: readonly number[], next: (index: number) => number): Tensor => ({
  dtype: 'float32',
  shape,
  data: Array.from({ length: elementCount(shape) }, (_, index) => next(index)),
});
const labels = (shape: readonly number[], limit: number): Tensor => ({
  ...floats(shape, () => random.below(limit)),
  dtype: 'int64',
});

/** Every half holds them. */
const logit = (): number => (random.below(129) - 64) / 16;
export const share = (): number => (1 + random.below(62)) / 64;
const slope = (): number => (1 + random.below(15)) / 8;

export const numbers = ({ data }: Tensor): Numbers => data.map((scalar) => Number(fromScalar(scalar)));
export const at = (list: Numbers, index: number): number => list[index] ?? Number.NaN;
const total = (list: Numbers): number => list.reduce((sum, x) => sum + x, 0);
const indices = (count: number): Numbers => Array.from({ length: count }, (_, index) => index);
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const softplus = (x: number): number => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);

/** Places of each row, of what is [outer, classes, inner] in memory, in the order of outer and inner. */
const rowsOf = (outer: number, classes: number, inner: number): readonly Numbers[] =>
  indices(outer * inner).map((n) =>
    indices(classes).map((c) => (Math.floor(n / inner) * classes + c) * inner + (n % inner)),
  );

/** Where softmax is wanted: of each row the probabilities and ln Σ e^x. */
function softmaxOf(x: Numbers, row: Numbers): { readonly p: Numbers; readonly logTotal: number } {
  const sum = total(row.map((i) => Math.exp(at(x, i))));
  return { p: row.map((i) => Math.exp(at(x, i)) / sum), logTotal: Math.log(sum) };
}

export function crossEntropy(outer: number, classes: number, inner: number): Case {
  const shape = inner === 1 ? [outer, classes] : [outer, classes, inner];
  const positions = inner === 1 ? [outer] : [outer, inner];
  const input = floats(shape, logit);
  const target = labels(positions, classes);
  const upstream = floats(positions, slope);
  const [x, y, s] = [numbers(input), numbers(target), numbers(upstream)];
  const gradient = x.map(() => Number.NaN);
  const loss = rowsOf(outer, classes, inner).map((row, n) => {
    const { p, logTotal } = softmaxOf(x, row);
    for (const [c, i] of row.entries()) {
      const others = total(p.filter((_, other) => other !== c));
      gradient[i] = at(s, n) * (c === at(y, n) ? -others : at(p, c));
    }
    return logTotal - at(x, at(row, at(y, n)));
  });
  return {
    inputs: { input, target },
    parameters: { reduction: 'none' },
    upstream,
    loss,
    gradients: { input: gradient },
  };
}

/** Distributions as targets, and the mean: gradients by all three inputs, sums over long columns. */
export function crossEntropyOfShares(positions: number, classes: number): Case {
  const input = floats([positions, classes], logit);
  const target = floats([positions, classes], share);
  const weight = floats([classes], slope);
  const upstream = floats([], slope);
  const [x, t, w] = [numbers(input), numbers(target), numbers(weight)];
  const seed = at(numbers(upstream), 0) / positions;
  const byInput = x.map(() => Number.NaN);
  const byTarget = x.map(() => Number.NaN);
  const byWeight = w.map(() => 0);
  const losses = rowsOf(positions, classes, 1).map((row) => {
    const { p, logTotal } = softmaxOf(x, row);
    const pulls = row.map((i, c) => at(w, c) * at(t, i));
    const cost = row.map((i) => logTotal - at(x, i));
    for (const [c, i] of row.entries()) {
      byInput[i] = seed * (at(p, c) * total(pulls) - at(pulls, c));
      byTarget[i] = seed * at(w, c) * at(cost, c);
      byWeight[c] = at(byWeight, c) + seed * at(t, i) * at(cost, c);
    }
    return total(pulls.map((pull, c) => pull * at(cost, c)));
  });
  const gradients = { input: byInput, target: byTarget, weight: byWeight };
  return { inputs: { input, target, weight }, parameters: {}, upstream, loss: [total(losses) / positions], gradients };
}

export function logSoftmax(outer: number, classes: number, inner: number): Case {
  const input = floats([outer, classes, inner], logit);
  const upstream = floats([outer, classes, inner], slope);
  const [x, s] = [numbers(input), numbers(upstream)];
  const loss = x.map(() => Number.NaN);
  const gradient = x.map(() => Number.NaN);
  for (const row of rowsOf(outer, classes, inner)) {
    const { p, logTotal } = softmaxOf(x, row);
    const arriving = total(row.map((i) => at(s, i)));
    for (const [c, i] of row.entries()) {
      loss[i] = at(x, i) - logTotal;
      gradient[i] = at(s, i) - at(p, c) * arriving;
    }
  }
  return { inputs: { input }, parameters: { dim: 1 }, upstream, loss, gradients: { input: gradient } };
}

/** What is computed entry by entry. */
export function elementwise(
  count: number,
  value: (x: number, y: number) => number,
  byInput: (x: number, y: number) => number,
  next = logit,
): (reduction?: 'sum') => Case {
  const input = floats([count], next);
  const target = floats([count], share);
  return (reduction) => {
    const upstream = floats(reduction ? [] : [count], slope);
    const [x, y, s] = [numbers(input), numbers(target), numbers(upstream)];
    const each = x.map((_, i) => value(at(x, i), at(y, i)));
    const loss = reduction ? [total(each)] : each;
    const gradient = x.map((_, i) => at(s, reduction ? 0 : i) * byInput(at(x, i), at(y, i)));
    return {
      inputs: { input, target },
      parameters: { reduction: reduction ?? 'none' },
      upstream,
      loss,
      gradients: { input: gradient },
    };
  };
}

export function nllLoss(positions: number, classes: number): Case {
  const input = floats([positions, classes], () => -share());
  const target = labels([positions], classes);
  const weight = floats([classes], slope);
  const upstream = floats([], slope);
  const [x, y, w] = [numbers(input), numbers(target), numbers(weight)];
  const kept = y.map((label) => (label === 0 ? 0 : at(w, label)));
  const weights = total(kept);
  const loss = [total(y.map((label, n) => -at(kept, n) * at(x, n * classes + label))) / weights];
  const gradient = x.map((_, i) => {
    const n = Math.floor(i / classes);
    return i % classes === at(y, n) ? (-at(numbers(upstream), 0) * at(kept, n)) / weights : 0;
  });
  return {
    inputs: { input, target, weight },
    parameters: { ignore_index: 0 },
    upstream,
    loss,
    gradients: { input: gradient },
  };
}

export function entropy(positions: number, classes: number): Case {
  const input = floats([positions, classes], share);
  const upstream = floats([positions], slope);
  const [p, s] = [numbers(input), numbers(upstream)];
  const loss = rowsOf(positions, classes, 1).map((row) => total(row.map((i) => -at(p, i) * Math.log(at(p, i)))));
  const gradient = p.map((x, i) => -at(s, Math.floor(i / classes)) * (Math.log(x) + 1));
  return { inputs: { input }, parameters: { reduction: 'none' }, upstream, loss, gradients: { input: gradient } };
}

export function objective(losses: number, parameters: number): Case {
  const input = floats([losses], share);
  const theta = floats([parameters], logit);
  const upstream = floats([], slope);
  const [x, t, s] = [numbers(input), numbers(theta), at(numbers(upstream), 0)];
  return {
    inputs: { input, theta },
    parameters: { penalty: 'l2', strength: 0.125 },
    upstream,
    loss: [total(x) / losses + 0.125 * total(t.map((each) => each * each))],
    gradients: { input: x.map(() => s / losses), theta: t.map((each) => 0.25 * s * each) },
  };
}
