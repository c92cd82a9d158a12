/** A GPU that rounds otherwise than to nearest is found out, and nothing is claimed that it cannot keep. */
import { expect, test } from 'vitest';
import { areRounded, claims, ordinaryNumbers } from './rounding.ts';

const operands = ordinaryNumbers(64);

/** What a GPU would answer that makes numbers of exact results so. */
function results(round: (exact: number) => number, divide = round): Float32Array {
  const pairs = Array.from({ length: operands.length / 2 }, (_, i) => operands.subarray(2 * i, 2 * i + 2));
  return Float32Array.from(
    pairs.flatMap(([a = 0, b = 0]) => [round(a + b), round(a - b), round(a * b), divide(a / b)]),
  );
}

/** The neighbour of a number of binary32, so many places away from 0. */
function moved(x: number, places: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer);
  bits[0] = (bits[0] ?? 0) + places;
  return new Float32Array(bits.buffer)[0] ?? 0;
}

function towardsZero(exact: number): number {
  const near = Math.fround(exact);
  return Math.abs(near) > Math.abs(exact) ? moved(near, -1) : near;
}

function up(exact: number): number {
  const near = Math.fround(exact);
  return near < exact ? moved(near, near > 0 ? 1 : -1) : near;
}

const gpus: readonly [name: string, answers: Float32Array, rounds: boolean][] = [
  ['to nearest', results(Math.fround), true],
  ['to nearest, with a quotient two places off', results(Math.fround, (x) => moved(Math.fround(x), 2)), true],
  ['to nearest, with a quotient four places off', results(Math.fround, (x) => moved(Math.fround(x), 4)), false],
  ['towards zero', results(towardsZero), false],
  ['up', results(up), false],
  ['to nothing', results(() => Number.NaN), false],
];

test.each(gpus)('a GPU that rounds %s: %#', (_, answers, rounds) => expect(areRounded(operands, answers)).toBe(rounds));

const kept: readonly [claimed: readonly string[], nearest: boolean, kept: readonly string[]][] = [
  [['float32', 'float16'], true, ['float32', 'float16']],
  [['float32', 'float16'], false, ['float32-gpu']],
  [['float32-gpu'], false, ['float32-gpu']],
  [['float64', 'bfloat16-eager'], false, ['float64']],
];

test.each(kept)('of %j a GPU that rounds to nearest: %s keeps %j', async (claimed, nearest, expected) => {
  expect(await claims(claimed, async () => nearest)).toEqual(expected);
});
