/** Room that is kept: the same as long as it is large enough. */
import { expect, test } from 'vitest';
import { workSpace } from './work_space.ts';

test('room is as large as asked for, and made anew only where more is asked for', () => {
  const space = workSpace();
  const first = space(3);
  expect(first.length).toBe(3);
  expect(space(2)).toBe(first);
  expect(space(3)).toBe(first);
  expect(space(4).length).toBe(4);
  expect(workSpace()(1)).not.toBe(space(1));
});

test('what is longer than 512 kB is not kept', () => {
  const space = workSpace();
  const kept = space(65536);
  const long = space(65537);
  expect(long.length).toBe(65537);
  expect(space(65537)).not.toBe(long);
  expect(space(65536)).toBe(kept);
});
