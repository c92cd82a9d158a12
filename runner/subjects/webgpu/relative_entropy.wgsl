// Relative entropy, Σ P·ln(P/Q): what believing Q costs when P is right. A class with P = 0 adds nothing.
//#import shared/distributions.wgsl

const HAS_TARGET = true;

/* What the class at place i adds to the loss of position n; its gradients are written. */
fn term(i: u32, n: u32) -> Real {
  let q = load(tensor(0u), i);
  let p = load(tensor(1u), i);
  let apart = logarithm_of_ratio(p.finite, q.finite);
  if is_wanted(0u) {
    store(declared(1u), i, select_real(negative(times(seed(n), over(p, q))), ZERO, is_zero(p)));
  }
  if is_wanted(1u) {
    store(declared(2u), i, select_real(times(seed(n), plus(apart, real(1.0))), ZERO, is_zero(p)));
  }
  if !is_probability(p) || !is_probability(q) {
    return Real(0.0, ILLEGAL);
  }
  return select_real(times(p, apart), ZERO, is_zero(p));
}

/* ln(p / q). Where p is near q their difference is exact, while the logarithm of a rounded ratio loses all but it. */
fn logarithm_of_ratio(p: f32, q: f32) -> Real {
  if p >= 0.5 * q && p <= 2.0 * q && q > 1e-30 {
    return real(logarithm_of_one_and(quotient(p - q, q)));
  }
  return minus(logarithm(p), logarithm(q));
}
