/** The same arithmetic on MPFR, through gmp-wasm: a witness for bigint.ts, loaded in development only. */
import type { GMPFunctions, mpfr_ptr } from 'gmp-wasm';
import type { FloatDtype } from '../tensor.ts';
import type { Arithmetic } from './arithmetic.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { floatFormats } from './dtype-rounding.ts';

/** Where WebAssembly memory holds the number. Numbers are never written to again until release(). */
export type Mpfr = mpfr_ptr;

const toNearest = 0;
const rounding = { up: 2, down: 3 } as const;

/**
 * MPFR rounds every result correctly, within its exponents: beyond 2^±(2^30) a lower bound is 0 or the largest number,
 * an upper bound the smallest number or ∞. Rejects where gmp-wasm is not installed.
 */
export async function mpfr(): Promise<Arithmetic<Mpfr>> {
  const { init } = await import('gmp-wasm').catch((cause: unknown) => {
    throw new Error('the arithmetic "mpfr" needs gmp-wasm, which is not here: npm install gmp-wasm', { cause });
  });
  const library = (await init()).binding;
  const newNumber = (bits: number): Mpfr => {
    const number = library.mpfr_t();
    library.mpfr_init2(number, bits);
    return number;
  };
  const constant = (value: number): Mpfr => {
    const number = newNumber(53);
    library.mpfr_set_d(number, value, toNearest);
    return number;
  };
  const pool = numberPool(newNumber);
  const scratch = newNumber(53);
  const digitsOf = digitReader(library);

  /** A new number of `bits` bits, written by `operation`. */
  const made = (bits: number, operation: (result: Mpfr) => number): Mpfr => {
    const result = pool.take(bits);
    operation(result);
    return result;
  };
  const nearest = (a: Mpfr, dtype: FloatDtype): number => roundedTo(library, scratch, a, dtype) || 0; // −0 becomes +0

  return {
    name: 'mpfr',
    zero: constant(0),
    one: constant(1),
    infinity: constant(Number.POSITIVE_INFINITY),
    fromNumber(value) {
      if (Number.isNaN(value))
        throw new RangeError('NaN is no real number; the oracle handles it before any arithmetic.');
      return made(53, (result) => library.mpfr_set_d(result, value, toNearest));
    },
    fromDecimal(text, bits, direction) {
      parseDecimal(text); // the same literals are refused
      return made(bits, (result) => library.mpfr_set_string(result, text, 10, rounding[direction]));
    },
    negate: (a) => made(library.mpfr_get_prec(a), (result) => library.mpfr_neg(result, a, toNearest)),
    sign: (a) => signOf(library.mpfr_sgn(a)),
    isFinite: (a) => library.mpfr_number_p(a) !== 0,
    compare: (a, b) => library.mpfr_cmp(a, b),
    add: (a, b, bits, direction) => made(bits, (result) => library.mpfr_add(result, a, b, rounding[direction])),
    multiply: (a, b, bits, direction) => made(bits, (result) => library.mpfr_mul(result, a, b, rounding[direction])),
    divide: (a, b, bits, direction) => made(bits, (result) => library.mpfr_div(result, a, b, rounding[direction])),
    exp: (a, bits, direction) => made(bits, (result) => library.mpfr_exp(result, a, rounding[direction])),
    log: (a, bits, direction) => made(bits, (result) => library.mpfr_log(result, a, rounding[direction])),
    log1p: (a, bits, direction) => made(bits, (result) => library.mpfr_log1p(result, a, rounding[direction])),
    expm1: (a, bits, direction) => made(bits, (result) => library.mpfr_expm1(result, a, rounding[direction])),
    fits: (a, dtype) => library.mpfr_cmp_d(a, nearest(a, dtype)) === 0,
    nearest,
    toDecimal(a, digits) {
      if (library.mpfr_zero_p(a) !== 0) return '0';
      const negative = library.mpfr_sgn(a) < 0;
      if (library.mpfr_inf_p(a) !== 0) return negative ? '-Infinity' : 'Infinity';
      const { text, exponent } = digitsOf(a, digits);
      return formatDecimal(negative, text, exponent);
    },
    release: pool.release,
  };
}

function signOf(value: number): -1 | 0 | 1 {
  if (value > 0) return 1;
  return value < 0 ? -1 : 0;
}

/** Numbers of each precision, handed out in order and all taken back at once: MPFR's own allocation is slow. */
function numberPool(newNumber: (bits: number) => Mpfr): { take(bits: number): Mpfr; release(): void } {
  const pools = new Map<number, { readonly numbers: Mpfr[]; used: number }>();
  return {
    take(bits) {
      let pool = pools.get(bits);
      if (pool === undefined) {
        pool = { numbers: [], used: 0 };
        pools.set(bits, pool);
      }
      pool.numbers[pool.used] ??= newNumber(bits);
      return pool.numbers[pool.used++] as Mpfr;
    },
    release() {
      for (const pool of pools.values()) pool.used = 0;
    },
  };
}

/** Rounded once, to as many bits as the dtype has for a number of that size, then read exactly. */
function roundedTo(library: GMPFunctions, scratch: Mpfr, a: Mpfr, dtype: FloatDtype): number {
  // A double's own subnormals MPFR rounds rightly; of the narrower ones it knows nothing.
  if (dtype === 'float64' || library.mpfr_regular_p(a) === 0) return library.mpfr_get_d(a, toNearest);
  const { precision, quantum, limit } = floatFormats[dtype];
  const bits = Math.min(precision, library.mpfr_get_exp(a) - quantum);
  if (bits < 0) return 0;
  const sign = library.mpfr_sgn(a);
  // Between half the smallest number and that number: only the half itself, a power of two, goes to (even) zero.
  if (bits === 0) return library.mpfr_min_prec(a) === 1 ? 0 : sign * 2 ** quantum;
  library.mpfr_set_prec(scratch, bits);
  library.mpfr_set(scratch, a, toNearest);
  const value = library.mpfr_get_d(scratch, toNearest);
  return Math.abs(value) >= 2 ** limit ? sign * Number.POSITIVE_INFINITY : value;
}

/** Reads a number's first decimal digits, and the power of ten that the first of them stands for. */
function digitReader(library: GMPFunctions): (a: Mpfr, digits: number) => { text: string; exponent: number } {
  const exponentAddress = library.malloc(4);
  return (a, digits) => {
    const address = library.mpfr_get_str(0, exponentAddress, 10, digits, a, toNearest);
    const end = library.mem.indexOf(0, address);
    const text = String.fromCharCode(...library.mem.subarray(address, end)).replace('-', '');
    library.mpfr_free_str(address);
    // MPFR puts the point before the first digit.
    return { text, exponent: library.memView.getInt32(exponentAddress, true) - 1 };
  };
}
