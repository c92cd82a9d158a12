// What `check` says of the answer: that there is none, or where each tensor lies in it and which shape it has.
//#import shared/dtypes.wgsl
//#import shared/facts.wgsl

const REFUSED = 1u;

fn conclude(status: u32) {
  atomicStore(&answer[0], status);
}

var<private> next_byte: u32;

fn declare(place: u32, rank: u32, elements: u32) {
  if next_byte == 0u {
    next_byte = 4u * (HEADER + DESCRIPTOR * (question[2] + 1u));
  }
  let at = HEADER + DESCRIPTOR * place;
  atomicStore(&answer[at], question[0]);
  atomicStore(&answer[at + 1u], rank);
  atomicStore(&answer[at + 2u], elements);
  atomicStore(&answer[at + 3u], next_byte);
  next_byte += (elements * select(4u, 2u, is_half()) + 15u) / 16u * 16u;
}

fn declare_axis(place: u32, axis: u32, size: u32) {
  atomicStore(&answer[HEADER + DESCRIPTOR * place + 4u + axis], size);
}

fn declare_scalar(place: u32) {
  declare(place, 0u, 1u);
}

fn declare_like(place: u32, slot: u32) {
  let like = tensor(slot);
  declare(place, like.rank, like.elements);
  for (var axis = 0u; axis < like.rank; axis++) {
    declare_axis(place, axis, size_of(slot, axis));
  }
}

/* What an elementwise loss answers. */
fn declare_element_losses(reduction: u32) {
  scratch[HOW] = reduction;
  if reduction == NONE {
    declare_like(0u, 0u);
  } else {
    declare_scalar(0u);
  }
}

/* Gradients have their inputs' shapes. Call it after the loss was declared. */
fn declare_gradients() {
  for (var slot = 0u; slot < question[2]; slot++) {
    if is_wanted(slot) {
      declare_like(slot + 1u, slot);
    } else {
      atomicStore(&answer[HEADER + DESCRIPTOR * (slot + 1u)], ABSENT);
    }
  }
}

/* Whether gradients are asked only of inputs that have one, and what arrives from above has the shape of the loss. */
fn gradients_are_legal(differentiable: u32) -> bool {
  if question[1] == 0u {
    return true;
  }
  let above = upstream_slot();
  var legal = (question[1] & ~differentiable) == 0u && is_floating(above) && rank_of(above) == declared(0u).rank;
  for (var axis = 0u; legal && axis < rank_of(above); axis++) {
    legal = size_of(above, axis) == atomicLoad(&answer[HEADER + 4u + axis]);
  }
  for (var slot = 0u; slot < question[2]; slot++) {
    legal &= !is_wanted(slot) || is_given(slot);
  }
  return legal;
}
