/** What is told too long is so as JSON, and huge values are not walked to the end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLongerThan } from './length.ts';

test('nothing whose JSON fits is told too long', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => !isLongerThan(value, 2 * JSON.stringify(value).length)));
});

test.each([
  ['a long string', 'x'.repeat(1001)],
  ['many numbers', Array(501).fill(1)],
  ['many numbers deep inside', { answer: { loss: { data: [Array(501).fill(1)] } } }],
  ['a typed array', { data: new Float64Array(1000) }],
])('%s is too long', (_, value) => expect(isLongerThan(value, 1000)).toBe(true));

test('what is endless is too long, not endless work', () => {
  const endless: unknown[] = [];
  endless.push(endless, endless);
  expect(isLongerThan(endless, 1000)).toBe(true);
});
