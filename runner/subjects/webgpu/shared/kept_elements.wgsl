// Counts the elements that are not ignored, which the mean divides by, and looks whether the loss calls them legal. The
// losses of elements come after it: it is imported before shared/elements.wgsl.
//#import shared/sums.wgsl

fn schedule_survey() {
  schedule(0u, runs_of(elements_of(0u), SIZE));
  schedule(1u, 1u);
}

@compute @workgroup_size(SIZE)
fn survey(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < elements_of(0u); i += groups.x * SIZE) {
    let y = load(tensor(1u), i);
    if is_kept(IGNORE_INDEX, y) {
      sum.finite += 1.0;
      sum.special |= select(ILLEGAL, 0u, is_legal(i, y));
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn count(@builtin(local_invocation_index) local: u32) {
  settle(0u, local);
}
