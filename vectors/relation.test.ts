/** Lines of laws as sums of answers: which entry, with which factor, and how far a sum may be from 0. */
import { expect, test } from 'vitest';
import { parseLine } from '../spec/formula/parse.ts';
import { bigint } from '../spec/oracle/bigint.ts';
import { Enclosures } from '../spec/oracle/enclosure.ts';
import { outputName, sumOf, type Term } from './law-sums.ts';
import { type Setting, termsOf } from './relation.ts';

const first = ([n = 0]: readonly number[]): number => n;
const setting: Setting = {
  outputs: new Map([
    ['loss', { count: 2, entry: first }],
    ['other.loss', { count: 2, entry: first }],
    ['input_gradient', { count: 6, entry: ([n = 0, c = 0]) => n * 3 + c }],
  ]),
  sizes: new Map([
    ['n', 2],
    ['c', 3],
  ]),
  namedSizes: new Map([
    ['positions', 2],
    ['classes', 3],
  ]),
  reduced: false,
};

test.each<[head: string, text: string, sums: Term[][]]>([
  [
    'value[n]',
    'loss[n] - other.loss[n]',
    [
      [
        [1, 'loss', 0],
        [-1, 'other.loss', 0],
      ],
      [
        [1, 'loss', 1],
        [-1, 'other.loss', 1],
      ],
    ],
  ],
  [
    'value[n]',
    'loss[n] - (other.loss[n] - loss[0])',
    [
      [
        [1, 'loss', 0],
        [-1, 'other.loss', 0],
        [1, 'loss', 0],
      ],
      [
        [1, 'loss', 1],
        [-1, 'other.loss', 1],
        [1, 'loss', 0],
      ],
    ],
  ],
  [
    'total[n]',
    'sum[c](input_gradient[n,c])',
    [
      [
        [1, 'input_gradient', 0],
        [1, 'input_gradient', 1],
        [1, 'input_gradient', 2],
      ],
      [
        [1, 'input_gradient', 3],
        [1, 'input_gradient', 4],
        [1, 'input_gradient', 5],
      ],
    ],
  ],
  [
    'mirror',
    'input_gradient[1,classes - 1] + -loss[positions - 1]',
    [
      [
        [1, 'input_gradient', 5],
        [-1, 'loss', 1],
      ],
    ],
  ],
  ['one', 'sum[n](loss[n]) - 1', [[[1, 'loss', 0], [1, 'loss', 1], [-1]]]],
])('%s: %s', (head, text, sums) => {
  expect(termsOf(parseLine(head, text), setting)).toEqual(sums);
});

test('a reduced loss is one number, whatever the indices', () => {
  const reduced: Setting = {
    ...setting,
    reduced: true,
    outputs: new Map([
      ['loss', { count: 1, entry: () => 0 }],
      ['other.loss', { count: 1, entry: () => 0 }],
    ]),
  };
  expect(termsOf(parseLine('value[n]', 'loss[n] - other.loss[n]'), reduced)).toEqual([
    [
      [1, 'loss', 0],
      [-1, 'other.loss', 0],
    ],
  ]);
});

test('a law is a sum or difference of answers, and of answers that are there', () => {
  expect(() => termsOf(parseLine('value[n]', 'loss[n] * loss[n]'), setting)).toThrow(
    /a law is a sum or difference of answers/,
  );
  expect(() => termsOf(parseLine('value[n]', 'exp(loss[n])'), setting)).toThrow(
    /a law is a sum or difference of answers/,
  );
  expect(() => termsOf(parseLine('value[n]', 'loss[n] - third.loss[n]'), setting)).toThrow(
    /nothing is named "third.loss"/,
  );
});

test.each<[terms: Term[], low: number, high: number]>([
  // loss[0] lies in [1, 2], every other answer in [−0.5, 0.25].
  [[[1, 'loss', 0]], 1, 2],
  [[[-1, 'loss', 0]], -2, -1],
  [
    [
      [1, 'loss', 0],
      [-1, 'other.loss', 0],
    ],
    0.75,
    2.5,
  ],
  [[[3, 'other.loss', 1], [5]], 3.5, 5.75],
  [[[-2, 'other.loss', 1], [-1]], -1.5, 0],
  [[], 0, 0],
])('the sum %j lies between %d and %d', (terms, low, high) => {
  const reals = new Enclosures(bigint, 64);
  const range = sumOf(reals, terms, (output, entry) => {
    const [least, most] = output === 'loss' && entry === 0 ? [1, 2] : [-0.5, 0.25];
    const point = (value: number) => ({ low: bigint.fromNumber(value), high: bigint.fromNumber(value) });
    return { low: point(least), high: point(most) };
  });
  expect([reals.nearest(range.low, 'float64'), reals.nearest(range.high, 'float64')]).toEqual([low, high]);
});

test('outputs are called by their question, and gradients by their input', () => {
  expect([
    outputName('', 'loss'),
    outputName('', 'input'),
    outputName('moved', 'loss'),
    outputName('moved', 'input'),
  ]).toEqual(['loss', 'input_gradient', 'moved.loss', 'moved.input_gradient']);
});
