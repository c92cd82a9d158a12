// Losses of distributions: the sum of the loss's own `term(i, n)` over the classes of each row, reduced as asked.
//#import shared/functions.wgsl
//#import shared/rows.wgsl

@compute @workgroup_size(SIZE)
fn distributions(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  let lane = local % rows.lanes;
  var sum = ZERO;
  for (var run = group.x; run < runs_of_rows(rows); run += groups.x) {
    let n = run * rows.height + local / rows.lanes;
    var mine = ZERO;
    if n < rows.positions {
      for (var c = lane; c < rows.classes; c += rows.lanes) {
        mine = plus(mine, term(start_of(rows, n) + c * rows.stride, n));
      }
    }
    let loss = sum_over(rows.lanes, local, mine);
    if n < rows.positions && lane == 0u {
      sum = plus(sum, loss);
      if how() == NONE {
        store(declared(0u), n, loss);
      }
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(0u, local);
}
