/** A changed byte is a change, and nothing else is. */
import { expect, test } from 'vitest';
import type { Tensor } from '../../../spec/tensor.ts';
import { sameNumbers } from './unchanged.ts';

const tensor = (change: Partial<Tensor> = {}): Tensor => ({ dtype: 'float64', shape: [2], data: [0, NaN], ...change });

const cases: readonly [name: string, now: Record<string, Tensor>, same: boolean][] = [
  ['the same numbers, NaN among them', { x: tensor() }, true],
  ['another number', { x: tensor({ data: [1, NaN] }) }, false],
  ['another zero', { x: tensor({ data: [-0, NaN] }) }, false],
  ['a word for a number', { x: tensor({ data: [0, 'NaN'] }) }, false],
  ['one number more', { x: tensor({ data: [0, NaN, 0] }) }, false],
  ['another shape', { x: tensor({ shape: [1, 2] }) }, false],
  ['another dtype', { x: tensor({ dtype: 'float32' }) }, false],
  ['another name', { y: tensor() }, false],
  ['one tensor more', { x: tensor(), y: tensor() }, false],
];

for (const [name, now, same] of cases) {
  test(`${name}: ${same ? 'unchanged' : 'changed'}`, () => expect(sameNumbers(now, { x: tensor() })).toBe(same));
}
