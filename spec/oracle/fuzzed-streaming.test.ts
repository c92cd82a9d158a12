/** Σexp in one pass, in the fuzzed reading: what every rescaling adds, worked by hand. */
import { expect, test } from 'vitest';
import { float32, of, point, profileNamed, row, type Seen } from './testing.ts';

const streaming = 'streaming_sumexp[n](x[n])';
const u = 2 ** -24;
const gpu = profileNamed('float32-gpu');
const bfloat16 = profileNamed('bfloat16-eager');
const { exp } = Math;

/**
 * @param x what the exponentials are of, the largest less
 * @param off how far each exponential may be, in u of itself
 * @param add how far each addition may be, in u
 */
function expectSlack({ low, high, nan }: Seen, x: number[], off: number[], add = 1): void {
  const parts = x.map((value) => exp(value - Math.max(...x)));
  const total = (values: number[]): number => values.reduce((a, b) => a + b);
  const slack = u * (total(parts.map((part, index) => part * (off[index] ?? 0))) + (x.length - 1) * add * total(parts));
  expect(nan).toBe(false);
  expect((low - (total(parts) - slack)) / slack).toBeCloseTo(0, 4);
  expect((high - (total(parts) + slack)) / slack).toBeCloseTo(0, 4);
}

// An exponential of float32 is off by 8u. A rescaling is by another, and a product of u, which count twice to spare.
test.each<[x: number[], off: number[]]>([
  [
    [1, 0],
    [0, 8 + 10],
  ], // backward a larger one arrives
  [
    [0, 1],
    [8 + 10, 0],
  ],
  [
    [2, 0, 1],
    [0, 8 + 10, 8 + 10],
  ],
  [
    [1, 0, 2],
    [8 + 10, 8 + 10, 0],
  ],
  [
    [0, 1, 2],
    [8 + 20, 8 + 20, 0],
  ], // forward two do
  [
    [2, 1, 0],
    [0, 8 + 20, 8 + 20],
  ],
  [
    [1, 0, 1],
    [0, 8, 0],
  ], // an equal one is not larger
  [
    [3, 0.1],
    [0, 2.9 + 8 + 10],
  ], // 0.1 − 3 rounds
])('of %j', (x, off) => {
  expectSlack(of(streaming, row(...x)), x, off);
});

test('of what may be the larger or the smaller, as often as may be', () => {
  const seen = of('streaming_sumexp(x[0] / 3, x[1], x[2])', row(3, 0, 0.5)); // 1 is off by 2.01u, and 0 less it too
  expectSlack(seen, [1, 0, 0.5], [2 * 2.01 + 8 + 20, 2.01 + 8 + 20, 2.01 + 0.5 + 8 + 20]);
});

test('where exp errs by rules, a rescaling by the most ulps of one', () => {
  expectSlack(of(streaming, row(1, 0), gpu), [1, 0], [6 + 10, 10 + 10], 2); // WGSL: 3 + 2·|x| ulps, also of 0
  const rules = [{ from: 5, to: 6, absolute: 1 }, { from: 7, to: 8, ulps: 5 }, { ulps: 7 }];
  const own = { ...float32, ulps: { ...float32.ulps, exp: rules } };
  expectSlack(of(streaming, row(1, 0), own), [1, 0], [14 + 16, 14 + 16]);
});

test('its result is stored where every result is', () => {
  const { low, high } = of(streaming, row(1, 0), bfloat16);
  expect(low / (1 + exp(-1))).toBeCloseTo(1 - 2 ** -8, 5);
  expect(high / (1 + exp(-1))).toBeCloseTo(1 + 2 ** -8, 5);
  expect(of(streaming, row(1, 1, -Infinity), bfloat16)).toEqual(point(2));
});

test('of ∞ is NaN, and of what may be NaN may be', () => {
  for (const profile of [float32, bfloat16])
    expect(of(streaming, row(Infinity, 1), profile)).toEqual({ low: Number.NaN, high: Number.NaN, nan: true });
  for (const text of ['streaming_sumexp(either(x[0], x[1]), x[2])', 'streaming_sumexp(x[2], either(x[0], x[1]))'])
    expect(of(text, row(3, Number.NaN, 3))).toEqual({ low: 2, high: 2, nan: true });
});

test('of a range holds what either end makes of it', () => {
  const { low, high } = of('streaming_sumexp(either(x[0], x[1]), x[2])', row(-1, 1, 0));
  expect(low).toBeLessThan(1 + exp(-1));
  expect(high).toBeGreaterThan(1 + exp(-1));
});
