// Self-information: minus the logarithm of a probability.
//#import shared/elements.wgsl

const DIFFERENTIABLE = 1u;
const ELEMENTS = 0u;

@compute @workgroup_size(1)
fn check() {
  declare_element_losses(plain_reduction(0u, MEAN));
  set_denominator(real(f32(elements_of(0u))));
  if how() == NO_REDUCTION || !is_floating(0u) || is_given(1u) || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule_elements();
}

fn element(i: u32, p: Real) -> Real {
  if is_wanted(0u) {
    store(declared(1u), i, negative(over(seed(i), p)));
  }
  return plus(negative(logarithm(p.finite)), Real(0.0, select(ILLEGAL, 0u, is_probability(p))));
}
