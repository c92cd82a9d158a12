/** Published files: printed one vector a line, read back, and answered with a place where they are broken. */
import { describe, expect, test } from 'vitest';
import {
  type AcceptanceFile,
  loadLaws,
  loadVectors,
  printAcceptance,
  printLaws,
  printVectors,
  readPublished,
  VectorError,
  type VectorFile,
} from './format.ts';

const vectors: VectorFile = {
  format: 1,
  loss: 'nll_loss',
  vectors: ['a', 'b', 'c'].map((id) => ({
    id,
    why: 'x',
    clauses: [],
    dtypes: ['float64'],
    inputs: { input: { shape: [2], data: [1, 'NaN'] } },
    parameters: { reduction: 'none' },
    gradients: [],
    outcomes: [
      { answer: { loss: { shape: [], data: ['-0'] }, gradients: {} } },
      { refused: 'some.clause', misses: 'some.clause' },
    ],
  })),
};

const acceptance: AcceptanceFile = {
  format: 1,
  version: 1,
  profile: 'float32',
  loss: 'nll_loss',
  vectors: {
    a: [{ loss: { accurate: [[0.5], [0.75]], lenient: [['-Infinity'], [1]] } }],
    b: [{ loss: { accurate: [['NaN'], ['NaN']] } }],
  },
};

test('vectors are printed one a line, and read back', () => {
  const text = printVectors(vectors);
  expect(text.split('\n')).toHaveLength(1 + 3 + 1 + 1);
  expect(text.split('\n')[2]).toMatch(/^\{"id":"b",.*\},$/);
  expect(text.endsWith(']}\n')).toBe(true);
  expect(readPublished('x.json', text, 'vectors')).toEqual(vectors);
});

test('so are acceptances', () => {
  const text = printAcceptance(acceptance);
  expect(text.split('\n')).toHaveLength(1 + 2 + 1 + 1);
  expect(text.split('\n')[1]).toMatch(/^"a":\[.*\],$/);
  expect(readPublished('x.json', text, 'acceptance')).toEqual(acceptance);
});

test('so are laws', () => {
  const file = loadLaws('nll_loss');
  const text = printLaws(file);
  expect(text.split('\n')).toHaveLength(file.laws.length + 3);
  expect(readPublished('x.json', text, 'laws')).toEqual(file);
});

describe('a file that is not right', () => {
  const text = printVectors(vectors);
  test.each<[says: string, text: string, complaint: RegExp]>([
    [
      'cut off',
      text.slice(0, text.indexOf('"id":"b"') + 12),
      /^x\.json(:\d+)? is no JSON; regenerate it with "lossproof vectors"$/,
    ],
    ['a comma too many', text.replace('"id":"b",', '"id":"b",,'), /^x\.json:3 is no JSON; regenerate/],
    ['empty', '', /^x\.json(:\d+)? is no JSON; regenerate/],
    [
      'another format',
      text.replace('"format":1', '"format":2'),
      /^x\.json\/format: "format" must be equal to constant; regenerate/,
    ],
    [
      'an unknown key',
      text.replace('{"id":"c",', '{"id":"c","colour":"red",'),
      /^x\.json\/vectors\/2: "colour" is not known here; there are: id, why/,
    ],
    [
      'a missing key',
      text.replace('"id":"b","why":"x",', '"id":"b",'),
      /^x\.json\/vectors\/1: "1" lacks "why"; add it/,
    ],
    [
      'an unknown dtype',
      text.replace('"dtypes":["float64"]', '"dtypes":["float8"]'),
      /^x\.json\/vectors\/0\/dtypes\/0: "0" must be one of: float64, float32, float16, bfloat16/,
    ],
    ['a word that is no number', text.replace('"NaN"', '"nan"'), /^x\.json\/vectors\/0\/inputs\/input\/data\/1: /],
  ])('%s', (_, broken, complaint) => {
    const read = () => readPublished('x.json', broken, 'vectors');
    expect(read).toThrow(VectorError);
    expect(read).toThrow(complaint);
  });
});

test('a published file is found by its loss', () => {
  expect(loadVectors('nll_loss').vectors.length).toBeGreaterThan(10);
});
