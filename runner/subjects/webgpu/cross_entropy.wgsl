// Cross-entropy of logits against classes, or distributions over them, with class weights and label smoothing.
//#import shared/labels.wgsl
//#import shared/shapes.wgsl
//#import shared/softmax.wgsl

const WEIGHT = 2u;
const REDUCTION = 0u;
const IGNORE_INDEX = 1u;
const LABEL_SMOOTHING = 2u;
const SIZE_AVERAGE = 3u;
const REDUCE = 4u;

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
  schedule(0u, runs_of(rows.positions, SIZE));
  schedule(1u, 1u);
  schedule(2u, runs_of_rows(rows));
  schedule(4u, runs_of_rows(rows));
  schedule(5u, 1u);
  if question[1] != 0u {
    schedule(6u, runs_of(elements_of(0u), SIZE));
  }
  if is_wanted(0u) && is_spread() && rows.classes > 1u {
    schedule(3u, runs_of_rows(rows));
  }
  if is_wanted(WEIGHT) {
    schedule(7u, rows.classes);
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

/* The class of a position; NO_CLASS where it has a distribution. */
fn label_at(n: u32, rows: Rows) -> u32 {
  if has_distributions() {
    return NO_CLASS;
  }
  return label_of(1u, n, rows.classes, IGNORE_INDEX);
}

/* Adds up what the mean divides by: the weights of what is not ignored; the number of distributions. */
@compute @workgroup_size(SIZE)
fn survey(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  var sum = ZERO;
  for (var n = group.x * SIZE + local; n < rows.positions; n += groups.x * SIZE) {
    let label = label_at(n, rows);
    if label < rows.classes {
      sum = plus(sum, class_factor(WEIGHT, label));
    } else if has_distributions() {
      sum.finite += 1.0;
    } else if label == NO_CLASS {
      sum.special |= ILLEGAL;
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn weigh(@builtin(local_invocation_index) local: u32) {
  settle(0u, local);
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

/* Where the parts of a row's softmax wait, and behind them those of its pulls. */
const ROWS = PARTIALS + 2u * GROUPS;

fn row_at(n: u32) -> u32 {
  return ROWS + 3u * n;
}

fn pulls_at(rows: Rows, n: u32) -> u32 {
  return ROWS + 3u * (rows.positions + n);
}

@compute @workgroup_size(SIZE)
fn exponentials(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  for (var run = group.x; run < runs_of_rows(rows); run += groups.x) {
    let n = run * rows.height + local / rows.lanes;
    let row = softmax(rows, n, n < rows.positions, local);
    if n < rows.positions && local % rows.lanes == 0u {
      keep_parts(row_at(n), row);
    }
  }
}

/* Σ w·t' of each row, as parts. Planned only where a gradient needs it, and there is more than one class. */
@compute @workgroup_size(SIZE)
fn pulls(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  let lane = local % rows.lanes;
  for (var run = group.x; run < runs_of_rows(rows); run += groups.x) {
    let n = run * rows.height + local / rows.lanes;
    let is_there = n < rows.positions;
    let classes = select(0u, rows.classes, is_there);
    let label = label_at(min(n, rows.positions - 1u), rows);
    var mine = Top(0.0, NO_CLASS);
    for (var c = lane; c < classes; c += rows.lanes) {
      mine = with_top(mine, pull(rows, n, c, label), c, true);
    }
    let top = top_over(rows.lanes, local, mine, true);
    var sum = ZERO;
    for (var c = lane; c < classes; c += rows.lanes) {
      sum = plus(sum, select_real(pull(rows, n, c, label), ZERO, c == top.place));
    }
    let rest = sum_over(rows.lanes, local, sum);
    if is_there && lane == 0u {
      keep_parts(pulls_at(rows, n), Parts(top, rest));
    }
  }
}

@compute @workgroup_size(SIZE)
fn losses(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  let lane = local % rows.lanes;
  var sum = ZERO;
  for (var run = group.x; run < runs_of_rows(rows); run += groups.x) {
    let n = run * rows.height + local / rows.lanes;
    var label = IGNORED;
    if n < rows.positions {
      label = label_at(n, rows);
    }
    var spread = ZERO;
    if is_spread() {
      spread = sum_over(rows.lanes, local, spread_part(rows, n, label, lane));
    }
    if label != IGNORED && lane == 0u {
      sum = plus(sum, loss_of(rows, n, label, spread));
    }
  }
  keep_partial(group.x, local, sum);
}

/* One lane's part of Σ w·(t'·−ln p), or where the target is one class of Σ w·−ln p. */
fn spread_part(rows: Rows, n: u32, label: u32, lane: u32) -> Real {
  let row = kept_parts(row_at(n));
  let log_sum = log_total(row);
  var sum = ZERO;
  for (var c = lane; c < select(rows.classes, 0u, label == IGNORED); c += rows.lanes) {
    var cost = surprise(log_sum, row.top.value, load(tensor(0u), start_of(rows, n) + c * rows.stride));
    if has_distributions() {
      cost = times(goal(rows, n, c), cost);
    }
    sum = plus(sum, times(class_factor(WEIGHT, c), cost));
  }
  return sum;
}

/* What is ignored never comes here, and has loss 0. */
fn loss_of(rows: Rows, n: u32, label: u32, spread: Real) -> Real {
  var loss = spread;
  if !has_distributions() {
    loss = times(real(quotient(smoothing(), f32(rows.classes))), spread);
    if smoothing() < 1.0 {
      let row = kept_parts(row_at(n));
      let x = load(tensor(0u), start_of(rows, n) + label * rows.stride);
      let cost = times(class_factor(WEIGHT, label), surprise(log_total(row), row.top.value, x));
      loss = plus(loss, times(real(1.0 - smoothing()), cost));
    }
  }
  if how() == NONE {
    store(declared(0u), n, loss);
  }
  return loss;
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(4u, local);
}

/* By every entry of input and target. What is ignored keeps its 0. */
@compute @workgroup_size(SIZE)
fn gradients(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let rows = rows_along(class_axis());
  for (var i = id.x; i < elements_of(0u); i += groups.x * SIZE) {
    let n = i / (rows.classes * rows.stride) * rows.stride + i % rows.stride;
    let label = label_at(n, rows);
    if label != IGNORED {
      write_gradients(rows, n, i / rows.stride % rows.classes, i, label);
    }
  }
}

fn write_gradients(rows: Rows, n: u32, c: u32, i: u32, label: u32) {
  let row = kept_parts(row_at(n));
  let log_sum = log_total(row);
  let x = load(tensor(0u), i);
  let arrives = seed(n);
  if is_wanted(0u) {
    let share = times(arrives, share_of_total(row, log_sum));
    store(declared(1u), i, times(share, balance(rows, n, c, label, row, x)));
  }
  if is_wanted(1u) {
    let cost = times(class_factor(WEIGHT, c), surprise(log_sum, row.top.value, x));
    store(declared(2u), i, times(times(arrives, real(1.0 - smoothing())), cost));
  }
}

/* 1 / Σ e. Where a logit is ∞ or NaN, or all are −∞, no gradient is a number. */
fn share_of_total(row: Parts, log_sum: Real) -> Real {
  return select_real(real(quotient(1.0, 1.0 + row.rest.finite)), NOT_A_NUMBER, log_sum.special != 0u);
}

/* Σ e times what one loss is to the logit of class c: e·Σ w·t' without this class, minus w·t'·Σ e without it. */
fn balance(rows: Rows, n: u32, c: u32, label: u32, row: Parts, x: Real) -> Real {
  let e = real(power(row.top, x));
  let others = without(Parts(Top(1.0, row.top.place), row.rest), c, e);
  if !is_spread() {
    return times(class_factor(WEIGHT, label), select_real(e, negative(others), c == label));
  }
  var masses = Parts(Top(0.0, c), ZERO); // of one class nothing is left
  if rows.classes > 1u {
    masses = kept_parts(pulls_at(rows, n));
  }
  let own = pull(rows, n, c, label);
  return minus(times(e, without(masses, c, own)), times(own, others));
}

/* By the weight of each class: Σ over positions of s·(t'·−ln p). Planned only where it is wanted. */
@compute @workgroup_size(SIZE)
fn columns(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  for (var c = group.x; c < rows.classes; c += groups.x) {
    var mine = ZERO;
    for (var n = local; n < rows.positions; n += SIZE) {
      let row = kept_parts(row_at(n));
      let x = load(tensor(0u), start_of(rows, n) + c * rows.stride);
      let cost = surprise(log_total(row), row.top.value, x);
      mine = plus(mine, times(seed(n), times(goal(rows, n, c), cost)));
    }
    let sum = sum_over(SIZE, local, mine);
    if local == 0u {
      store(declared(WEIGHT + 1u), c, sum);
    }
  }
}
