// Entropy of distributions, −Σ p·ln p, where 0·ln 0 is 0.
//#import shared/distributions.wgsl

const DIFFERENTIABLE = 1u;

@compute @workgroup_size(1)
fn check() {
  let rows = rows_along(class_axis());
  declare_row_losses(plain_reduction(0u, MEAN), rows);
  set_denominator(real(f32(rows.positions)));
  let inputs = is_floating(0u) && has_classes(rows) && !is_given(1u);
  if how() == NO_REDUCTION || !inputs || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of_rows(rows));
  schedule(1u, 1u);
}

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
