// Rows: a position's classes, which lie `stride` apart. As many neighbouring invocations work on a row as it needs, at most
// a workgroup's, each on every lanes-th class; a workgroup has as many rows at a time as fit.
//#import shared/sums.wgsl

const NO_CLASS = 0xffffffffu;

struct Rows {
  classes: u32,
  positions: u32,
  stride: u32,
  lanes: u32,
  height: u32, // rows at a time
}

/* An empty axis has no classes, and a scalar one. */
fn rows_along(axis: u32) -> Rows {
  let input = tensor(0u);
  var positions = 1u;
  var stride = 1u;
  var classes = 1u;
  for (var other = 0u; other < input.rank; other++) {
    let size = size_of(0u, other);
    if other == axis {
      classes = size;
    } else {
      positions *= size;
      stride *= select(1u, size, other > axis);
    }
  }
  let lanes = min(1u << (32u - countLeadingZeros(max(classes, 1u) - 1u)), SIZE);
  return Rows(classes, positions, stride, lanes, SIZE / lanes);
}

/* Of classifying losses: on axis 1, or on the only one. */
fn class_axis() -> u32 {
  return select(0u, 1u, rank_of(0u) > 1u);
}

/* Where a position's class 0 lies in the input. */
fn start_of(rows: Rows, n: u32) -> u32 {
  return n / rows.stride * rows.classes * rows.stride + n % rows.stride;
}

fn runs_of_rows(rows: Rows) -> u32 {
  return runs_of(rows.positions, rows.height);
}

/* Whether a slot has the shape of the positions. */
fn has_shape_of_positions(slot: u32) -> bool {
  let axis = class_axis();
  var same = is_given(slot) && rank_of(slot) + 1u == rank_of(0u);
  for (var i = 0u; same && i < rank_of(slot); i++) {
    same = size_of(slot, i) == size_of(0u, select(i, i + 1u, i >= axis));
  }
  return same;
}

/* What a loss of rows answers. */
fn declare_row_losses(reduction: u32, rows: Rows) {
  scratch[HOW] = reduction;
  if reduction != NONE {
    declare_scalar(0u);
    return;
  }
  let axis = class_axis();
  let rank = max(rank_of(0u), 1u) - 1u;
  declare(0u, rank, rows.positions);
  for (var i = 0u; i < rank; i++) {
    declare_axis(0u, i, size_of(0u, select(i, i + 1u, i >= axis)));
  }
}

/* Whether the input has a class axis, and classes on it. */
fn has_classes(rows: Rows) -> bool {
  return rank_of(0u) > 0u && rows.classes > 0u;
}
