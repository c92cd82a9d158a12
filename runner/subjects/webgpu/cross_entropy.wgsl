// Cross-entropy of logits against classes, or distributions over them, with class weights and label smoothing. Its kernels
// run in the order of the files below.
//#import shared/kept_positions.wgsl
//#import cross_entropy/parts.wgsl
//#import cross_entropy/losses.wgsl
//#import cross_entropy/gradients.wgsl
//#import shared/shapes.wgsl

const WEIGHT = 2u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const LABEL_SMOOTHING = 2u;
const SIZE_AVERAGE = 3u;
const REDUCE = 4u;

@compute @workgroup_size(1)
fn check() {
  let rows = rows_along(class_axis());
  declare_row_losses(reduction(REDUCTION, MEAN, SIZE_AVERAGE, REDUCE), rows);
  let goals = same_shape(0u, 1u);
  let differentiable = select(1u, 7u, goals);
  let labels = select(holds_labels(1u), is_floating(1u), goals);
  let inputs = is_floating(0u) && has_classes(rows) && labels && is_class_factor(WEIGHT, rows);
  let parameters = how() != NO_REDUCTION && ignores_legally(goals) && smooths_legally();
  if !inputs || !parameters || !gradients_are_legal(differentiable) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(rows.positions, SIZE)); // survey
  schedule(1u, 1u); // weigh
  schedule(2u, runs_of_rows(rows)); // exponentials
  if is_wanted(0u) && is_spread() && rows.classes > 1u {
    schedule(3u, runs_of_rows(rows)); // pulls
  }
  schedule(4u, runs_of_rows(rows)); // losses
  schedule(5u, 1u); // reduce
  if question[1] != 0u {
    schedule(6u, runs_of(elements_of(0u), SIZE)); // gradients
  }
  if is_wanted(WEIGHT) {
    schedule(7u, rows.classes); // columns
  }
}

/* Distributions have no class to ignore. */
fn ignores_legally(goals: bool) -> bool {
  let below = kind_of(IGNORE_INDEX) == IS_ABSENT || is_below_zero(number_of(IGNORE_INDEX));
  return is_label(IGNORE_INDEX) && (below || !goals);
}

fn smooths_legally() -> bool {
  let share = number_of(LABEL_SMOOTHING);
  return kind_of(LABEL_SMOOTHING) == IS_ABSENT || (kind_of(LABEL_SMOOTHING) == IS_NUMBER && is_probability(share));
}

/* By the mean each distribution counts once. */
fn weight_at(n: u32, rows: Rows) -> Real {
  if has_distributions() {
    return real(1.0);
  }
  return weight_of_label(WEIGHT, label_at(n, rows));
}
