// What training minimises: the mean of the losses, and strength·Σ|θ| or strength·Σθ².
//#import shared/sums.wgsl

const PENALTY = 0u;
const STRENGTH = 1u;
const THETA = 2u; // after input, and the target that it does not have
const DIFFERENTIABLE = 5u;
const L1 = 6;
const L2 = 7;

@compute @workgroup_size(1)
fn check() {
  declare_scalar(0u);
  scratch[HOW] = MEAN;
  set_denominator(real(f32(elements_of(0u))));
  let penalty = kind_of(PENALTY) == IS_WORD && (whole_of(PENALTY) == L1 || whole_of(PENALTY) == L2);
  let strength = kind_of(STRENGTH) == IS_NUMBER && is_at_least_zero(number_of(STRENGTH));
  let inputs = is_floating(0u) && !is_given(1u) && is_floating(THETA);
  if !penalty || !strength || !inputs || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(elements_of(THETA), SIZE));
  schedule(1u, 1u);
  schedule(2u, runs_of(elements_of(0u), SIZE));
  schedule(3u, 1u);
}

@compute @workgroup_size(SIZE)
fn penalties(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let theta = tensor(THETA);
  let is_absolute = whole_of(PENALTY) == L1;
  var arrives = ZERO;
  if is_wanted(THETA) {
    arrives = times(load(tensor(upstream_slot()), 0u), number_of(STRENGTH));
  }
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < theta.elements; i += groups.x * SIZE) {
    let x = load(theta, i);
    sum = plus(sum, times(x, select_real(x, sign_of(x), is_absolute)));
    if is_wanted(THETA) {
      let slope = select_real(plus(x, x), sign_of(x), is_absolute);
      store(declared(THETA + 1u), i, times(arrives, slope));
    }
  }
  keep_partial(group.x, local, sum);
}

/* 0 at 0, where any slope from −1 to 1 is right. */
fn sign_of(x: Real) -> Real {
  if (x.special & NAN) != 0u || is_zero(x) {
    return x;
  }
  return real(select(1.0, -1.0, is_below_zero(x)));
}

/* Where the sum of the penalties waits for that of the losses, as bits. */
const PENALTIES = 3u;

@compute @workgroup_size(SIZE)
fn add_penalties(@builtin(local_invocation_index) local: u32) {
  let sum = sum_of_partials(0u, local);
  if local == 0u {
    scratch[PENALTIES] = to_bits(sum);
  }
}

@compute @workgroup_size(SIZE)
fn losses(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let input = tensor(0u);
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < input.elements; i += groups.x * SIZE) {
    sum = plus(sum, load(input, i));
    if is_wanted(0u) {
      store(declared(1u), i, seed(i));
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  let sum = sum_of_partials(2u, local);
  if local == 0u {
    let cost = over(sum, from_bits(scratch[DENOMINATOR]));
    store(declared(0u), 0u, plus(cost, times(number_of(STRENGTH), from_bits(scratch[PENALTIES]))));
  }
}
