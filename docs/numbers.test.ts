/** Numbers as they are written on the pages. */
import { expect, test } from 'vitest';
import { full, nested, rough, short, tellingDigits } from './numbers.ts';

test.each([
  [0.1269280110429725, '0.126928'],
  [1000, '1000'],
  [0.0000228457, '2.28457e-5'],
  [-7.32264861e-7, '-7.32265e-7'],
  [0, '0'],
  ['NaN', 'NaN'],
  ['-Infinity', '-∞'],
])('an answer %s is written %s', (value, expected) => {
  expect(short(value)).toBe(expected);
});

test('an input is written in full', () => {
  expect([100000008, 'Infinity', '-0', '9007199254740993'].map(full)).toEqual([
    '100000008',
    '∞',
    '-0',
    '9007199254740993',
  ]);
});

test('entries stand in the rows of their shape', () => {
  expect(nested([], ['1'])).toBe('1');
  expect(nested([2, 1, 2], ['1', '2', '3', '4'])).toBe('[[[1, 2]], [[3, 4]]]');
  expect(nested([0, 3], [])).toBe('[] of shape (0, 3)');
});

test('digits are added until every difference shows', () => {
  expect(tellingDigits([1, 2], [1, 3])).toBe(6);
  expect(tellingDigits([1.000000001], [1.000000002])).toBe(10);
  expect(tellingDigits([Number.NaN], [Number.NaN])).toBe(6);
});

test.each([
  [0, '0'],
  [12.345, '12.3'],
  [2.9e18, '2.9e18'],
])('a size %s is written %s', (value, expected) => {
  expect(rough(value)).toBe(expected);
});
