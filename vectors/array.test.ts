/** Covering arrays: every allowed triple, no forbidden one, rows that stay once they are there. */
import { describe, expect, test } from 'vitest';
import { parse } from '../spec/formula/parse.ts';
import type { Loss } from '../spec/loss.ts';
import { lossNamed } from '../spec/testing.ts';
import { allowed, extendArray, parseRow, uncovered } from './array.ts';
import { type Row, rowName } from './draw.ts';

/** A loss with these factors, whose levels do nothing, and these constraints. */
function factored(levels: Readonly<Record<string, readonly string[]>>, constraints: readonly string[] = []): Loss {
  const factors = new Map(
    Object.entries(levels).map(([factor, names]) => [factor, new Map(names.map((name) => [name, {}]))]),
  );
  return { ...lossNamed('nll_loss'), factors, constraints: constraints.map(parse) };
}

/** All triples of levels by brute force, over all whole rows that `allows` lets through. */
function triplesOf(
  levels: Readonly<Record<string, readonly string[]>>,
  allows: (row: Row) => boolean,
): ReadonlySet<string> {
  const rows = Object.entries(levels).reduce<readonly Row[]>(
    (heads, [factor, names]) => heads.flatMap((head) => names.map((name) => ({ ...head, [factor]: name }))),
    [{}],
  );
  return new Set(rows.filter(allows).flatMap(triplesIn));
}

function triplesIn(row: Row): readonly string[] {
  const cells = Object.entries(row).map(([factor, level]) => `${factor}=${level}`);
  return cells.flatMap((a, i) =>
    cells.slice(i + 1).flatMap((b, j) => cells.slice(i + j + 2).map((c) => `${a} ${b} ${c}`)),
  );
}

const levels = { a: ['one', 'two', 'three'], b: ['x', 'y', 'z'], c: ['p', 'q'], d: ['u', 'v', 'w'], e: ['m', 'n'] };

test('every triple of levels occurs, in far fewer rows than there are combinations', () => {
  const rows = extendArray(factored(levels), []);
  const found = new Set(rows.flatMap(triplesIn));
  for (const triple of triplesOf(levels, () => true)) expect(found, triple).toContain(triple);
  expect(rows.length).toBeGreaterThanOrEqual(27); // three factors of three levels alone need so many
  expect(rows.length).toBeLessThan(60); // of 108
  expect(uncovered(factored(levels), rows)).toEqual([]);
});

test('a constraint is kept by every row, and only what it allows is covered', () => {
  const loss = factored(levels, ['a is one implies b is x', 'not (c is p and d is u)']);
  const allows = ({ a, b, c, d }: Row): boolean => (a !== 'one' || b === 'x') && !(c === 'p' && d === 'u');
  const rows = extendArray(loss, []);
  expect(rows.filter((row) => !allows(row))).toEqual([]);
  const found = new Set(rows.flatMap(triplesIn));
  const wanted = triplesOf(levels, allows);
  expect([...wanted].filter((triple) => !found.has(triple))).toEqual([]);
  expect([...found].filter((triple) => !wanted.has(triple))).toEqual([]);
});

test('what is ruled out only by what it forces elsewhere is not asked for', () => {
  // a = one forces b = x, which forces e = m: a = one with e = n is impossible though no constraint names both.
  const loss = factored(levels, ['a is one implies b is x', 'b is x implies e is m']);
  const rows = extendArray(loss, []);
  expect(rows.some(({ a, e }) => a === 'one' && e === 'n')).toBe(false);
  expect(uncovered(loss, rows)).toEqual([]);
});

describe('an array is extended, never recomputed', () => {
  const before = extendArray(factored(levels), []);

  test('rows stay as they are where nothing is missing', () => {
    expect(extendArray(factored(levels), before)).toEqual(before);
  });

  test('a new level adds rows after the old ones', () => {
    const wider = { ...levels, c: ['p', 'q', 'r'] };
    const after = extendArray(factored(wider), before);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(before.length).every(({ c }) => c === 'r')).toBe(true);
    expect(uncovered(factored(wider), after)).toEqual([]);
  });

  test('a row that is no longer allowed, or has a level that is gone, is left out and made good', () => {
    const stricter = factored(levels, ['not (a is two and b is y)']);
    const after = extendArray(stricter, before);
    const kept = before.filter(({ a, b }) => !(a === 'two' && b === 'y'));
    expect(after.slice(0, kept.length)).toEqual(kept);
    expect(uncovered(stricter, after)).toEqual([]);
    const narrower = factored({ ...levels, a: ['one', 'two'] });
    expect(extendArray(narrower, before).every(({ a }) => a !== 'three')).toBe(true);
  });

  test('taking a row away leaves something uncovered, and it is said what', () => {
    const [first, ...rest] = before;
    const missing = uncovered(factored(levels), rest);
    for (const triple of missing) expect(triplesIn(first ?? {})).toContain(triple);
    const few = uncovered(factored(levels), before.slice(0, 3));
    expect(few.length).toBe(triplesOf(levels, () => true).size - new Set(before.slice(0, 3).flatMap(triplesIn)).size);
  });
});

test('fewer than three factors are covered as far as they go', () => {
  expect(extendArray(factored({}), [])).toEqual([]);
  expect(
    extendArray(factored({ a: ['x', 'y'] }), [])
      .map(rowName)
      .sort(),
  ).toEqual(['x', 'y']);
  expect(
    extendArray(factored({ a: ['x', 'y'], b: ['p', 'q'] }), [])
      .map(rowName)
      .sort(),
  ).toEqual(['x-p', 'x-q', 'y-p', 'y-q']);
});

test('names are read back, and only names of rows', () => {
  const loss = factored(levels);
  for (const row of extendArray(loss, [])) expect(parseRow(loss, rowName(row))).toEqual(row);
  for (const name of ['', 'worked-none', 'one-x-p-u', 'one-x-p-u-m-n', 'one-x-p-u-o', 'x-one-p-u-m']) {
    expect(parseRow(loss, name), name).toBeUndefined();
  }
});

test('a partial row is not judged by what it leaves open', () => {
  const loss = factored(levels, ['a is one implies b is x']);
  expect(allowed(loss, { a: 'one', b: 'x' })).toBe(true);
  expect(allowed(loss, { a: 'one', b: 'y' })).toBe(false);
  expect(allowed(loss, { a: 'two', b: 'y' })).toBe(true);
});
