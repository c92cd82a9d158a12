/** Which entry an index means in each layout: offsets by hand, refusals where a shape does not fit. */
import { describe, expect, test } from 'vitest';
import { type Fitting, fit } from './bind.ts';
import { layouts } from './common.ts';
import { tuples } from './program.ts';
import { elementCount } from './tensor.ts';

const layoutNamed = (name: string) => {
  const layout = layouts[name];
  if (!layout) throw new Error(`no layout "${name}"`);
  return layout;
};
const counting = (shape: readonly number[]) => ({
  shape,
  data: Array.from({ length: elementCount(shape) }, (_, position) => position),
});

/** Offsets of a tensor whose indices run through all their values, the last fastest. */
function offsets(
  fitting: Fitting | undefined,
  shape: readonly number[],
  indices: readonly string[],
  broadcast = false,
) {
  const bound = fitting?.bind(counting(shape), indices, broadcast);
  return bound && tuples(indices.map((index) => fitting?.sizes.get(index) ?? 0)).map((values) => bound.offset(values));
}

describe('class positions', () => {
  const layout = layoutNamed('class_positions');

  test.each<[input: number[], positions: number, classes: number, without: number[]]>([
    [[5], 1, 5, []],
    [[1], 1, 1, []],
    [[3, 5], 3, 5, [3]],
    [[2, 3, 4], 8, 3, [2, 4]],
    [[2, 3, 4, 5], 40, 3, [2, 4, 5]],
    [[2, 3, 1, 2, 2], 8, 3, [2, 1, 2, 2]],
    [[0, 3], 0, 3, [0]],
    [[2, 3, 0], 0, 3, [2, 0]],
  ])(
    'an input of shape %j has %d positions of %d classes; one entry a position is %j',
    (input, positions, classes, without) => {
      const fitting = fit(layout, { input });
      expect(Object.fromEntries(fitting?.namedSizes ?? [])).toEqual({ positions, classes });
      expect(Object.fromEntries(fitting?.sizes ?? [])).toEqual({ n: positions, c: classes, j: classes, k: classes });
      expect(fitting?.shapeOf(['n'])).toEqual(without);
      expect(fitting?.shapeOf(['n', 'c'])).toEqual(input);
      expect(fitting?.shapeOf(['c'])).toEqual([classes]);
      expect(fitting?.shapeOf([])).toEqual([]);
    },
  );

  test('a scalar has no class axis', () => {
    expect(fit(layout, { input: [] })).toBeUndefined();
  });

  // Row-major by hand. In (2, 3, 2) position n is (row, d), entry (n, c) lies at row·6 + c·2 + d.
  test.each<[shape: number[], expected: number[]]>([
    [[3], [0, 1, 2]],
    [
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      [2, 3, 2],
      [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11],
    ],
    [
      [1, 2, 2, 2],
      [0, 4, 1, 5, 2, 6, 3, 7],
    ],
  ])('the entries (n, c) of %j lie at %j', (shape, expected) => {
    expect(offsets(fit(layout, { input: shape }), shape, ['n', 'c'])).toEqual(expected);
  });

  test('what has one entry a position, or a class, is laid out row-major', () => {
    const fitting = fit(layout, { input: [2, 3, 2] });
    expect(offsets(fitting, [2, 2], ['n'])).toEqual([0, 1, 2, 3]);
    expect(offsets(fitting, [3], ['c'])).toEqual([0, 1, 2]);
    expect(offsets(fitting, [], [])).toEqual([0]);
  });

  test.each<[input: number[], shape: number[], indices: string[]]>([
    [[2, 3], [3], ['n']],
    [[2, 3], [2, 1], ['n']],
    [[2, 3], [1], ['n']],
    [[2, 3], [2, 3], ['n']],
    [[3], [1], ['n']],
    [[2, 3, 2], [4], ['n']],
    [[2, 3], [2], ['c']],
    [[2, 3], [1], ['c']],
    [[2, 3], [1, 3], ['c']],
    [[2, 3], [1], []],
    [
      [2, 3],
      [3, 2],
      ['n', 'c'],
    ],
  ])('beside an input of %j, %j does not fit %j', (input, shape, indices) => {
    expect(fit(layout, { input })?.bind(counting(shape), indices, false)).toBeUndefined();
  });
});

