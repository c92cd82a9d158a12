/** Drawn numbers are the same on every machine, forever: changing one would change vectors. */
import { expect, test } from 'vitest';
import { seeded } from './seeded.ts';

// The first outputs of xoshiro128** from the state that FNV-1a and splitmix32 give, worked in Python's integers.
test.each<[string, number[]]>([
  ['', [2040553127, 2671230994, 3535833209, 446703493, 2088642236]],
  ['sample', [4182886518, 1829584785, 1760096757, 3329714721, 215997703]],
  ['cross_entropy worked upstream', [2151624460, 1149613776, 3395553481, 3310382421, 1768668934]],
])('the name "%s" draws %j', (name, expected) => {
  const random = seeded(name);
  expect(expected.map(() => random.below(2 ** 32))).toEqual(expected);
});

test('numbers lie below their limit and reach both ends', () => {
  const random = seeded('ends');
  const drawn = new Set(Array.from({ length: 400 }, () => random.below(7)));
  expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('something is picked from something only', () => {
  expect(seeded('x').pick(['a'])).toBe('a');
  expect(() => seeded('x').pick([])).toThrow(RangeError);
});
