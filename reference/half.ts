/** Half-precision numbers, float16 and bfloat16, to and from their 16 bits; a double is rounded once, ties to even. */

// Every half is a float32 as well, whose bits these two arrays show.
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** Adding and subtracting ROUNDERS[e]·u rounds a double below 2^(e − 127 + 52)·u to a multiple of 2^(e − 127)·u. */
const ROUNDERS = Float64Array.from({ length: 256 }, (_, exponent) => 1.5 * 2 ** (52 - 127 + exponent));

/**
 * Leaves in `single` what is nearest to `value` among the numbers with `unit` = 2^−(fraction bits) and the `lowest`
 * exponent of a normal one, both biased by 127 as float32 has them; beyond the greatest of them, something greater.
 * Not through float32, which would round twice: float32 only says the exponent, and where it says one too many, `value`
 * is so near a power of two that both spacings round it there. Returns the bits of the sign.
 */
function round(value: number, unit: number, lowest: number): number {
  single[0] = value;
  const sign = bits[0] & 0x80000000;
  const rounder = ROUNDERS[Math.max((bits[0] >>> 23) & 255, lowest)] * unit;
  single[0] = value + rounder - rounder;
  return sign;
}

/** bfloat16 is the upper half of a float32: 8 exponent bits, 7 fraction bits. */
export function toBfloat16(value: number): number {
  const sign = round(value, 2 ** -7, 1);
  return (bits[0] | sign) >>> 16;
}

export function fromBfloat16(half: number): number {
  bits[0] = half << 16;
  return single[0];
}

/** float16 has 5 exponent bits, biased by 15, and 10 fraction bits: from 2^−24 to 65504. */
export function toFloat16(value: number): number {
  const sign = round(value, 2 ** -10, 127 - 14) >>> 16;
  const magnitude = bits[0] & 0x7fffffff;
  if (magnitude > 0x7f800000) return 0x7e00; // NaN
  if (magnitude < 0x38800000) return sign | (Math.abs(single[0]) * 2 ** 24); // below 2^−14: a count of 2^−24
  return sign | Math.min((magnitude >>> 13) - ((127 - 15) << 10), 0x7c00);
}

export function fromFloat16(half: number): number {
  const sign = (half & 0x8000) << 16;
  const rest = (half & 0x7fff) << 13;
  if (rest >= 0x7c00 << 13) {
    bits[0] = sign | 0x7f800000 | rest; // infinity, NaN
    return single[0];
  }
  bits[0] = sign | rest;
  return single[0] * 2 ** (127 - 15);
}
