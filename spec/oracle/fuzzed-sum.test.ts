/** Which sums the fuzzed reading takes for exact: those of whole multiples of one unit that float32 can count in it. */
import { expect, test } from 'vitest';
import { float32, of, point, profileNamed, row } from './testing.ts';

const sum = 'sum[n](x[n])';

test.each<[terms: number[], exact: number | undefined]>([
  [[2 ** 24 - 1, 1], 2 ** 24],
  [[2 ** 24, 1], undefined], // 2^24 + 1 has 25 digits
  [[2 ** 23 - 1, 0.5], 2 ** 23 - 0.5],
  [[2 ** 23 - 1, 1.5], undefined], // counted in halves it is more than 2^24
  [[2 ** 23, 1.5], undefined],
  [[3, 2 ** -22], 3 + 2 ** -22],
  [[3, 2 ** -23], undefined],
  [[2 ** -126, 2 ** -126], 2 ** -125],
  [[2 ** -127, 2 ** -127], undefined], // may be read as 0
])('a sum of %j', (terms, exact) => {
  const seen = of(sum, row(...terms));
  if (exact !== undefined) expect(seen).toEqual(point(exact));
  else expect(seen.low).toBeLessThan(seen.high);
});

test('a sum of one sign stays on its side of 0', () => {
  const small = [2 ** -127, 2 ** -127];
  expect(of(sum, row(...small)).low).toBe(0);
  expect(of(sum, row(...small.map((x) => -x))).high).toBe(0);
});

test('a sum that is spared costs nothing', () => {
  expect(of(sum, row(1, 2 ** -24, -3), float32, new Set(['sum']))).toEqual(point(-2 + 2 ** -24));
});

test('where + rounds up or down, so does every step', () => {
  const { low, high } = of(sum, row(1, 2 ** -24, -3), profileNamed('float32-gpu'));
  const slack = 2 * 2 ** -23 * (4 + 2 ** -24);
  expect((high - low) / 2 / slack).toBeCloseTo(1, 4);
});
