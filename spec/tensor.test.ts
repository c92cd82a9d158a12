/** Scalars come from and go to JSON without losing a bit, a sign or a word. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementCount, fromScalar, toScalar } from './tensor.ts';

test.each<[scalar: number | string, number: number | bigint]>([
  [0.5, 0.5],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
])('%s stands for %s', (scalar, number) => {
  expect(fromScalar(scalar)).toBe(number);
});

test('every number is read back from its scalar, through JSON', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(fromScalar(JSON.parse(JSON.stringify(toScalar(value))))).toBe(value);
    }),
    { seed: 20240701, numRuns: 300 },
  );
});

test.each<[number[], number]>([
  [[], 1],
  [[3], 3],
  [[2, 3, 4], 24],
  [[2, 0, 4], 0],
])('a tensor of shape %j has %d entries', (shape, count) => {
  expect(elementCount(shape)).toBe(count);
});
