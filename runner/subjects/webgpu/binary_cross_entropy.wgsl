// Binary cross-entropy of probabilities: −w·(y·ln x + (1 − y)·ln(1 − x)), each logarithm held at −100 or above.
//#import shared/kept_elements.wgsl
//#import shared/elements.wgsl

const WEIGHT = 2u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 3u;
const ELEMENTS = 2u;

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
  schedule_survey();
  schedule_elements();
}

fn is_legal(i: u32, y: Real) -> bool {
  return is_probability(load(tensor(0u), i)) && is_probability(y);
}

fn element(i: u32, input: Real) -> Real {
  let y = load(tensor(1u), i);
  if !is_kept(IGNORE_INDEX, y) {
    return ZERO; // and its gradients stay 0
  }
  return kept_element(i, input.finite, y.finite);
}

fn kept_element(i: u32, x: f32, y: f32) -> Real {
  let weight = factor(WEIGHT, i);
  let yes = logarithm(x);
  let no = select_real(Real(0.0, MINUS), real(logarithm_of_one_and(-x)), x < 1.0);
  let loss = times(weight, real(y * held_surprise(yes) + (1.0 - y) * held_surprise(no)));
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
