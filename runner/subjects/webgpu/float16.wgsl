// How float16 lies in memory: two to a word. All is computed in binary32 and rounded once, to nearest, ties to even, in
// whole numbers: that needs no shader-f16, and every GPU does it alike.

const DTYPE = 2u;
const BYTES = 2u;

fn load(source: Tensor, i: u32) -> Real {
  return from_bits(half_to_single((question[source.start + i / 2u] >> (16u * (i & 1u))) & 0xffffu));
}

/* The word was 0, and each half is written once. */
fn store(to: Tensor, i: u32, x: Real) {
  atomicOr(&answer[to.start + i / 2u], single_to_half(to_bits(x)) << (16u * (i & 1u)));
}

/* The number as this dtype holds it. */
fn stored(x: Real) -> Real {
  return from_bits(half_to_single(single_to_half(to_bits(x))));
}

fn half_to_single(half: u32) -> u32 {
  let sign = (half & 0x8000u) << 16u;
  let magnitude = half & 0x7fffu;
  if magnitude >= 0x7c00u {
    return sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13u);
  }
  if magnitude >= 0x400u {
    return sign | ((magnitude + 0x1c000u) << 13u);
  }
  return sign | bitcast<u32>(f32(magnitude) * 5.960464477539063e-8);
}

fn single_to_half(bits: u32) -> u32 {
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if magnitude > 0x7f800000u {
    return sign | 0x7e00u;
  }
  if magnitude >= 0x477ff000u { // 65520, half way to what would be the next number
    return sign | 0x7c00u;
  }
  if magnitude >= 0x38800000u {
    return sign | ((magnitude + 0xfffu + ((magnitude >> 13u) & 1u) - 0x38000000u) >> 13u);
  }
  let exponent = magnitude >> 23u;
  if exponent < 102u {
    return sign;
  }
  let shift = 126u - exponent;
  let digits = (magnitude & 0x7fffffu) | 0x800000u;
  let whole = digits >> shift;
  let rest = digits & ((1u << shift) - 1u);
  let middle = 1u << (shift - 1u);
  return sign | (whole + select(0u, 1u, rest > middle || (rest == middle && (whole & 1u) == 1u)));
}
