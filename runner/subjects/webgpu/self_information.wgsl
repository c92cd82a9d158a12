// Self-information: minus the logarithm of a probability.
//#import shared/functions.wgsl
//#import shared/sums.wgsl

const DIFFERENTIABLE = 1u;

@compute @workgroup_size(1)
fn check() {
  declare_element_losses(plain_reduction(0u, MEAN));
  set_denominator(real(f32(elements_of(0u))));
  if how() == NO_REDUCTION || !is_floating(0u) || is_given(1u) || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(elements_of(0u), SIZE));
  schedule(1u, 1u);
}

@compute @workgroup_size(SIZE)
fn elements(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let input = tensor(0u);
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < input.elements; i += groups.x * SIZE) {
    let p = load(input, i);
    sum.special |= select(ILLEGAL, 0u, is_probability(p));
    let loss = negative(logarithm(p.finite));
    sum = plus(sum, loss);
    if how() == NONE {
      store(declared(0u), i, loss);
    }
    if is_wanted(0u) {
      store(declared(1u), i, negative(over(seed(i), p)));
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(0u, local);
}
