/** Rows of float32 logits against one class: the odds by textbook formula, and what they are where a logit is not finite. */
import { expect, test } from 'vitest';
import { oddsAgainst, oddsWithSlopes, plainOdds } from './float32_labels.ts';

const row = Float32Array.of(9, 1, 2, 0.5, 9); // of which the middle three are looked at

function both(x: Float32Array, start: number, end: number, own: number) {
  const slopes = new Float32Array(x.length);
  const odds = oddsWithSlopes(x, start, end, own, 2, slopes, new Float64Array(end - start));
  return { odds, slopes, alone: oddsAgainst(x, start, end, own) };
}

test.each([1, 2, 3])('odds and slopes of the class at %i, and nothing beside the row', (own) => {
  const { odds, slopes, alone } = both(row, 1, 4, own);
  const exps = [1, 2, 0.5].map(Math.exp);
  const total = exps.reduce((sum, e) => sum + e, 0);
  const expected = (total - (exps[own - 1] ?? 0)) / (exps[own - 1] ?? 0);
  expect(odds).toBeCloseTo(expected, 10);
  expect(alone).toBeCloseTo(expected, 10);
  const byLogit = exps.map((e, c) => 2 * (e / total - (c === own - 1 ? 1 : 0)));
  for (const [c, slope] of [0, ...byLogit, 0].entries()) expect(slopes[c]).toBeCloseTo(slope, 6);
});

test.each([Number.NaN, Infinity])(
  'where its own logit is %d, odds are NaN, even if there is no other class',
  (logit) => {
    for (const x of [Float32Array.of(logit), Float32Array.of(logit, 0)]) {
      const { odds, alone } = both(x, 0, x.length, 0);
      expect([odds, alone]).toEqual([Number.NaN, Number.NaN]);
      expect(plainOdds(odds)).toBe(false);
    }
  },
);

test.each([-Infinity, -1000])('odds against a logit of %d are not plain', (logit) => {
  const { odds, alone } = both(Float32Array.of(logit, 0), 0, 2, 0);
  expect([plainOdds(odds), plainOdds(alone)]).toEqual([false, false]);
});
