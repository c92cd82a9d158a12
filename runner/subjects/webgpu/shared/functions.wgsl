// Functions of numbers, made by polynomials. Where digits would cancel, reduction is in whole numbers, or exact.
//#import shared/numbers.wgsl

/* e^x within 2 ulps; 0 where it is below the normal numbers. x ≤ 88.7. */
fn exponential(x: f32) -> f32 {
  let n = i32(round(x * 1.442695));
  let r = select(reduced(bitcast<u32>(x), n), x, n == 0);
  let tail = 0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333334 + r * (0.0013888889 + r * 0.00019841270))));
  let fraction = 1.0 + fma(r * r, tail, r);
  let field = i32(bitcast<u32>(fraction) >> 23u) + n;
  return select(bitcast<f32>(bitcast<u32>(fraction) + (bitcast<u32>(n) << 23u)), 0.0, field <= 0 || x < -87.5);
}

/* x − n·ln 2, which is small, in multiples of 2^-31 and modulo 2: nothing is rounded before it is known. */
fn reduced(bits: u32, n: i32) -> f32 {
  let exponent = i32((bits >> 23u) & 255u) - 127; // at least −2, as n is not 0
  let size = i32(((bits & 0x7fffffu) | 0x800000u) << u32(max(exponent, -2) + 8));
  let ln2 = n * 1488522235 + ((n * 233) >> 8u);
  return f32(select(size, -size, (bits >> 31u) == 1u) - ln2) * 4.656612873077393e-10;
}

/* ln(2^k·(1 + f)) for 1 + f from 0.7 to 1.4. Nothing cancels: where k is not 0, k·ln 2 is the greatest term. */
fn scaled_logarithm(k: i32, f: f32) -> f32 {
  let s = f / (2.0 + f);
  let z = s * s;
  let w = z * z;
  let series = z * (0.66666663 + w * 0.28498787) + w * (0.40000972 + w * 0.24279079);
  let half_square = 0.5 * f * f;
  let n = f32(k);
  return n * 0.693138123 + (f - (half_square - (s * (half_square + series) + n * 9.05800061e-6)));
}

struct Scaled {
  exponent: i32,
  fraction: f32, // from 0.7 to 1.4
}

fn scaled(positive: u32) -> Scaled {
  // A number below the normal ones is made 2^24 times as large.
  let low = countLeadingZeros(positive) - 8u;
  let small = positive < 0x800000u;
  let bits = select(positive, (positive << low) + ((24u - low) << 23u), small);
  let moved = bits + 0x4d0000u; // 1.0 − 0.699
  let exponent = i32(moved >> 23u) - 127 - select(0, 24, small);
  return Scaled(exponent, bitcast<f32>((moved & 0x7fffffu) + 0x3f330000u));
}

/* ln x within 3 ulps; −∞ at 0. x ≥ 0. */
fn logarithm(x: f32) -> Real {
  let parts = scaled(bitcast<u32>(x));
  return Real(scaled_logarithm(parts.exponent, parts.fraction - 1.0), select(0u, MINUS, (bitcast<u32>(x) << 1u) == 0u));
}

/* ln(1 + x) within 4 ulps, also where x is tiny. −1 < x. */
fn logarithm_of_one_and(x: f32) -> f32 {
  let parts = scaled(bitcast<u32>(1.0 + x));
  let k = parts.exponent;
  // What 1 + x rounds away is kept: x/2^k is exact, and so is 1/2^k − 1.
  let scale = bitcast<f32>(u32(127 - k) << 23u);
  return scaled_logarithm(k, select(fma(x, scale, scale - 1.0), parts.fraction - 1.0, k > 23));
}
