/** Acceptances that are as wide as the closed forms of error analysis, and no wider. */
import { describe, expect, test } from 'vitest';
import { type Grade, grades } from '../loss.ts';
import { algorithmVariant } from '../program.ts';
import { seeded } from '../seeded.ts';
import { classes, LOSS, tensor } from '../testing.ts';
import { formats } from './formats.ts';
import { type Judged, judge, profileNamed } from './testing.ts';
import { Simulation } from './witness.ts';

/** The larger of the two distances from the truth to an end. */
function halfWidth({ truth, acceptance }: Judged, grade: Grade, output: string, entry: number): number {
  const ends = acceptance.get(output)?.[grade];
  const exact = truth.get(output)?.[entry] ?? Number.NaN;
  return Math.max((ends?.high[entry] ?? Number.NaN) - exact, exact - (ends?.low[entry] ?? Number.NaN));
}

/** The largest error of any simulated algorithm of this grade. */
function largestError({ bound, truth }: Judged, profile: string, grade: Grade, output: string, entry: number): number {
  const algorithms = [...bound.loss.algorithms.values()].filter((algorithm) => algorithm.grade === grade);
  const errors = algorithms.flatMap((algorithm) =>
    [...new Simulation(bound, algorithmVariant(bound.loss, algorithm)).runs(profileNamed(profile))].map((answers) =>
      Math.abs((answers.get(output)?.[entry] ?? Number.NaN) - (truth.get(output)?.[entry] ?? Number.NaN)),
    ),
  );
  return Math.max(...errors);
}

const { abs, exp, log, log1p, max } = Math;
const largest = (x: readonly number[]): number => max(...x);
const total = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0);
const questions = Array.from({ length: 8 }, (_, index) => index);
const seed = 1.5;
const k = 4; // ulps of exp, log and log1p in both profiles

describe.each(['float32', 'float64'])('cross-entropy of one position, in %s', (profile) => {
  const u = formats[profile === 'float32' ? 'float32' : 'float64'].unit;

  // numerics.md §4.3, first order: |ΔL| ≤ u·(C − 1 + 2k + Σp|z| + 2k·log S + |z_t| + |L|); each of R rescalings in one
  // pass adds 2k + 2 to the exponentials that are not the largest; unshifted differences add 2u·max|x|. A softmax is off
  // by ρ = |z| + Σp|z| + 4k + C + 1, through its logarithm by |log p| + 2k + 2k·log S more.
  test.each(questions)('question %i: half-widths are of the size that error analysis gives', (question) => {
    const random = seeded(`acceptance of cross_entropy ${question}`);
    const scale = [2, 8, 24][question % 3] ?? 2;
    const x = Array.from({ length: 2 + random.below(5) }, () => ((random.below(65) - 32) / 32) * scale);
    const t = random.below(x.length);
    const asked = {
      inputs: { input: tensor([x]), target: classes([t]) },
      parameters: { reduction: 'none' },
      gradients: ['input'],
      upstream: [seed],
    };
    const judged = judge('cross_entropy', asked, profile);

    const z = x.map((value) => value - largest(x));
    const sum = total(z.map(exp));
    const p = z.map((value) => exp(value) / sum);
    const spread = total(p.map((value, c) => value * abs(z[c] ?? 0)));
    const loss = log(sum) - (z[t] ?? 0);
    const rescales = max(records(x), records([...x].reverse())) - 1;
    const online = rescales * (2 * k + 2);
    const standard =
      u * (x.length - 1 + 2 * k + spread + 2 * k * log(sum) + abs(z[t] ?? 0) + loss + online * (1 - largest(p)));
    const half = halfWidth(judged, 'standard', LOSS, 0);
    expect(half).toBeLessThanOrEqual(1.5 * standard);
    expect(half).toBeGreaterThanOrEqual(standard / 12);
    expect(half).toBeGreaterThanOrEqual(largestError(judged, profile, 'standard', LOSS, 0));
    expect(halfWidth(judged, 'lenient', LOSS, 0)).toBeLessThanOrEqual(1.5 * (standard + 2 * u * largest(x.map(abs))));

    const depth = largest(z.map(abs));
    for (const [c, probability] of p.entries()) {
      const relative =
        depth + spread + 4 * k + x.length + 1 + abs(log(probability)) + 2 * k + 2 * k * log(sum) + online;
      // At the target either p or 1 − p is computed.
      const slope =
        u *
        (seed * (c === t ? 1 : probability) * relative +
          2 * seed * abs(probability - Number(c === t)) +
          seed * Number(c === t));
      const width = halfWidth(judged, 'standard', 'input', c);
      expect(width, `slope ${c}`).toBeLessThanOrEqual(1.5 * slope + formats.float32.smallestNormal);
      expect(width, `slope ${c}`).toBeGreaterThanOrEqual(largestError(judged, profile, 'standard', 'input', c));
    }
  });
});

