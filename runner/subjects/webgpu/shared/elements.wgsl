// Losses of elements: the sum of the loss's own `element(i, x)`, x being entry i of the input, reduced as asked. ELEMENTS is
// the first of its two steps.
//#import shared/functions.wgsl
//#import shared/shapes.wgsl
//#import shared/sums.wgsl

fn schedule_elements() {
  schedule(ELEMENTS, runs_of(elements_of(0u), SIZE));
  schedule(ELEMENTS + 1u, 1u);
}

@compute @workgroup_size(SIZE)
fn elements(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let input = tensor(0u);
  var sum = ZERO;
  for (var i = group.x * SIZE + local; i < input.elements; i += groups.x * SIZE) {
    let loss = element(i, load(input, i));
    sum = plus(sum, loss);
    if how() == NONE {
      store(declared(0u), i, loss);
    }
  }
  keep_partial(group.x, local, sum);
}

@compute @workgroup_size(SIZE)
fn reduce(@builtin(local_invocation_index) local: u32) {
  finish(ELEMENTS, local);
}
