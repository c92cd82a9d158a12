/** Rows of float32 logits against one class: the odds by textbook formula, and what they are where a logit is not finite. */
import { expect, test } from 'vitest';
import { IGNORED } from './class_positions.ts';
import { addLosses, type LabelRows, writeOdds, writeOddsAndSlopes } from './float32_labels.ts';
import { collectLosses, type Reduction } from './reduction.ts';
import { numbers } from './testing.ts';

const rowsOf = (
  logits: readonly number[],
  classes: number,
  labels: readonly number[],
  weights?: number[],
): LabelRows => ({
  logits: Float32Array.from(logits),
  classes,
  labels: Int32Array.from(labels),
  weights: weights && Float64Array.from(weights),
});

function both(rows: LabelRows, first: number, count: number) {
  const alone = new Float64Array(count);
  writeOdds(rows, first, count, alone);
  const odds = new Float64Array(count);
  const slopes = new Float32Array(rows.logits.length).fill(9);
  writeOddsAndSlopes(rows, first, count, new Float64Array(count).fill(2), odds, slopes, new Float64Array(rows.classes));
  return { odds, slopes, alone };
}

test.each([0, 1, 2])('odds and slopes of class %i, and nothing beside the row', (label) => {
  const rows = rowsOf([7, 7, 7, 1, 2, 0.5, 7, 7, 7], 3, [0, label, 0], [3, 3, 3]);
  const { odds, slopes, alone } = both(rows, 1, 1);
  const exps = [1, 2, 0.5].map(Math.exp);
  const total = exps.reduce((sum, e) => sum + e, 0);
  const own = exps[label] ?? 0;
  expect(odds[0]).toBeCloseTo((total - own) / own, 10);
  expect(alone[0]).toBeCloseTo((total - own) / own, 10);
  const byLogit = exps.map((e, c) => 2 * 3 * (e / total - (c === label ? 1 : 0)));
  for (const [c, slope] of [9, 9, 9, ...byLogit, 9, 9, 9].entries()) expect(slopes[c]).toBeCloseTo(slope, 6);
});

test('rows follow each other, from the first on', () => {
  const rows = rowsOf([7, 7, 0, 1, 2, 0, 7, 7], 2, [0, 1, 0, 0]);
  const { odds, slopes, alone } = both(rows, 1, 2);
  for (const [n, expected] of [Math.exp(-1), Math.exp(-2)].entries()) {
    expect(odds[n]).toBeCloseTo(expected, 12);
    expect(alone[n]).toBeCloseTo(expected, 12);
  }
  const [p, q] = [1 / (1 + Math.E), 1 / (1 + Math.exp(2))];
  for (const [c, slope] of [9, 9, 2 * p, -2 * p, -2 * q, 2 * q, 9, 9].entries())
    expect(slopes[c]).toBeCloseTo(slope, 6);
});

test('an ignored row has odds of 0, and its slopes are left alone', () => {
  const { odds, slopes, alone } = both(rowsOf([Number.NaN, 1], 2, [IGNORED]), 0, 1);
  expect([...odds, ...alone]).toEqual([0, 0]);
  expect([...slopes]).toEqual([9, 9]);
});

/** Losses of 0, ln 2 and ln 3. */
const odds = [0, 1, 2];
const labels = [IGNORED, 1, 0];

test.each<[string, number[] | undefined, Reduction, number[]]>([
  ['added up', undefined, 'sum', [Math.log(6)]],
  ['averaged', undefined, 'mean', [Math.log(6) / 4]],
  ['kept', undefined, 'none', [0, Math.log(2), Math.log(3)]],
  ['weighted by class', [10, 100], 'sum', [100 * Math.log(2) + 10 * Math.log(3)]],
  ['weighted and kept', [10, 100], 'none', [0, 100 * Math.log(2), 10 * Math.log(3)]],
])('losses are %s', (_, weights, reduction, expected) => {
  const answers = collectLosses(reduction, [3], 'float64');
  const rows = rowsOf([], 2, labels, weights);
  expect(addLosses(rows, 0, 3, Float64Array.from(odds), answers)).toBe(true);
  for (const [n, loss] of numbers(answers.answer(4)).entries()) expect(loss).toBeCloseTo(expected[n] ?? 0, 11);
});

test.each([
  ['NaN', [Number.NaN, 0]],
  ['+∞', [Infinity, 0]],
  ['−∞, against which nothing can be said', [-Infinity, 0]],
  ['−1000, which odds are too long for', [-1000, 0]],
  ['NaN, and no other class', [Number.NaN]],
])('a row is to be looked at more closely where its own logit is %s, and nothing is added', (_, logits) => {
  const rows = rowsOf([...logits, ...logits.map(() => 0)], logits.length, [0, 0]);
  const found = both(rows, 0, 2);
  for (const odds of [found.odds, found.alone]) {
    for (const reduction of ['sum', 'none'] as const) {
      const answers = collectLosses(reduction, [2], 'float64');
      expect(addLosses(rows, 0, 2, odds, answers)).toBe(false);
      expect(numbers(answers.answer(1)).every((loss) => loss === 0)).toBe(true);
    }
  }
});
