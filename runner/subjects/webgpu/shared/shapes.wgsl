// Shapes that must agree, and factors of one that spread to another.
//#import shared/dtypes.wgsl

fn same_shape(a: u32, b: u32) -> bool {
  var same = is_given(a) && is_given(b) && rank_of(a) == rank_of(b);
  for (var axis = 0u; same && axis < rank_of(a); axis++) {
    same = size_of(a, axis) == size_of(b, axis);
  }
  return same;
}

/* Every size is 1 or the other's, counted from the last axis, and the other is not enlarged. */
fn spreads_to(slot: u32, other: u32) -> bool {
  let rank = rank_of(slot);
  let lead = rank_of(other) - rank;
  var fits = rank <= rank_of(other);
  for (var axis = 0u; fits && axis < rank; axis++) {
    fits = size_of(slot, axis) == 1u || size_of(slot, axis) == size_of(other, lead + axis);
  }
  return fits;
}

/* Where element i of the other lies in what spreads to it. */
fn spread_place(slot: u32, other: u32, i: u32) -> u32 {
  let rank = rank_of(slot);
  var rest = i;
  var place = 0u;
  var span = 1u;
  for (var back = 1u; back <= rank; back++) {
    let whole = size_of(other, rank_of(other) - back);
    let own = size_of(slot, rank - back);
    place += select(rest % whole, 0u, own == 1u) * span;
    rest /= whole;
    span *= own;
  }
  return place;
}

/* Whether a slot is empty, or holds what can multiply each entry of the input. */
fn is_factor(slot: u32) -> bool {
  return !is_given(slot) || (is_floating(slot) && spreads_to(slot, 0u));
}

fn factor(slot: u32, i: u32) -> Real {
  if !is_given(slot) {
    return real(1.0);
  }
  return load(tensor(slot), spread_place(slot, 0u, i));
}
