// Entropy of distributions, −Σ p·ln p, where 0·ln 0 is 0.
//#import shared/distributions.wgsl

const HAS_TARGET = false;

/* What the class at place i adds to the loss of position n; its gradient is written. */
fn term(i: u32, n: u32) -> Real {
  let p = load(tensor(0u), i);
  let surprise = negative(logarithm(p.finite));
  if is_wanted(0u) {
    store(declared(1u), i, times(seed(n), minus(surprise, real(1.0))));
  }
  if !is_probability(p) {
    return Real(0.0, ILLEGAL);
  }
  return select_real(times(p, surprise), ZERO, is_zero(p));
}
