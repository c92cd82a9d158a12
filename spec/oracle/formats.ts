/** The numbers that characterise each floating-point format. */
import type { FloatDtype } from '../tensor.ts';

export interface Format {
  /** Half the distance from 1 to the next number: the largest relative error of rounding to nearest. */
  readonly unit: number;
  readonly smallestNormal: number;
  readonly smallest: number;
  readonly largest: number;
}

const format = (digits: number, smallestExponent: number, largestExponent: number): Format => ({
  unit: 2 ** -digits,
  smallestNormal: 2 ** smallestExponent,
  smallest: 2 ** (smallestExponent - digits + 1),
  largest: (2 - 2 ** (1 - digits)) * 2 ** largestExponent,
});

export const formats: Readonly<Record<FloatDtype, Format>> = {
  float64: format(53, -1022, 1023),
  float32: format(24, -126, 127),
  float16: format(11, -14, 15),
  bfloat16: format(8, -126, 127),
};
