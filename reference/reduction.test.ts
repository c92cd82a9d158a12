/** Reductions against the table of torch.nn._reduction, and the two ways through blocks. */
import { expect, test, vi } from 'vitest';
import { BLOCK, collectLosses, effectiveReduction, inBlocks, type Reduction, spreadUpstream } from './reduction.ts';
import { f64, numbers, scalar } from './testing.ts';

test('size_average and reduce override the reduction as the legacy table says, by truthiness', () => {
  const table: [sizeAverage: boolean | number | undefined, reduce: boolean | number | undefined, Reduction][] = [
    [undefined, true, 'mean'],
    [true, undefined, 'mean'],
    [true, true, 'mean'],
    [1, 1, 'mean'],
    [false, undefined, 'sum'],
    [false, true, 'sum'],
    [0, undefined, 'sum'],
    [undefined, false, 'none'],
    [true, false, 'none'],
    [false, false, 'none'],
    [undefined, 0, 'none'],
  ];
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  for (const [sizeAverage, reduce, expected] of table) {
    for (const reduction of ['none', 'mean', 'sum'] as const) {
      expect(effectiveReduction({ reduction, sizeAverage, reduce })).toBe(expected);
    }
    const bogus = JSON.parse('{"reduction":"bogus"}');
    expect(effectiveReduction({ ...bogus, sizeAverage, reduce }), 'an overridden reduction is not read').toBe(expected);
  }
  expect(vi.mocked(process.emitWarning).mock.calls).toEqual(
    ['mean', 'sum', 'none'].map((reduction) => [
      `sizeAverage and reduce are deprecated; say reduction: '${reduction}'`,
      'DeprecationWarning',
    ]),
  );
});

test('without them, or with null, the reduction holds; the default is mean', () => {
  for (const reduction of ['none', 'mean', 'sum'] as const) {
    expect(effectiveReduction({ reduction })).toBe(reduction);
    expect(effectiveReduction({ reduction, sizeAverage: null, reduce: null })).toBe(reduction);
  }
  expect(effectiveReduction({})).toBe('mean');
  expect(() => effectiveReduction(JSON.parse('{"reduction":"Mean"}'))).toThrow(
    "reduction is 'Mean': give 'none', 'mean' or 'sum'",
  );
});

test('blocks cover every element once, in order', () => {
  for (const count of [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK - 1]) {
    const seen: number[] = [];
    inBlocks(count, (start, size) => {
      expect(size).toBeLessThanOrEqual(BLOCK);
      for (let i = 0; i < size; i++) seen.push(start + i);
    });
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
  }
});

test('losses that come in blocks are kept, added or averaged', () => {
  const expected: [Reduction, number[]][] = [
    ['none', [1, 2, 3, 4, 5]],
    ['sum', [15]],
    ['mean', [7.5]],
  ];
  for (const [reduction, answer] of expected) {
    const losses = collectLosses(reduction, [5], 'float64');
    losses.add(Float64Array.of(1, 2, 3), 0, 3);
    losses.add(Float64Array.of(4, 5, 99), 3, 2);
    expect(numbers(losses.answer(2))).toEqual(answer);
  }
});

test('the gradient from above reaches each element, divided for a mean', () => {
  const each = f64([3], [1, 2, 3]);
  expect(Array.from(spreadUpstream('none', each, [3], 4)(1, 2).subarray(0, 2))).toEqual([2, 3]);
  expect(spreadUpstream('sum', scalar(3), [3], 4)(0, 3)[2]).toBe(3);
  expect(spreadUpstream('mean', scalar(3), [3], 4)(0, 3)[2]).toBe(0.75);
  expect(() => spreadUpstream('mean', each, [3], 4)).toThrow(
    'upstream has shape (3,): give the shape of the answer, ()',
  );
});
