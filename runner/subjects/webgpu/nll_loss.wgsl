// Negative log-likelihood: picks each position's log-probability of its class, −w[y]·x[y].
//#import shared/kept_positions.wgsl
//#import shared/labels.wgsl
//#import shared/shapes.wgsl

const WEIGHT = 2u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const SIZE_AVERAGE = 2u;
const REDUCE = 3u;
const DIFFERENTIABLE = 1u;

@compute @workgroup_size(1)
fn check() {
  let rows = rows_along(class_axis());
  declare_row_losses(reduction(REDUCTION, MEAN, SIZE_AVERAGE, REDUCE), rows);
  let inputs = is_floating(0u) && has_classes(rows) && holds_labels(1u) && is_class_factor(WEIGHT, rows);
  let parameters = how() != NO_REDUCTION && is_label(IGNORE_INDEX);
  if !inputs || !parameters || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(rows.positions, SIZE));
  schedule(1u, 1u);
  schedule(2u, runs_of(rows.positions, SIZE));
  schedule(3u, 1u);
}

fn weight_at(n: u32, rows: Rows) -> Real {
  return weight_of_label(WEIGHT, label_of(1u, n, rows.classes, IGNORE_INDEX));
}

@compute @workgroup_size(SIZE)
fn positions(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  var sum = ZERO;
  for (var n = group.x * SIZE + local; n < rows.positions; n += groups.x * SIZE) {
    let label = label_of(1u, n, rows.classes, IGNORE_INDEX);
    if label < rows.classes {
      sum = plus(sum, position(n, label, start_of(rows, n) + label * rows.stride));
    }
  }
  keep_partial(group.x, local, sum);
}

/* What is ignored never comes here, and has loss and gradient 0, as all entries of other classes have. */
fn position(n: u32, label: u32, i: u32) -> Real {
  let weight = class_factor(WEIGHT, label);
  let loss = negative(times(weight, load(tensor(0u), i)));
  if how() == NONE {
    store(declared(0u), n, loss);
  }
  if is_wanted(0u) {
    store(declared(1u), i, negative(times(seed(n), weight)));
  }
  return loss;
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(2u, local);
}
