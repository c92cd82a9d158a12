// How the answer's dtype lies in memory: float32 a word each, float16 two to a word. All is computed in binary32, and for
// float16 rounded once, to nearest, ties to even, in whole numbers: every GPU does that alike, with shader-f16 or without.
//#import shared/blocks.wgsl
//#import shared/numbers.wgsl

fn is_half() -> bool {
  return question[0] == FLOAT16;
}

/* Where number i lies behind `start`, in words; how far up in its word. */
fn word_of(start: u32, i: u32) -> u32 {
  return start + select(i, i / 2u, is_half());
}

fn shift_of(i: u32) -> u32 {
  return select(0u, 16u * (i & 1u), is_half());
}

fn load(source: Tensor, i: u32) -> Real {
  let bits = question[word_of(source.start, i)] >> shift_of(i);
  return from_bits(select(bits, half_to_single(bits & 0xffffu), is_half()));
}

/* The word was 0, and each number is written once. */
fn store(to: Tensor, i: u32, x: Real) {
  let bits = to_bits(x);
  atomicOr(&answer[word_of(to.start, i)], select(bits, single_to_half(bits), is_half()) << shift_of(i));
}

/* The number as the dtype holds it. */
fn stored(x: Real) -> Real {
  let bits = to_bits(x);
  return from_bits(select(bits, half_to_single(single_to_half(bits)), is_half()));
}

fn half_to_single(half: u32) -> u32 {
  let sign = (half & 0x8000u) << 16u;
  let magnitude = half & 0x7fffu;
  let small = bitcast<u32>(f32(magnitude) * 5.960464477539063e-8);
  let normal = (magnitude + select(0x1c000u, 0x38000u, magnitude >= 0x7c00u)) << 13u;
  return sign | select(normal, small, magnitude < 0x400u);
}

fn single_to_half(bits: u32) -> u32 {
  let magnitude = bits & 0x7fffffffu;
  // Below the smallest normal half the digits are moved until they count its subnormal ones.
  let shift = select(13u, min(126u - (magnitude >> 23u), 31u), magnitude < 0x38800000u);
  let digits = select(magnitude - 0x38000000u, (magnitude & 0x7fffffu) | 0x800000u, magnitude < 0x38800000u);
  let whole = digits >> shift;
  let rest = digits & ((1u << shift) - 1u);
  let middle = 1u << (shift - 1u);
  let rounded = whole + select(0u, 1u, rest > middle || (rest == middle && (whole & 1u) == 1u));
  let special = select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
  return ((bits >> 16u) & 0x8000u) | select(rounded, special, magnitude >= 0x477ff000u); // 65520 is nearer to 2^16
}
