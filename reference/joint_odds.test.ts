/** Sums of logarithms by one logarithm, against Math.log1p one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joint, PLAIN_ODDS, sumOfLogs } from './joint_odds.ts';

test('joint odds are those of the product, exactly where numbers are small', () => {
  expect(joint(1, 2)).toBe(5); // (1 + 1)(1 + 2) − 1
  expect(joint(2 ** -60, 2 ** -70)).toBe(2 ** -60 + 2 ** -70);
});

test('sums are those of Math.log1p in relative terms, from the tiniest odds to the longest, however many', () => {
  const odds = fc.double({ min: -300, max: 150, noNaN: true }).map((power) => Math.min(10 ** power, 2 ** 499));
  fc.assert(
    fc.property(fc.array(odds, { maxLength: 60 }), (all) => {
      const expected = all.reduce((sum, u) => sum + Math.log1p(u), 0);
      const sum = sumOfLogs(Float64Array.from([...all, 7]), all.length);
      expect(Math.abs(sum - expected)).toBeLessThanOrEqual(2e-12 * expected);
    }),
  );
});

test.each([Number.NaN, Infinity, PLAIN_ODDS])('of odds of %d there is no sum', (long) => {
  expect(sumOfLogs(Float64Array.of(1, long, 1), 3)).toBe(Number.NaN);
  expect(sumOfLogs(Float64Array.of(1, 1, long), 2)).toBeCloseTo(2 * Math.LN2, 12);
});

test('no product overflows, of odds as long as they may be', () => {
  const longest = PLAIN_ODDS * (1 - 2 ** -53);
  const expected = 1024 * 500 * Math.LN2;
  expect(Math.abs(sumOfLogs(new Float64Array(1024).fill(longest), 1024) / expected - 1)).toBeLessThan(1e-12);
});
