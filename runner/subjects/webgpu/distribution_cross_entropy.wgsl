// Cross-entropy of distributions, −Σ P·ln Q, where a class with P = 0 adds nothing.
//#import shared/distributions.wgsl
//#import shared/shapes.wgsl

const DIFFERENTIABLE = 3u;

@compute @workgroup_size(1)
fn check() {
  let rows = rows_along(class_axis());
  declare_row_losses(plain_reduction(0u, MEAN), rows);
  set_denominator(real(f32(rows.positions)));
  let inputs = is_floating(0u) && has_classes(rows) && is_floating(1u) && same_shape(0u, 1u);
  if how() == NO_REDUCTION || !inputs || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of_rows(rows));
  schedule(1u, 1u);
}

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