/** How often a new maximum arrives. */
function records(x: readonly number[]): number {
  let best = Number.NEGATIVE_INFINITY;
  return x.filter((value) => {
    const arrives = value > best;
    best = Math.max(best, value);
    return arrives;
  }).length;
}

describe.each(['float32', 'float64'])('binary cross-entropy of one entry, in %s', (profile) => {
  const u = formats[profile === 'float32' ? 'float32' : 'float64'].unit;

  // numerics.md §4.3: u·(|xy| + |max(x, 0) − xy| + 2·(k + k)·log1p(e^−|x|) + |L|), PyTorch's form u·(2|x| + …);
  // the slope u·((2k + 4)·σ + |g|), with 1 for σ where 1 − (1 − σ) is computed.
  test.each(questions)('question %i: half-widths are of the size that error analysis gives', (question) => {
    const random = seeded(`acceptance of binary_cross_entropy_with_logits ${question}`);
    const scale = [2, 8, 24][question % 3] ?? 2;
    const [x, y] = [((random.below(65) - 32) / 32) * scale, random.below(9) / 8];
    const asked = {
      inputs: { input: tensor([x]), target: tensor([y]) },
      parameters: { reduction: 'none' },
      gradients: ['input'],
      upstream: [seed],
    };
    const judged = judge('binary_cross_entropy_with_logits', asked, profile);
    const tail = log1p(exp(-abs(x)));
    const loss = max(x, 0) - x * y + tail;
    const standard = u * (max(abs(x * y) + abs(max(x, 0) - x * y), 2 * abs(x)) + 4 * k * tail + loss);
    const half = halfWidth(judged, 'standard', LOSS, 0);
    expect(half).toBeLessThanOrEqual(1.5 * standard);
    expect(half).toBeGreaterThanOrEqual(standard / 12);
    expect(half).toBeGreaterThanOrEqual(largestError(judged, profile, 'standard', LOSS, 0));
    const slope = abs(1 / (1 + exp(-x)) - y);
    const width = halfWidth(judged, 'standard', 'input', 0);
    expect(width).toBeLessThanOrEqual(1.5 * u * seed * (2 * k + 4 + slope));
    expect(width).toBeGreaterThanOrEqual(largestError(judged, profile, 'standard', 'input', 0));
  });
});

test('a more careful grade is never wider', () => {
  for (const question of questions) {
    const random = seeded(`nesting ${question}`);
    const draw = (): number => (random.below(129) - 64) / 8;
    const input = tensor([
      [draw(), draw(), draw()],
      [draw(), draw(), draw()],
    ]);
    const asked = {
      inputs: { input, target: classes([0, 2]), weight: tensor([1, 0.5, 2]) },
      parameters: { label_smoothing: 0.125 },
      gradients: ['input'],
      upstream: seed,
    };
    const { acceptance, truth } = judge('cross_entropy', asked, 'float32');
    for (const [output, byGrade] of acceptance) {
      for (const [entry, exact] of (truth.get(output) ?? []).entries()) {
        const lows = grades.map((grade) => byGrade[grade].low[entry] ?? Number.NaN);
        const highs = grades.map((grade) => byGrade[grade].high[entry] ?? Number.NaN);
        expect(lows).toEqual([...lows].sort((a, b) => b - a));
        expect(highs).toEqual([...highs].sort((a, b) => a - b));
        // Ends and truth are rounded to binary32 and binary64: the truth may lie half a step outside.
        expect(Math.fround(exact)).toBeGreaterThanOrEqual(lows[0] ?? Number.NaN);
        expect(Math.fround(exact)).toBeLessThanOrEqual(highs[0] ?? Number.NaN);
      }
    }
  }
});

test('a parameter that the dtype cannot hold is widened by one rounding there, and nowhere else', () => {
  const asked = (label_smoothing: number) => ({
    inputs: { input: tensor([[1, 0]]), target: tensor([[0.5, 0.5]]) },
    parameters: { label_smoothing, reduction: 'sum' },
  });
  const width = (smoothing: number, profile: string) =>
    halfWidth(judge('cross_entropy', asked(smoothing), profile), 'standard', LOSS, 0);
  expect(width(0.1, 'float32')).toBeGreaterThan(width(0.125, 'float32'));
  expect(Math.fround(0.1)).not.toBe(0.1);
});
