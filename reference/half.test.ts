/** Halves against PyTorch 1.13.1's .half() and .bfloat16(), and against the rule of rounding at every boundary there is. */
import { expect, test } from 'vitest';
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from './half.ts';

const CODECS = [
  { name: 'float16', to: toFloat16, from: fromFloat16, infinity: 0x7c00, overflow: 65536 },
  { name: 'bfloat16', to: toBfloat16, from: fromBfloat16, infinity: 0x7f80, overflow: 2 ** 128 },
];

/** FNV-1a over whole numbers: so that thousands of PyTorch's answers are one number here. */
const fingerprint = (numbers: readonly number[]): number =>
  numbers.reduce((hash, number) => Math.imul(hash ^ number, 16777619) >>> 0, 2166136261);

/** 20,000 float32 bit patterns from a linear congruence, as the script that asked PyTorch made them. */
const patterns = (shape: (bits: number) => number): number[] => {
  let state = 1;
  return Array.from({ length: 20000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return shape(state) >>> 0;
  });
};

/** Exponents from 2^−29 to 2^34: around every one that float16 has. */
const nearOne = (bits: number): number => (bits & 0x807fffff) | ((98 + ((bits >>> 23) & 63)) << 23);

test('20,000 float32 numbers of each kind become the bits PyTorch gives them', () => {
  const table: [kind: string, shape: (bits: number) => number, float16: number, bfloat16: number][] = [
    ['any bits', (bits) => bits, 3287570548, 3908750084],
    ['within and around the range of float16', nearOne, 1491501721, 259985883],
    ['half of them ties of bfloat16', (bits) => nearOne(bits) & 0xffff8000, 935551222, 648383064],
    ['half of them ties of float16', (bits) => nearOne(bits) & 0xfffff000, 2234559419, 1128156125],
  ];
  for (const [kind, shape, float16, bfloat16] of table) {
    const values = new Float32Array(Uint32Array.from(patterns(shape)).buffer);
    const bits = (to: (value: number) => number, nan: number) =>
      Array.from(values, (value) => (Number.isNaN(value) ? nan : to(value)));
    expect(fingerprint(bits(toFloat16, 0x7e00)), kind).toBe(float16);
    expect(fingerprint(bits(toBfloat16, 0x7fc0)), kind).toBe(bfloat16);
  }
});

test('single numbers, as PyTorch rounds them', () => {
  const table: [value: number, float16: number, bfloat16: number][] = [
    [0, 0x0000, 0x0000],
    [-0, 0x8000, 0x8000],
    [1, 0x3c00, 0x3f80],
    [-1, 0xbc00, 0xbf80],
    [0.1, 0x2e66, 0x3dcd],
    [1 / 3, 0x3555, 0x3eab],
    [6.1e-5, 0x03ff, 0x3880],
    [65504, 0x7bff, 0x4780],
    [65519.99, 0x7bff, 0x4780],
    [65520, 0x7c00, 0x4780],
    [3.3e38, 0x7c00, 0x7f78],
    [3.4e38, 0x7c00, 0x7f80],
    [1e300, 0x7c00, 0x7f80],
    [-1e300, 0xfc00, 0xff80],
    [Infinity, 0x7c00, 0x7f80],
    [-Infinity, 0xfc00, 0xff80],
    [2 ** -24, 0x0001, 0x3380],
    [2 ** -25, 0x0000, 0x3300],
    [2 ** -25 * 1.0001, 0x0001, 0x3300],
    [-(2 ** -26), 0x8000, 0xb280],
    [1e-40, 0x0000, 0x0001],
    [2 ** -134, 0x0000, 0x0000],
    [1.5 * 2 ** -133, 0x0000, 0x0002],
    [-5e-324, 0x8000, 0x8000],
  ];
  for (const [value, float16, bfloat16] of table) {
    expect(toFloat16(value), `float16 of ${value}`).toBe(float16);
    expect(toBfloat16(value), `bfloat16 of ${value}`).toBe(bfloat16);
  }
});

/** The next double up, of a positive one. */
function after(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] += 1n;
  return new Float64Array(bits.buffer)[0];
}

function before(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] -= 1n;
  return new Float64Array(bits.buffer)[0];
}

test('between all neighbours the middle goes to the even one, and the doubles beside it to the nearer: one rounding', () => {
  for (const { name, to, from, infinity, overflow } of CODECS) {
    const wrong: string[] = [];
    for (let half = 0; half < infinity; half++) {
      const middle = (from(half) + (half + 1 === infinity ? overflow : from(half + 1))) / 2;
      const expected = [half, half, half + (half & 1), half + 1, (half + 1) | 0x8000];
      const values = [from(half), before(middle), middle, after(middle), -after(middle)];
      if (values.some((value, i) => to(value) !== expected[i])) wrong.push(`${name} ${half.toString(16)}`);
    }
    expect(wrong).toEqual([]);
  }
});

test('all 65,536 bit patterns read as PyTorch reads them', () => {
  const expected = { float16: 737844677, bfloat16: 3651444165 };
  for (const { name, from } of CODECS) {
    const values = Float32Array.from({ length: 65536 }, (_, half) => from(half));
    const bits = Array.from(new Uint32Array(values.buffer), (bits, half) =>
      Number.isNaN(values[half]) ? 0x7fc00000 : bits,
    );
    expect([name, fingerprint(bits)]).toEqual([name, expected[name === 'float16' ? 'float16' : 'bfloat16']]);
  }
});

test('NaN stays NaN', () => {
  for (const { to, from, infinity } of CODECS) {
    expect(from(to(Number.NaN))).toBeNaN();
    expect(to(Number.NaN) & 0x7fff).toBeGreaterThan(infinity);
  }
});
