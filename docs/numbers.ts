/** Numbers and tensors as the pages write them: inputs in full, answers to a few digits. */
import { fromScalar, type Scalar } from '../spec/tensor.ts';

/** Significant digits of an answer. */
export const DIGITS = 6;
/** Below it a power of 10 is shorter to read than zeros behind a point. */
const SMALLEST_DECIMAL = 1e-4;
/** More than enough to tell any two binary64 numbers apart. */
const ALL_DIGITS = 17;

/** Rounded to a few significant digits; words for what is no number. */
export function short(scalar: Scalar, digits = DIGITS): string {
  const value = Number(fromScalar(scalar));
  if (!Number.isFinite(value)) return infinities[String(value)] ?? String(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  return size !== 0 && size < SMALLEST_DECIMAL ? rounded.toExponential() : String(rounded);
}

/** As the vector has it. */
export const full = (scalar: Scalar): string => infinities[String(scalar)] ?? String(scalar);

const infinities: Readonly<Record<string, string>> = { Infinity: '∞', '-Infinity': '-∞' };

/** Rows in brackets; a scalar stands alone, and what has no entry tells its shape. */
export function nested(shape: readonly number[], entries: readonly string[]): string {
  if (shape.length === 0) return entries[0] ?? '';
  if (entries.length === 0) return `[] of shape (${shape.join(', ')})`;
  const [size = 0, ...inner] = shape;
  const width = entries.length / size;
  const rows = Array.from({ length: size }, (_, row) => nested(inner, entries.slice(row * width, (row + 1) * width)));
  return `[${rows.join(', ')}]`;
}

/** The fewest digits, but no fewer than {@link DIGITS}, that show every difference between two lists of numbers. */
export function tellingDigits(left: readonly number[], right: readonly number[]): number {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const hidden = left.some((value, index) => {
      const other = right[index] ?? Number.NaN;
      return value !== other && short(value, digits) === short(other, digits) && !Number.isNaN(value);
    });
    if (!hidden) return digits;
  }
  return ALL_DIGITS;
}

/** A size that may span many orders of magnitude, to three significant digits. */
export function rough(value: number): string {
  if (value !== 0 && (value >= 1e5 || value < 1e-3)) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}
