/** A few of the mistakes, and of the pairs, over stdio; `npm run diagnosis` tries them all. */
import { expect, test, vi } from 'vitest';
import { seeded } from '../../../spec/seeded.ts';
import { attempt, isRight, pairs, singles, type Trial } from './sweep.ts';

vi.setConfig({ testTimeout: 60_000 });

const random = seeded('a few mistakes');
const few = (trials: readonly Trial[], count: number): readonly Trial[] =>
  Array.from({ length: count }, () => random.pick(trials));

test.each([...few(singles(), 4), ...few(pairs(), 2)])('$loss with $mistakes is diagnosed', async (trial) => {
  const result = await attempt(trial);
  expect([result.found, isRight(result)]).toEqual([result.found, true]);
});

test('pairs are thirty, each of two different mistakes, and always the same', () => {
  const drawn = pairs();
  expect(drawn).toHaveLength(30);
  expect(drawn.filter(({ mistakes: [first, second] }) => first === second)).toEqual([]);
  expect(pairs()).toEqual(drawn);
});
