// Binary cross-entropy of logits: w·(q·y·softplus(−x) + (1 − y)·softplus(x)), from e^−|x| alone.
//#import shared/functions.wgsl
//#import shared/shapes.wgsl
//#import shared/sums.wgsl

const WEIGHT = 2u;
const POS_WEIGHT = 3u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 3u;

@compute @workgroup_size(1)
fn check() {
  declare_element_losses(reduction(REDUCTION, MEAN, SIZE_AVERAGE, REDUCE));
  let factors = is_factor(WEIGHT) && is_factor(POS_WEIGHT);
  let inputs = is_floating(0u) && is_floating(1u) && same_shape(0u, 1u) && factors;
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

/* Counts what is not ignored, which the mean divides by. */
@compute @workgroup_size(SIZE)
fn survey(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < elements_of(1u); i += groups.x * SIZE) {
    sum.finite += select(0.0, 1.0, is_kept(IGNORE_INDEX, load(tensor(1u), i)));
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
      sum = plus(sum, element(i, load(input, i), y));
    }
  }
  keep_partial(group.x, local, sum);
}

/* What is ignored never comes here, and has loss and gradient 0. */
fn element(i: u32, x: Real, y: Real) -> Real {
  let e = select(exponential(-abs(x.finite)), 0.0, x.special != 0u);
  let tail = real(logarithm_of_one_and(e));
  let below = is_below_zero(x);
  let upper = plus(tail, select_real(x, Real(0.0, x.special & NAN), below)); // softplus(x)
  let lower = plus(tail, select_real(Real(0.0, x.special & NAN), negative(x), below)); // softplus(−x)
  let pull = times(factor(POS_WEIGHT, i), y);
  let loss = times(factor(WEIGHT, i), plus(times(pull, lower), times(minus(real(1.0), y), upper)));
  if how() == NONE {
    store(declared(0u), i, loss);
  }
  if question[1] == 0u {
    return loss;
  }
  let arrives = times(seed(i), factor(WEIGHT, i));
  if is_wanted(0u) {
    let larger = quotient(1.0, 1.0 + e);
    let smaller = quotient(e, 1.0 + e);
    let sigmoid = Real(select(larger, smaller, below), x.special & NAN);
    let complement = Real(select(smaller, larger, below), x.special & NAN);
    let slope = minus(times(minus(real(1.0), y), sigmoid), times(pull, complement));
    store(declared(1u), i, times(arrives, slope));
  }
  if is_wanted(1u) {
    var slope = negative(x);
    if is_given(POS_WEIGHT) {
      slope = minus(times(factor(POS_WEIGHT, i), lower), upper);
    }
    store(declared(2u), i, times(arrives, slope));
  }
  return loss;
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(2u, local);
}
