// Gradients by input and target, entry by entry, and by the weight of each class.
//#import cross_entropy/parts.wgsl

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
