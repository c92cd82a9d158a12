// The loss of each position, and their sum or mean.
//#import cross_entropy/parts.wgsl

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
