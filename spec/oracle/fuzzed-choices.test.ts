/** Choices in the fuzzed reading: comparisons, alternatives, the largest and the least. */
import { expect, test } from 'vitest';
import { of, point, row } from './testing.ts';

test('a comparison that every machine decides alike takes one side', () => {
  expect(of('if(exp(x[0]) > 2, x[1], x[2])', row(1, 5, 7))).toEqual(point(5));
  expect(of('if(exp(x[0]) <= 2, x[1], x[2])', row(1, 5, 7))).toEqual(point(7));
  expect(of('if(x[0] + x[1] == 0.75, x[1], x[2])', row(0.5, 0.25, 7))).toEqual(point(0.25));
});

test.each(['<', '<=', '>', '>=', '==', '!='])('a comparison by %s within the roundings takes both', (relation) => {
  expect(of(`if(x[0] / 3 ${relation} x[1], x[2], x[3])`, row(1, Math.fround(1 / 3), 5, 7))).toEqual({
    low: 5,
    high: 7,
    nan: false,
  });
});

test('ends that only touch leave equality and one side', () => {
  const touching = 'if(max(exp(x[0]), x[1]) <= x[1], x[2], x[3])'; // never below x[1], perhaps above
  expect(of(touching, row(0, 1, 5, 7))).toEqual(point(5));
  expect(of('if(max(exp(x[0]), x[1]) < x[1], x[2], x[3])', row(1, 3, 5, 7))).toEqual(point(7));
});

test('with NaN only "not equal" holds, and where NaN is but possible both', () => {
  expect(of('if(exp(x[0]) < 1, x[1], x[2])', row(NaN, 5, 7))).toEqual(point(7));
  expect(of('if(exp(x[0]) != 1, x[1], x[2])', row(NaN, 5, 7))).toEqual(point(5));
  expect(of('if(1 > exp(x[0]), x[1], x[2])', row(NaN, 5, 7))).toEqual(point(7));
  expect(of('if(1 != exp(x[0]), x[1], x[2])', row(NaN, 5, 7))).toEqual(point(5));
  const both = { low: 5, high: 7, nan: false };
  for (const relation of ['!=', '==', '<', '<='])
    expect(of(`if(either(exp(x[0]), x[3]) ${relation} exp(x[0]), x[1], x[2])`, row(0, 5, 7, NaN)), relation).toEqual(
      relation === '<' ? point(7) : both,
    );
  // What may be NaN, and is otherwise at least 10.
  const perhaps = 'max(x[3] * x[3] - x[3] * x[3], 10)';
  expect(of(`if(${perhaps} != 5, x[1], x[2])`, row(1, 5, 7, Math.fround(1e20)))).toEqual(point(5));
  expect(of(`if(${perhaps} >= 10, x[1], x[2])`, row(1, 5, 7, Math.fround(1e20)))).toEqual({
    low: 5,
    high: 7,
    nan: false,
  });
});

test('the largest and the least of ranges', () => {
  const ranges = 'either(x[0], x[1]), either(x[2], x[3])';
  expect(of(`max(${ranges})`, row(1, 2, 1.5, 3))).toEqual({ low: 1.5, high: 3, nan: false });
  expect(of(`min(${ranges})`, row(1, 2, 1.5, 3))).toEqual({ low: 1, high: 2, nan: false });
});

test('alternatives are all allowed', () => {
  expect(of('either(x[0], x[1], x[2])', row(3, 1, 2))).toEqual({ low: 1, high: 3, nan: false });
  expect(of('either(x[0], x[1])', row(3, NaN))).toEqual({ low: 3, high: 3, nan: true });
});
