// Softmax of a row, in parts from which nothing small is lost beside something large.
//#import shared/functions.wgsl
//#import shared/rows.wgsl

struct Top {
  value: f32,
  place: u32, // its class, the first one; NO_CLASS where none is finite
}

/* With `by_size` the largest is meant without its sign. */
fn with_top(top: Top, value: Real, place: u32, by_size: bool) -> Top {
  let is_first = top.place == NO_CLASS;
  if value.special == 0u && (is_first || measure(value.finite, by_size) > measure(top.value, by_size)) {
    return Top(value.finite, place);
  }
  return top;
}

fn measure(x: f32, by_size: bool) -> f32 {
  return select(x, abs(x), by_size);
}

fn higher(a: vec2u, b: vec2u, by_size: bool) -> vec2u {
  let x = measure(bitcast<f32>(a.x), by_size);
  let y = measure(bitcast<f32>(b.x), by_size);
  let second = b.y != NO_CLASS && (a.y == NO_CLASS || y > x || (y == x && b.y < a.y));
  return select(a, b, second);
}

/* As sum_over, of the largest. */
fn top_over(lanes: u32, local: u32, mine: Top, by_size: bool) -> Top {
  board[local] = vec2u(bitcast<u32>(mine.value), mine.place);
  workgroupBarrier();
  for (var reach = lanes / 2u; reach > 0u; reach /= 2u) {
    if local % lanes < reach {
      board[local] = higher(board[local], board[local + reach], by_size);
    }
    workgroupBarrier();
  }
  let top = board[local / lanes * lanes];
  workgroupBarrier();
  return Top(bitcast<f32>(top.x), top.y);
}

/* Σ over all but the largest, kept apart: Σ without any one is then as accurate as a sum. */
struct Parts {
  top: Top,
  rest: Real,
}

/* Σ without the number at `place`. */
fn without(parts: Parts, place: u32, number: Real) -> Real {
  if place == parts.top.place {
    return parts.rest;
  }
  let others = plus(parts.rest, negative(number));
  return select_real(plus(real(parts.top.value), others), others, parts.top.place == NO_CLASS);
}

/* Of e^(x − top), whose largest is 1. To be called by all of the workgroup, where `is_there` or not. */
fn softmax(rows: Rows, n: u32, is_there: bool, local: u32) -> Parts {
  let input = tensor(0u);
  let lane = local % rows.lanes;
  let classes = select(0u, rows.classes, is_there);
  var mine = Top(0.0, NO_CLASS);
  for (var c = lane; c < classes; c += rows.lanes) {
    mine = with_top(mine, load(input, start_of(rows, n) + c * rows.stride), c, false);
  }
  let top = top_over(rows.lanes, local, mine, false);
  var sum = ZERO;
  for (var c = lane; c < classes; c += rows.lanes) {
    let x = load(input, start_of(rows, n) + c * rows.stride);
    sum = plus(sum, select_real(Real(power(top, x), x.special & (PLUS | NAN)), ZERO, c == top.place));
  }
  return Parts(top, sum_over(rows.lanes, local, sum));
}

/* e^(x − top); 0 where x is −∞. */
fn power(top: Top, x: Real) -> f32 {
  return select(exponential(x.finite - top.value), 0.0, x.special != 0u || top.place == NO_CLASS);
}

/* ln Σ e^(x − top). It is ∞ or NaN where an x is, and −∞ where all are. */
fn log_total(row: Parts) -> Real {
  if row.top.place == NO_CLASS && row.rest.special == 0u {
    return Real(0.0, MINUS);
  }
  return Real(logarithm_of_one_and(row.rest.finite), row.rest.special);
}

/* −ln p, of two terms that are not negative. */
fn surprise(log_total: Real, top: f32, x: Real) -> Real {
  return plus(Real(log_total.finite + (top - x.finite), log_total.special), negative(Real(0.0, x.special)));
}

/* Parts wait in three words for the next kernel. */
fn keep_parts(at: u32, parts: Parts) {
  scratch[at] = bitcast<u32>(parts.top.value);
  scratch[at + 1u] = parts.top.place;
  scratch[at + 2u] = to_bits(parts.rest);
}

fn kept_parts(at: u32) -> Parts {
  return Parts(Top(bitcast<f32>(scratch[at]), scratch[at + 1u]), from_bits(scratch[at + 2u]));
}
