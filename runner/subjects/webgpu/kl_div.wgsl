// Kullback–Leibler divergence of targets y from log-probabilities x: y·(ln y − x), or with log_target e^y·(y − x).
//#import shared/elements.wgsl

const REDUCTION = 0u;
const LOG_TARGET = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 3u;
const ELEMENTS = 0u;

fn has_logarithms() -> bool {
  return kind_of(LOG_TARGET) == IS_BOOLEAN && is_true(LOG_TARGET);
}

fn denominator() -> Real {
  if how() == BATCHMEAN {
    return real(f32(select(1u, size_of(0u, 0u), rank_of(0u) > 0u)));
  }
  return real(f32(elements_of(0u)));
}

@compute @workgroup_size(1)
fn check() {
  declare_element_losses(reduction(REDUCTION, BATCHMEAN, SIZE_AVERAGE, REDUCE));
  set_denominator(denominator());
  let flag = kind_of(LOG_TARGET) == IS_ABSENT || kind_of(LOG_TARGET) == IS_BOOLEAN;
  let inputs = is_floating(0u) && is_floating(1u) && same_shape(0u, 1u);
  if how() == NO_REDUCTION || !flag || !inputs || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule_elements();
}

struct Term {
  loss: Real,
  by_input: Real,
  by_target: Real,
}

fn term_of_probability(x: Real, y: Real) -> Term {
  if is_zero(y) {
    return Term(ZERO, ZERO, Real(0.0, MINUS));
  }
  var logarithm_of_y = NOT_A_NUMBER;
  if y.special == PLUS {
    logarithm_of_y = INFINITE;
  } else if y.special == 0u && y.finite > 0.0 {
    logarithm_of_y = logarithm(y.finite);
  }
  let apart = minus(logarithm_of_y, x);
  return Term(times(y, apart), negative(y), plus(apart, real(1.0)));
}

fn term_of_logarithm(x: Real, y: Real) -> Term {
  var mass = Real(0.0, y.special & ~MINUS);
  if y.special == 0u && y.finite > 88.72283 {
    mass = INFINITE;
  } else if y.special == 0u {
    mass = real(exponential(y.finite));
  }
  let apart = minus(y, x);
  return Term(times(mass, apart), negative(mass), times(mass, plus(apart, real(1.0))));
}

fn element(i: u32, x: Real) -> Real {
  let y = load(tensor(1u), i);
  var term = term_of_probability(x, y);
  if has_logarithms() {
    term = term_of_logarithm(x, y);
  }
  if is_wanted(0u) {
    store(declared(1u), i, times(seed(i), term.by_input));
  }
  if is_wanted(1u) {
    store(declared(2u), i, times(seed(i), term.by_target));
  }
  return term.loss;
}
