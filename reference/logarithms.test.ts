/** Expected values: mpmath at 800 digits, rounded to the nearest double. */
import { expect, test } from 'vitest';
import { logit, logRatio, surprise } from './logarithms.ts';

const expectNear = (actual: number, expected: number, message: string) =>
  expect(Math.abs(actual - expected), `${message} is ${actual}, not ${expected}`).toBeLessThanOrEqual(
    4e-16 * Math.abs(expected),
  );

test('ln(p / q) keeps its relative accuracy where p ≈ q, and where the quotient overflows', () => {
  const table = [
    [1, 1, 0],
    [0.5, 0.5, 0],
    [0.5, 0.5000000000000001, -2.2204460492503128e-16],
    [0.5000000000000001, 0.5, 2.2204460492503128e-16],
    [0.25, 0.2500001, -3.999999200115236e-7],
    [0.3, 0.29, 0.03390155167568138],
    [0.9, 0.5, 0.5877866649021191],
    [1, 0.5, Math.LN2],
    [0.5, 1, -Math.LN2],
    [0.51, 1, -0.6733445532637656],
    [0.49, 1, -0.7133498878774648],
    [1, 0.49, 0.7133498878774648],
    [1, 1e-300, 690.7755278982137],
    [1e-300, 1, -690.7755278982137],
    [1, 5e-324, 744.4400719213812],
    [5e-324, 1, -744.4400719213812],
    [5e-324, 1e-323, -Math.LN2],
    [1e-310, 1, -713.8013788281542],
    [0.001, 0.5, -6.214608098422191],
  ];
  for (const [p, q, expected] of table) expectNear(logRatio(p, q), expected, `ln(${p} / ${q})`);
  expect(logRatio(1, 0)).toBe(Infinity);
  expect(logRatio(0, 1)).toBe(-Infinity);
});

test('ln(x / (1 − x)) keeps its relative accuracy around one half', () => {
  const table = [
    [5e-324, -744.4400719213812],
    [1e-310, -713.8013788281542],
    [1e-20, -46.051701859880914],
    [0.1, -2.197224577336219],
    [0.2499, -1.099145693134684],
    [0.25, -1.0986122886681098],
    [0.3, -0.8472978603872037],
    [0.4999, -0.0004000000053332894],
    [0.49999999999999994, -2.220446049250313e-16],
    [0.5 - 2 ** -30, -3.725290298461914e-9],
    [0.5, 0],
    [0.5000000000000001, 4.440892098500626e-16],
    [0.5 + 2 ** -30, 3.725290298461914e-9],
    [0.5001, 0.0004000000053332894],
    [0.7, 0.8472978603872034],
    [0.75, 1.0986122886681098],
    [0.7501, 1.099145693134684],
    [0.9, 2.1972245773362196],
    [0.9999999999999999, 36.7368005696771],
  ];
  for (const [x, expected] of table) expectNear(logit(x), expected, `logit(${x})`);
  expect([logit(0), logit(1)]).toEqual([-Infinity, Infinity]);
});

test('what is certain surprises by 0, not −0, and what is impossible by ∞', () => {
  expect(surprise(1)).toBe(0);
  expect(surprise(0)).toBe(Infinity);
  expect(surprise(0.5)).toBe(Math.LN2);
});
