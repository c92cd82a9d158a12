/** The formats' numbers are those that IEEE 754 and the bfloat16 papers print. */
import { expect, test } from 'vitest';
import { formats } from './formats.ts';

test.each([
  // C's DBL_EPSILON/2, DBL_MIN, DBL_TRUE_MIN, DBL_MAX; then FLT_…; binary16 and bfloat16 from their tables.
  ['float64', 1.1102230246251565e-16, 2.2250738585072014e-308, 5e-324, 1.7976931348623157e308],
  ['float32', 5.9604644775390625e-8, 1.1754943508222875e-38, 1.401298464324817e-45, 3.4028234663852886e38],
  ['float16', 0.00048828125, 6.103515625e-5, 5.9604644775390625e-8, 65504],
  ['bfloat16', 0.00390625, 1.1754943508222875e-38, 9.183549615799121e-41, 3.3895313892515355e38],
] as const)('%s', (dtype, unit, smallestNormal, smallest, largest) => {
  expect(formats[dtype]).toEqual({ unit, smallestNormal, smallest, largest });
});
