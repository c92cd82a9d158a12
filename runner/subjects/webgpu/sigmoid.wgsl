// Sigmoid, 1 / (1 + e^−x): from e^−|x|, so that neither side is a difference.
//#import shared/functions.wgsl
//#import shared/sums.wgsl

@compute @workgroup_size(1)
fn check() {
  declare_like(0u, 0u);
  if !is_floating(0u) || is_given(1u) || !gradients_are_legal(1u) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of(elements_of(0u), SIZE));
}

struct Sides {
  own: f32,
  other: f32,
}

/* σ(x) and σ(−x). */
fn sides(x: Real) -> Sides {
  let e = select(exponential(-abs(x.finite)), 0.0, x.special != 0u);
  let larger = quotient(1.0, 1.0 + e);
  let smaller = quotient(e, 1.0 + e);
  if is_below_zero(x) {
    return Sides(smaller, larger);
  }
  return Sides(larger, smaller);
}

@compute @workgroup_size(SIZE)
fn elements(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let input = tensor(0u);
  let loss = declared(0u);
  for (var i = id.x; i < input.elements; i += groups.x * SIZE) {
    let x = load(input, i);
    let side = sides(x);
    store(loss, i, Real(side.own, x.special & NAN));
    if is_wanted(0u) {
      let slope = times(load(tensor(upstream_slot()), i), real(side.own * side.other));
      store(declared(1u), i, plus(slope, Real(0.0, x.special & NAN)));
    }
  }
}
