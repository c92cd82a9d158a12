// Adds up the loss's own `weight_at(n, rows)` of each position, which the mean divides by: the weights of what is kept.
//#import shared/rows.wgsl

@compute @workgroup_size(SIZE)
fn survey(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(class_axis());
  var sum = ZERO;
  for (var n = group.x * SIZE + local; n < rows.positions; n += groups.x * SIZE) {
    sum = plus(sum, weight_at(n, rows));
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn weigh(@builtin(local_invocation_index) local: u32) {
  settle(0u, local);
}
