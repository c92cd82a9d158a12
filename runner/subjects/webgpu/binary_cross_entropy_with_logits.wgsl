// Binary cross-entropy of logits: w·(q·y·softplus(−x) + (1 − y)·softplus(x)), from e^−|x| alone.
//#import shared/kept_elements.wgsl
//#import shared/elements.wgsl

const WEIGHT = 2u;
const POS_WEIGHT = 3u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 3u;
const ELEMENTS = 2u;

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
  schedule_survey();
  schedule_elements();
}

fn is_legal(i: u32, y: Real) -> bool {
  return true;
}

fn element(i: u32, x: Real) -> Real {
  let y = load(tensor(1u), i);
  if !is_kept(IGNORE_INDEX, y) {
    return ZERO; // and its gradients stay 0
  }
  let e = select(exponential(-abs(x.finite)), 0.0, x.special != 0u);
  let tail = real(logarithm_of_one_and(e));
  let below = is_below_zero(x);
  let upper = plus(tail, select_real(x, Real(0.0, x.special & NAN), below)); // softplus(x)
  let lower = plus(tail, select_real(Real(0.0, x.special & NAN), negative(x), below)); // softplus(−x)
  let pull = times(factor(POS_WEIGHT, i), y);
  let loss = times(factor(WEIGHT, i), plus(times(pull, lower), times(minus(real(1.0), y), upper)));
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
