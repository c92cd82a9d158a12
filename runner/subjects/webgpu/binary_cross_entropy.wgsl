// Binary cross-entropy of probabilities: −w·(y·ln x + (1 − y)·ln(1 − x)), each logarithm held at −100 or above.
//#import shared/functions.wgsl
//#import shared/shapes.wgsl
//#import shared/sums.wgsl

const WEIGHT = 2u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 3u;

const MOST = 100.0;
const FLOOR = 1e-12; // what the gradient divides by at least

@compute @workgroup_size(1)
fn check() {
  declare_element_losses(reduction(REDUCTION, MEAN, SIZE_AVERAGE, REDUCE));
  let inputs = is_floating(0u) && is_floating(1u) && same_shape(0u, 1u) && is_factor(WEIGHT);
  let parameters = how() != NO_REDUCTION && is_mark(IGNORE_INDEX);
  if !parameters || !inputs || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(elements_of(0u), SIZE));
  schedule(1u, 1u);
  schedule(2u, runs_of(elements_of(0u), SIZE));
  schedule(3u, 1u);
}

/* Counts what is not ignored, which the mean divides by, and looks whether it is a probability. */
@compute @workgroup_size(SIZE)
fn survey(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let input = tensor(0u);
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < input.elements; i += groups.x * SIZE) {
    let y = load(tensor(1u), i);
    if is_kept(IGNORE_INDEX, y) {
      sum.finite += 1.0;
      sum.special |= select(ILLEGAL, 0u, is_probability(load(input, i)) && is_probability(y));
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn count(@builtin(local_invocation_index) local: u32) {
  settle(0u, local);
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
    let y = load(tensor(1u), i);
    if is_kept(IGNORE_INDEX, y) {
      sum = plus(sum, element(i, load(input, i).finite, y.finite));
    }
  }
  keep_partial(group.x, local, sum);
}

/* What is ignored never comes here, and has loss and gradient 0. */
fn element(i: u32, x: f32, y: f32) -> Real {
  let weight = factor(WEIGHT, i);
  let yes = logarithm(x);
  let no = select_real(Real(0.0, MINUS), real(logarithm_of_one_and(-x)), x < 1.0);
  let loss = times(weight, real(y * held_surprise(yes) + (1.0 - y) * held_surprise(no)));
  if how() == NONE {
    store(declared(0u), i, loss);
  }
  if question[1] != 0u {
    let arrives = times(seed(i), weight);
    if is_wanted(0u) {
      store(declared(1u), i, times(arrives, real(quotient(x - y, max(x * (1.0 - x), FLOOR)))));
    }
    if is_wanted(1u) {
      store(declared(2u), i, times(arrives, minus(no, yes)));
    }
  }
  return loss;
}

fn held_surprise(logarithm: Real) -> f32 {
  return select(min(-logarithm.finite, MOST), MOST, logarithm.special != 0u);
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(2u, local);
}
