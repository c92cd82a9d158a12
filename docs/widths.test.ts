/** Units of the last place, from the formats' own definitions. */
import { expect, test } from 'vitest';
import { halfWidths, lastPlace } from './widths.ts';

test.each([
  ['float64', 1, 2 ** -52],
  ['float64', 2 ** -1074, 2 ** -1074],
  ['float32', 1, 2 ** -23],
  ['float32', 1 - 2 ** -24, 2 ** -24],
  ['float32', 1.9999998807907104, 2 ** -23],
  ['float32', 2 ** -149, 2 ** -149],
  ['float16', 1000, 0.5],
  ['float16', 2 ** -20, 2 ** -24],
  ['bfloat16', 1, 2 ** -7],
] as const)('in %s numbers around %s are %s apart', (dtype, value, expected) => {
  expect(lastPlace(value, dtype)).toBe(expected);
});

test('a half-width is counted in them, and what is 0 or no number is left out', () => {
  const ulp = 2 ** -23;
  expect(
    halfWidths(
      [1, 0, 'NaN', 'Infinity', -2],
      [
        [1 - ulp, 0, 'NaN', 'Infinity', -2 - 6 * ulp],
        [1 + 3 * ulp, 1, 'NaN', 'Infinity', -2],
      ],
      'float32',
    ),
  ).toEqual([2, 1.5]);
});
