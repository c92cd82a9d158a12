// Losses of distributions: the sum of the loss's own `term(i, n)` over the classes of each row, reduced as asked. Where the
// loss says HAS_TARGET it is one of two distributions, rather than of the input alone.
//#import shared/functions.wgsl
//#import shared/rows.wgsl
//#import shared/shapes.wgsl

@compute @workgroup_size(1)
fn check() {
  let rows = rows_along(class_axis());
  declare_row_losses(plain_reduction(0u, MEAN), rows);
  set_denominator(real(f32(rows.positions)));
  let others = select(!is_given(1u), is_floating(1u) && same_shape(0u, 1u), HAS_TARGET);
  let inputs = is_floating(0u) && has_classes(rows) && others;
  if how() == NO_REDUCTION || !inputs || !gradients_are_legal(select(1u, 3u, HAS_TARGET)) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of_rows(rows));
  schedule(1u, 1u);
}

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
