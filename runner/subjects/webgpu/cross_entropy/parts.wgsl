// The parts of each row's softmax, and of what its target pulls with, kept for the kernels that come after.
//#import cross_entropy/targets.wgsl
//#import shared/softmax.wgsl

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