describe('elementwise', () => {
  const layout = layoutNamed('elementwise');

  test.each<[input: number[], positions: number]>([
    [[], 1],
    [[6], 6],
    [[2, 3], 6],
    [[0], 0],
    [[2, 0, 3], 0],
    [[1, 1], 1],
  ])('an input of shape %j has %d positions', (input, positions) => {
    const fitting = fit(layout, { input });
    expect(fitting?.sizes.get('n')).toBe(positions);
    expect(fitting?.shapeOf(['n'])).toEqual(input);
  });

  // NumPy's rule: aligned from the right, a missing axis or one of size 1 is repeated.
  test.each<[input: number[], shape: number[], expected: number[]]>([
    [
      [2, 3],
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ],
    [[2, 3], [3], [0, 1, 2, 0, 1, 2]],
    [
      [2, 3],
      [1, 3],
      [0, 1, 2, 0, 1, 2],
    ],
    [
      [2, 3],
      [2, 1],
      [0, 0, 0, 1, 1, 1],
    ],
    [[2, 3], [1], [0, 0, 0, 0, 0, 0]],
    [[2, 3], [], [0, 0, 0, 0, 0, 0]],
    [
      [2, 2, 2],
      [2, 1, 2],
      [0, 1, 0, 1, 2, 3, 2, 3],
    ],
    [
      [2, 2, 2],
      [2, 1],
      [0, 0, 1, 1, 0, 0, 1, 1],
    ],
    [[3], [1], [0, 0, 0]],
    [[], [], [0]],
    [[0, 3], [3], []],
    [
      [1, 3],
      [1, 1],
      [0, 0, 0],
    ],
  ])('on %j, the shape %j is spread to entries %j', (input, shape, expected) => {
    expect(offsets(fit(layout, { input }), shape, ['n'], true)).toEqual(expected);
  });

  test.each<[input: number[], shape: number[]]>([
    [[3], [1, 3]],
    [[3], [2, 3]],
    [[], [1]],
    [[2, 3], [2]],
    [
      [2, 3],
      [3, 3],
    ],
    [
      [2, 3],
      [2, 2],
    ],
    [
      [2, 1],
      [2, 3],
    ],
    [
      [0, 3],
      [2, 3],
    ],
    [[3], [0]],
  ])('an input of %j may not be enlarged or contradicted by %j', (input, shape) => {
    expect(fit(layout, { input })?.bind(counting(shape), ['n'], true)).toBeUndefined();
  });

  test('what is not broadcast must have the very shape', () => {
    const fitting = fit(layout, { input: [2, 3] });
    for (const shape of [[3], [1, 3], [6], [3, 2], []]) {
      expect(fitting?.bind(counting(shape), ['n'], false), String(shape)).toBeUndefined();
    }
  });
});

test('a tensor whose data does not fill its shape does not fit', () => {
  const fitting = fit(layoutNamed('elementwise'), { input: [3] });
  expect(fitting?.bind({ shape: [3], data: [1, 2] }, ['n'], false)).toBeUndefined();
});

test('words and digits become the numbers they stand for', () => {
  const bound = fit(layoutNamed('elementwise'), { input: [4] })?.bind(
    { shape: [4], data: ['NaN', '-Infinity', '-0', '9007199254740993'] },
    ['n'],
    false,
  );
  expect(bound?.data).toEqual([NaN, -Infinity, -0, 9007199254740993n]);
});

test('a layout whose pattern has an axis without an index is a mistake of the layout', () => {
  const layout = {
    says: '',
    leads: 'input',
    patterns: [['N', 'Q']],
    indices: { n: { axes: ['N'], size: 'positions' } },
  };
  expect(() => fit(layout, { input: [2, 3] })).toThrow(/no index runs over the axis "Q"/);
});
