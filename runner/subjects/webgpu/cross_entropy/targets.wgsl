// What the target asks of each class: one class of a position, or a distribution over all of them, and smoothed.
//#import shared/labels.wgsl

/* A target of the input's rank holds distributions, in the input's shape: `check` refuses any other. */
fn has_distributions() -> bool {
  return rank_of(1u) == rank_of(0u);
}

fn smoothing() -> f32 {
  return select(0.0, number_of(LABEL_SMOOTHING).finite, kind_of(LABEL_SMOOTHING) == IS_NUMBER);
}

/* Whether more than one class of a position has a part in its loss. */
fn is_spread() -> bool {
  return has_distributions() || smoothing() > 0.0;
}

/* The class of a position; NO_CLASS where it has a distribution. */
fn label_at(n: u32, rows: Rows) -> u32 {
  if has_distributions() {
    return NO_CLASS;
  }
  return label_of(1u, n, rows.classes, IGNORE_INDEX);
}

/* t', what class c is to have of position n: (1 − ε)·t + ε/C. */
fn goal(rows: Rows, n: u32, c: u32) -> Real {
  let given = load(tensor(1u), start_of(rows, n) + c * rows.stride);
  if smoothing() == 0.0 {
    return given;
  }
  return plus(times(real(1.0 - smoothing()), given), real(quotient(smoothing(), f32(rows.classes))));
}

/* w·t', by which the target pulls at the logit of class c. */
fn pull(rows: Rows, n: u32, c: u32, label: u32) -> Real {
  let weight = class_factor(WEIGHT, c);
  if has_distributions() {
    return times(weight, goal(rows, n, c));
  }
  let even = times(real(quotient(smoothing(), f32(rows.classes))), weight);
  return select_real(even, plus(times(real(1.0 - smoothing()), weight), even), c == label);
}
