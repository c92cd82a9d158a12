// Numbers. WGSL lets a compiler take for granted that no float is infinite or NaN; so none ever is here. Whether a number
// is finite is told from its bits, carried beside it, and written as bits.

const PLUS = 1u; // ∞
const MINUS = 2u; // −∞; with PLUS, as in ∞ − ∞, NaN
const NAN = 4u;
const ILLEGAL = 8u; // not a number's, but a sum's: an entry was met for which the question is refused

struct Real {
  finite: f32, // means nothing where special
  special: u32,
}

fn real(x: f32) -> Real {
  return Real(x, 0u);
}

const ZERO = Real(0.0, 0u);
const NOT_A_NUMBER = Real(0.0, NAN);
const INFINITE = Real(0.0, PLUS);

fn from_bits(bits: u32) -> Real {
  let magnitude = bits & 0x7fffffffu;
  let special = select(select(PLUS, MINUS, magnitude != bits), NAN, magnitude > 0x7f800000u);
  return Real(bitcast<f32>(select(bits, 0u, magnitude >= 0x7f800000u)), select(0u, special, magnitude >= 0x7f800000u));
}

fn to_bits(x: Real) -> u32 {
  let kind = x.special & (PLUS | MINUS | NAN);
  let special = select(select(0x7fc00000u, 0xff800000u, kind == MINUS), 0x7f800000u, kind == PLUS);
  return select(special, bitcast<u32>(x.finite), kind == 0u);
}

fn plus(a: Real, b: Real) -> Real {
  return Real(a.finite + b.finite, a.special | b.special);
}

fn negative(x: Real) -> Real {
  return Real(-x.finite, (x.special & NAN) | ((x.special & PLUS) << 1u) | ((x.special & MINUS) >> 1u));
}

fn minus(a: Real, b: Real) -> Real {
  return plus(a, negative(b));
}

fn is_zero(x: Real) -> bool {
  return x.special == 0u && x.finite == 0.0;
}

fn is_infinite(x: Real) -> bool {
  return x.special == PLUS || x.special == MINUS;
}

fn is_below_zero(x: Real) -> bool {
  return select(x.special == MINUS, (bitcast<u32>(x.finite) >> 31u) == 1u, x.special == 0u);
}

/* ±∞ with the sign of the product of a and b, or NaN. */
fn infinity_or_nan(a: Real, b: Real, is_nan: bool) -> u32 {
  return select(select(PLUS, MINUS, is_below_zero(a) != is_below_zero(b)), NAN, is_nan);
}

fn is_nan(x: Real) -> bool {
  return x.special > MINUS;
}

fn times(a: Real, b: Real) -> Real {
  let special = infinity_or_nan(a, b, is_nan(a) || is_nan(b) || is_zero(a) || is_zero(b));
  return Real(a.finite * b.finite, select(special, 0u, (a.special | b.special) == 0u));
}

fn over(a: Real, b: Real) -> Real {
  let is_finite = (a.special | b.special) == 0u && b.finite != 0.0;
  let vanishes = a.special == 0u && is_infinite(b);
  let undefined = is_nan(a) || b.special != 0u || (is_zero(a) && is_zero(b));
  let special = select(infinity_or_nan(a, b, undefined), 0u, is_finite || vanishes);
  return Real(select(quotient(a.finite, select(1.0, b.finite, is_finite)), 0.0, vanishes), special);
}

fn select_real(no: Real, yes: Real, choice: bool) -> Real {
  return Real(select(no.finite, yes.finite, choice), select(no.special, yes.special, choice));
}

fn is_at_least_zero(x: Real) -> bool {
  return x.special == PLUS || (x.special == 0u && x.finite >= 0.0);
}

fn is_probability(x: Real) -> bool {
  return x.special == 0u && x.finite >= 0.0 && x.finite <= 1.0;
}

/* WGSL's division may be 2.5 ulps off. What is left over is divided once more, which leaves half of one and a little. */
fn quotient(a: f32, b: f32) -> f32 {
  let rough = a / b;
  let size = abs(rough);
  let better = rough + left_over(a, b, rough) / b;
  return select(rough, better, size >= 1e-30 && size <= 1e30); // else what is left over might not be a normal number
}

/* a − q·b, where q·b is near a: products of half the digits are exact. An fma need not be, in WGSL it may round twice. */
fn left_over(a: f32, b: f32, q: f32) -> f32 {
  let b_high = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let q_high = bitcast<f32>(bitcast<u32>(q) & 0xfffff000u);
  let b_low = b - b_high;
  let q_low = q - q_high;
  return a - q_high * b_high - q_high * b_low - q_low * b_high - q_low * b_low;
}
