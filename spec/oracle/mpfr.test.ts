/** The two arithmetics against each other: equal bits where rounding is exact, enclosure where it is not. */
import { expect, test } from 'vitest';
import type { FloatDtype } from '../tensor.ts';
import type { Arithmetic, Direction } from './arithmetic.ts';
import { type BigFloat, bigint } from './bigint.ts';
import { floatFormats } from './dtype-rounding.ts';
import { type Mpfr, mpfr } from './mpfr.ts';

const witness = await mpfr();
const directions: readonly Direction[] = ['down', 'up'];
const dtypes: readonly FloatDtype[] = ['float64', 'float32', 'float16', 'bfloat16'];

/** (first + second) · 2^scale: up to some 150 bits, and beyond a double's range. Built by exact operations only. */
interface Argument {
  readonly first: number;
  readonly second: number;
  readonly scale: number;
}

function powerOfTwo<R>(arithmetic: Arithmetic<R>, exponent: number): R {
  let power = arithmetic.one;
  let square = arithmetic.fromNumber(exponent < 0 ? 0.5 : 2);
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = arithmetic.multiply(power, square, 2, 'down');
    square = arithmetic.multiply(square, square, 2, 'down');
  }
  return power;
}

function build<R>(arithmetic: Arithmetic<R>, { first, second, scale }: Argument): R {
  const sum = arithmetic.add(arithmetic.fromNumber(first), arithmetic.fromNumber(second), 4000, 'down');
  return arithmetic.multiply(sum, powerOfTwo(arithmetic, scale), 4000, 'down');
}

function toWitness(a: BigFloat): Mpfr {
  if (!bigint.isFinite(a)) return witness.fromNumber(bigint.sign(a) * Number.POSITIVE_INFINITY);
  const mantissa = witness.fromDecimal(String(a.mantissa), Math.max(2, a.length), 'down');
  return witness.multiply(mantissa, powerOfTwo(witness, a.exponent), Math.max(2, a.length), 'down');
}

const same = (a: BigFloat, b: Mpfr): boolean => witness.compare(toWitness(a), b) === 0;

/** The same numbers on every run, in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Few bits or many, near 1 in size or far from it; `scales` bounds the power of two. */
function randomArgument(random: () => number, scales: number): Argument {
  const signed = (): number => (random() - 0.5) * (1 + random());
  const first = random() < 0.3 ? Math.round(signed() * 20) / 4 || 1 : signed();
  const second = random() < 0.5 ? 0 : signed() * 2 ** -Math.floor(random() * 90);
  const reach = random() < 0.5 ? Math.min(scales, 4) : scales;
  return { first, second, scale: Math.round((random() - 0.5) * 2 * reach) };
}

const plain = (first: number): Argument => ({ first, second: 0, scale: 0 });
const scaled = (first: number, scale: number): Argument => ({ first, second: 0, scale });
const nearOne = (distance: number, scale: number): Argument => ({ first: 1, second: distance * 2 ** scale, scale: 0 });

function show({ first, second, scale }: Argument): string {
  return `(${first} + ${second})·2^${scale}`;
}

test('sums, products and quotients are the same bits, both ways, at any precision', () => {
  const random = randomNumbers(1);
  const special = [0, 1, -1, 0.75, -3, 2 ** 52 + 1, 5e-324].map(plain).concat(scaled(1, 5000), scaled(-1, -5000));
  const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
  for (let i = 0; i < 3000; i++) pairs.push([randomArgument(random, 300), randomArgument(random, 300)]);
  for (let i = 0; i < 200; i++) pairs.push([randomArgument(random, 1e7), randomArgument(random, 1e7)]);
  for (const [i, [left, right]] of pairs.entries()) {
    const [a, b] = [build(bigint, left), build(bigint, right)];
    const [c, d] = [build(witness, left), build(witness, right)];
    const bits = [2, 11, 24, 53, 64, 128, 129, 500][i % 8] as number;
    for (const operation of ['add', 'multiply', 'divide'] as const) {
      if (operation === 'divide' && bigint.sign(b) === 0) continue;
      for (const direction of directions) {
        const ours = bigint[operation](a, b, bits, direction);
        const agrees = same(ours, witness[operation](c, d, bits, direction)) && ours.length <= bits;
        expect(agrees, `${operation} ${direction}, ${bits} bits, of ${show(left)} and ${show(right)}`).toBe(true);
      }
    }
    const nearlyLeft = bigint.add(a, b, 400, 'up');
    expect(Math.sign(bigint.compare(nearlyLeft, a))).toBe(Math.sign(witness.compare(toWitness(nearlyLeft), c)));
    witness.release();
  }
});

