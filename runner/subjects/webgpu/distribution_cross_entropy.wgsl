// Cross-entropy of distributions, −Σ P·ln Q, where a class with P = 0 adds nothing.
//#import shared/distributions.wgsl

const HAS_TARGET = true;

/* What the class at place i adds to the loss of position n; its gradients are written. */
fn term(i: u32, n: u32) -> Real {
  let q = load(tensor(0u), i);
  let p = load(tensor(1u), i);
  let surprise = negative(logarithm(q.finite));
  if is_wanted(0u) {
    store(declared(1u), i, select_real(negative(times(seed(n), over(p, q))), ZERO, is_zero(p)));
  }
  if is_wanted(1u) {
    store(declared(2u), i, times(seed(n), surprise));
  }
  if !is_probability(p) || !is_probability(q) {
    return Real(0.0, ILLEGAL);
  }
  return select_real(times(p, surprise), ZERO, is_zero(p));
}
