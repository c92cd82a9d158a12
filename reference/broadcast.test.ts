/** Broadcast reading against the rule written out: each coordinate, or 0 where the tensor has size 1. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBroadcast } from './broadcast.ts';
import { BLOCK, inBlocks } from './reduction.ts';
import { elementCount } from './tensor.ts';
import { f32 } from './testing.ts';

/** The entry of a tensor of shape `from` that stands at flat position `index` of shape `to`. */
function place(index: number, from: readonly number[], to: readonly number[]): number {
  let left = index;
  let result = 0;
  let span = 1;
  for (let back = 1; back <= to.length; back++) {
    const size = to[to.length - back];
    const own = from[from.length - back] ?? 1;
    result += own === 1 ? 0 : (left % size) * span;
    left = Math.floor(left / size);
    span *= own;
  }
  return result;
}

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }).chain((to) =>
  fc.record({
    to: fc.constant(to),
    keep: fc.array(fc.boolean(), { minLength: to.length, maxLength: to.length }),
    drop: fc.integer({ min: 0, max: to.length }),
  }),
);

test('every element reads the entry it is aligned with', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 7 }), ({ to, keep, drop }, run) => {
      const from = to.map((size, axis) => (keep[axis] ? size : 1)).slice(drop);
      const tensor = f32(
        from,
        Array.from({ length: elementCount(from) }, (_, i) => i),
      );
      const read = readBroadcast(tensor, to);
      for (let start = 0; start < elementCount(to); start += run) {
        const size = Math.min(run, elementCount(to) - start);
        const expected = Array.from({ length: size }, (_, i) => place(start + i, from, to));
        expect(Array.from(read(start, size).subarray(0, size))).toEqual(expected);
      }
    }),
  );
});

test('long axes are read across blocks', () => {
  for (const from of [[3, 1000], [1000], [3, 1]]) {
    const to = [3, 1000];
    const read = readBroadcast(
      f32(
        from,
        Array.from({ length: elementCount(from) }, (_, i) => i),
      ),
      to,
    );
    inBlocks(3000, (start, size) => {
      const block = read(start, size);
      expect(block.length).toBe(BLOCK);
      for (let i = 0; i < size; i++) if (block[i] !== place(start + i, from, to)) expect.fail(`at ${start + i}`);
    });
  }
});