const unitsApart = 4;

const elementary = {
  exp: [1, -1, 0.5, 0.34, -0.36, 745.25, -745.25, 1e6, -1e6, 5e8, -5e8, 0.125, 2 ** -31, -(2 ** -33), 2 ** -140]
    .map(plain)
    .concat(scaled(1, -5000), scaled(-1, -5000)),
  log: [2, 0.5, Math.SQRT1_2, Math.SQRT2, 3, 10, 1e300, 5e-324, 0.1]
    .map(plain)
    .concat(scaled(1, 5000), scaled(1.5, -1e7), ...nearOnes()),
  log1p: [1, -0.5, -0.75, 0.41, 1e300, 2 ** -31, -(2 ** -31), 2 ** -33, -(2 ** -33), 1e-300, -1e-300]
    .map(plain)
    .concat(scaled(1, -5000), scaled(-1, -5000), scaled(1, 5000))
    .concat(nearOnes().map(({ second }) => ({ first: -1, second: Math.abs(second), scale: 0 }))),
  expm1: [1, -1, 0.5, -0.5, 40, -40, -400, 1e6, -1e6, 5e8, 2 ** -31, -(2 ** -31), 2 ** -33, -(2 ** -33), 1e-300]
    .map(plain)
    .concat(scaled(-1e-300, 0), scaled(1, -5000), scaled(-1, -5000)),
};

function nearOnes(): Argument[] {
  return [-3, -20, -31, -32, -33, -34, -40, -100, -1000].flatMap((scale) => [nearOne(1, scale), nearOne(-1, scale)]);
}

const inDomain = {
  exp: (random: () => number) => randomArgument(random, random() < 0.2 ? 27 : 200),
  log: (random: () => number) => positive(randomArgument(random, 300)),
  log1p: (random: () => number) => positive(randomArgument(random, 300)),
  expm1: (random: () => number) => randomArgument(random, random() < 0.2 ? 27 : 200),
};

/** Of those above 2^27 the exponent alone would exceed MPFR's. */
function inRange({ first, second, scale }: Argument, operation: keyof typeof inDomain): boolean {
  return operation.startsWith('log') || scale < 28 || Math.abs(first + second) * 2 ** scale < 2 ** 29;
}

function positive(argument: Argument): Argument {
  return argument.first + argument.second > 0
    ? argument
    : { ...argument, first: -argument.first || 1, second: -argument.second };
}

/** What is wrong with our bounds of operation(argument), or ''. */
function fault(operation: keyof typeof elementary, argument: Argument, bits: number): string {
  const a = build(bigint, argument);
  const b = build(witness, argument);
  const low = bigint[operation](a, bits, 'down');
  const high = bigint[operation](a, bits, 'up');
  const problems: string[] = [];
  if (low.length > bits || high.length > bits) problems.push('too many bits');
  if (witness.compare(toWitness(low), witness[operation](b, bits + 64, 'down')) > 0)
    problems.push('lower bound too high');
  if (witness.compare(toWitness(high), witness[operation](b, bits + 64, 'up')) < 0)
    problems.push('upper bound too low');
  const width = bigint.add(high, bigint.negate(low), bits, 'up');
  const magnitude = bigint.sign(low) < 0 ? high : low;
  const unit = powerOfTwo(bigint, magnitude.exponent + magnitude.length - bits);
  const allowed = bigint.multiply(unit, bigint.fromNumber(unitsApart), bits, 'down');
  if (bigint.compare(width, allowed) > 0) problems.push(`more than ${unitsApart} units wide`);
  witness.release();
  return problems.join(', ');
}

