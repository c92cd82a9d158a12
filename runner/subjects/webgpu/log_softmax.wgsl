// Log-softmax along one axis: x − ln Σ e^x.
//#import shared/softmax.wgsl

const DIM = 0u;
const DIFFERENTIABLE = 1u;

/* A scalar has no axis and takes 0 and −1, as if it had one. */
fn axis() -> i32 {
  let axes = i32(max(rank_of(0u), 1u));
  let dim = whole_of(DIM);
  return select(-1, select(dim, dim + axes, dim < 0), dim >= -axes && dim < axes);
}

@compute @workgroup_size(1)
fn check() {
  declare_like(0u, 0u);
  let parameters = has_bits(DIM, IS_WHOLE | FITS_32) && axis() >= 0;
  if !parameters || !is_floating(0u) || is_given(1u) || !gradients_are_legal(DIFFERENTIABLE) {
    conclude(REFUSED);
    return;
  }
  declare_gradients();
  schedule(0u, runs_of_rows(rows_along(u32(axis()))));
}

@compute @workgroup_size(SIZE)
fn row_by_row(
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let rows = rows_along(u32(axis()));
  let lane = local % rows.lanes;
  for (var run = group.x; run < runs_of_rows(rows); run += groups.x) {
    let n = run * rows.height + local / rows.lanes;
    let is_there = n < rows.positions;
    let row = softmax(rows, n, is_there, local);
    var arriving = Parts(Top(0.0, NO_CLASS), ZERO);
    if is_wanted(0u) {
      arriving = what_arrives(rows, n, is_there, local);
    }
    let scale = real(quotient(1.0, 1.0 + row.rest.finite));
    for (var c = lane; c < select(0u, rows.classes, is_there); c += rows.lanes) {
      let i = start_of(rows, n) + c * rows.stride;
      let x = load(tensor(0u), i);
      store(declared(0u), i, negative(surprise(log_total(row), row.top.value, x)));
      if is_wanted(0u) {
        store(declared(1u), i, times(slope(row, arriving, c, i, x), scale));
      }
    }
  }
}

/* Σ of what arrives at a row, as parts; the largest is meant by size. */
fn what_arrives(rows: Rows, n: u32, is_there: bool, local: u32) -> Parts {
  let above = tensor(upstream_slot());
  let lane = local % rows.lanes;
  let classes = select(0u, rows.classes, is_there);
  var mine = Top(0.0, NO_CLASS);
  for (var c = lane; c < classes; c += rows.lanes) {
    mine = with_top(mine, load(above, start_of(rows, n) + c * rows.stride), c, true);
  }
  let top = top_over(rows.lanes, local, mine, true);
  var sum = ZERO;
  for (var c = lane; c < classes; c += rows.lanes) {
    let s = load(above, start_of(rows, n) + c * rows.stride);
    sum = plus(sum, select_real(s, ZERO, c == top.place));
  }
  return Parts(top, sum_over(rows.lanes, local, sum));
}

/* Σ e times s − p·Σ s, as s·Σ e without this class, minus e·Σ s without this class. */
fn slope(row: Parts, arriving: Parts, c: u32, i: u32, x: Real) -> Real {
  if row.rest.special != 0u || row.top.place == NO_CLASS {
    return NOT_A_NUMBER;
  }
  let e = real(power(row.top, x));
  let s = load(tensor(upstream_slot()), i);
  return minus(times(s, without(Parts(Top(1.0, row.top.place), row.rest), c, e)), times(e, without(arriving, c, s)));
}
