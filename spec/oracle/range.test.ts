/** Ranges: what is exact in them, what sign they have, and the smallest around two. */
import { describe, expect, test } from 'vitest';
import type { BigFloat } from './bigfloat.ts';
import { bigint } from './bigint.ts';
import { Enclosures, type Interval, Undecided } from './enclosure.ts';
import { type Fuzzy, type Range, Ranges, single } from './range.ts';

const ranges = new Ranges(new Enclosures(bigint, 64));
const enclosed = (low: number, high = low): Interval<BigFloat> =>
  low === high
    ? { low: bigint.fromNumber(low), high: bigint.fromNumber(low) }
    : { low: bigint.fromNumber(low), high: bigint.fromNumber(high) };
const one = (value: number): Range<BigFloat> => single(enclosed(value));
const range = (low: number, high: number, nan = false): Range<BigFloat> => ({
  low: enclosed(low),
  high: enclosed(high),
  nan,
});
/** An end of which only two numbers around it are known. */
const vague = enclosed(-1, 1);

const ends = (value: Fuzzy<BigFloat>) => {
  if (value === 'NaN') return value;
  const numbers = [value.low.low, value.low.high, value.high.low, value.high.high].map((x) =>
    bigint.nearest(x, 'float64'),
  );
  return [
    numbers[0] === numbers[1] ? numbers[0] : numbers.slice(0, 2),
    numbers[2] === numbers[3] ? numbers[2] : numbers.slice(2),
    value.nan,
  ];
};

test('exact is one number that is known, and two ends that are the same number become one', () => {
  expect(ranges.isExact(one(3))).toBe(true);
  expect(ranges.isExact(single(vague))).toBe(false);
  expect(ranges.isExact(range(3, 4))).toBe(false);
  expect(ranges.isExact(range(3, 3))).toBe(false);
  expect(ranges.isExact(ranges.collapsed(range(3, 3)))).toBe(true);
  expect(ends(ranges.collapsed(range(3, 3, true)))).toEqual([3, 3, true]);
  for (const kept of [range(3, 4), one(3), { low: vague, high: enclosed(-1, 1), nan: false }])
    expect(ranges.collapsed(kept)).toBe(kept);
});

test('one value is not NaN', () => {
  expect(ends(one(3))).toEqual([3, 3, false]);
});

test.each([
  [-Infinity, 1, true],
  [1, Infinity, true],
  [-Infinity, Infinity, true],
  [-1e300, 1e300, false],
])('from %d to %d is unbounded: %j', (low, high, expected) => {
  expect(ranges.isUnbounded(range(low, high))).toBe(expected);
});

test('an end has a sign where all that it may be has', () => {
  expect([-1, 0, 1].map((end) => ranges.signAtLeast(enclosed(end)))).toEqual([false, true, true]);
  expect([-1, 0, 1].map((end) => ranges.signAtMost(enclosed(end)))).toEqual([true, true, false]);
  expect([ranges.signAtLeast(vague), ranges.signAtMost(vague)]).toEqual([false, false]);
});

test('what is vague is undecided', () => {
  expect(ranges.order(enclosed(2), vague)).toBe(1);
  expect(ranges.order(enclosed(-2), vague)).toBe(-1);
  expect(ranges.order(enclosed(2), enclosed(2))).toBe(0);
  expect(() => ranges.order(enclosed(0), vague)).toThrow(Undecided);
  expect(() => ranges.keepsSign({ low: vague, high: enclosed(2), nan: false })).toThrow(Undecided);
  expect(() => ranges.keepsSign({ low: enclosed(-2), high: vague, nan: false })).toThrow(Undecided);
});

test.each([
  [1, 2, true],
  [-2, -1, true],
  [0, 0, true],
  [-1, 1, false],
  [0, 1, false],
  [-1, 0, false],
])('from %d to %d keeps its sign: %j', (low, high, expected) => {
  expect(ranges.keepsSign(range(low, high))).toBe(expected);
});

test.each<[left: [number, number], right: [number, number], meets: boolean]>([
  [[1, Infinity], [-1, 1], true],
  [[-1, 1], [-Infinity, -1], true],
  [[1, Infinity], [0, 1], true],
  [[1, Infinity], [-1, 0], true],
  [[1, Infinity], [1, 2], false],
  [[1, Infinity], [-2, -1], false],
  [[-1, 1], [-1, 1], false],
  [[-1, Infinity], [1, 2], false], // its own 0 is not that of the other
])('∞ in one of %j and %j meets 0 in the other: %j', (left, right, meets) => {
  expect(ranges.infinityMeetsZero([range(...left), range(...right)])).toBe(meets);
});

describe('of several', () => {
  test('the least and the greatest, both sides of each enclosure', () => {
    const list = [enclosed(0, 5), enclosed(1, 2), enclosed(-1, 9)];
    const sides = ({ low, high }: Interval<BigFloat>) => [low, high].map((x) => bigint.nearest(x, 'float64'));
    expect(sides(ranges.least(list))).toEqual([-1, 2]);
    expect(sides(ranges.greatest(list))).toEqual([1, 9]);
    expect(sides(ranges.least([...list].reverse()))).toEqual([-1, 2]);
    expect(sides(ranges.greatest([...list].reverse()))).toEqual([1, 9]);
  });

  test('the smallest range around both', () => {
    expect(ends(ranges.union(range(1, 3), range(2, 5)))).toEqual([1, 5, false]);
    expect(ends(ranges.union(range(2, 5), range(1, 3, true)))).toEqual([1, 5, true]);
    expect(ends(ranges.union(range(2, 5, true), range(1, 3)))).toEqual([1, 5, true]);
    expect(ends(ranges.union('NaN', range(1, 3)))).toEqual([1, 3, true]);
    expect(ends(ranges.union(range(1, 3), 'NaN'))).toEqual([1, 3, true]);
    expect(ranges.union('NaN', 'NaN')).toBe('NaN');
    const same = one(3);
    expect(ranges.union(same, same)).toBe(same);
  });
});

test('anything is every number, both infinities and NaN', () => {
  expect(ends(ranges.anything())).toEqual([-Infinity, Infinity, true]);
});

test('powers of two are found among all exact numbers', () => {
  for (const power of [1, -1, 2, 0.5, -(2 ** 60), 2 ** -1074, 2 ** 1023])
    expect(ranges.isPowerOfTwo(one(power)), String(power)).toBe(true);
  for (const other of [0, 3, -6, 2 ** 30 * (1 + 2 ** -52), 2 ** 30 * (1 - 2 ** -53), Infinity, -Infinity])
    expect(ranges.isPowerOfTwo(one(other)), String(other)).toBe(false);
  expect(ranges.isPowerOfTwo(range(2, 4))).toBe(false);
});