test.each(Object.keys(elementary) as (keyof typeof elementary)[])('%s is enclosed within 4 units', (operation) => {
  const random = randomNumbers(2);
  for (const bits of [11, 24, 53, 64, 96, 128, 192, 333, 1024]) {
    const aboutOneUnit = [-4, -3, -2, -1, 0, 1, 2, 3].flatMap((k) => [scaled(1, k - bits), scaled(-1, k - bits)]);
    const chosen = [...elementary[operation], ...(operation === 'log' ? [] : aboutOneUnit)];
    for (const argument of chosen) {
      expect(fault(operation, argument, bits), `${operation} of ${show(argument)}, ${bits} bits`).toBe('');
    }
  }
  for (let i = 0; i < 2500; i++) {
    const argument = inDomain[operation](random);
    const bits = i % 100 === 0 ? 3000 : ([24, 64, 96, 128, 128, 128, 256, 300][i % 8] as number);
    if (!inRange(argument, operation)) continue;
    expect(fault(operation, argument, bits), `${operation} of ${show(argument)}, ${bits} bits`).toBe('');
  }
});

test('both round to every dtype alike, and agree on what fits', () => {
  const random = randomNumbers(3);
  const compared: Argument[] = [0, 1, -1, Number.MAX_VALUE, 5e-324, 65519.99, 65520, -65520, 3.4e38].map(plain);
  for (const dtype of dtypes) compared.push(...around(dtype));
  for (let i = 0; i < 3000; i++) compared.push(randomArgument(random, [16, 30, 160, 1100][i % 4] as number));
  for (const argument of compared) {
    const a = build(bigint, argument);
    const b = build(witness, argument);
    for (const dtype of dtypes) {
      expect(bigint.nearest(a, dtype), `${show(argument)} in ${dtype}`).toBe(witness.nearest(b, dtype));
      expect(bigint.fits(a, dtype), `whether ${show(argument)} fits ${dtype}`).toBe(witness.fits(b, dtype));
    }
    witness.release();
  }
});

/** Odd multiples of the half and the quarter of a dtype's smallest number and of its last places, and a little beside. */
function around(dtype: FloatDtype): Argument[] {
  const { precision, quantum, limit } = floatFormats[dtype];
  const found: Argument[] = [];
  for (const scale of [quantum, quantum + 1, quantum + precision, 0, limit - precision]) {
    for (const first of [
      0.25,
      0.5,
      0.75,
      1,
      1.5,
      2.5,
      2 ** precision - 1.5,
      2 ** precision - 0.5,
      2 ** precision - 0.25,
    ]) {
      for (const second of [0, 2 ** -100, -(2 ** -100)])
        found.push({ first, second, scale }, { first: -first, second, scale });
    }
  }
  return found;
}

test('both read and write the same decimals', () => {
  const random = randomNumbers(4);
  for (let i = 0; i < 600; i++) {
    const argument = randomArgument(random, [2, 300, 5000, 1e6][i % 4] as number);
    const digits = [1, 2, 17, 40][Math.floor(random() * 4)] as number;
    const text = bigint.toDecimal(build(bigint, argument), digits);
    expect(text, show(argument)).toBe(witness.toDecimal(build(witness, argument), digits));
    if (Math.abs(argument.scale) > 10000) continue;
    for (const direction of directions) {
      const read = witness.fromDecimal(text, 100, direction);
      expect(same(bigint.fromDecimal(text, 100, direction), read), `${text} read ${direction}`).toBe(true);
    }
    witness.release();
  }
});

test('ties between two decimals go to the even digit in both', () => {
  for (const [value, digits, text] of [
    [2.5, 1, '2'],
    [3.5, 1, '4'],
    [9.5, 1, '1e+1'],
    [0.125, 2, '0.12'],
    [99.5, 2, '1.0e+2'],
  ] as const) {
    expect(bigint.toDecimal(bigint.fromNumber(value), digits)).toBe(text);
    expect(witness.toDecimal(witness.fromNumber(value), digits)).toBe(text);
  }
});

test('released numbers are used again', () => {
  witness.release();
  const before = witness.fromNumber(1);
  witness.release();
  expect(witness.fromNumber(2)).toBe(before);
  expect(witness.nearest(witness.one, 'float64')).toBe(1);
});
