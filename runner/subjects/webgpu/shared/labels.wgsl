// Labels: targets that name a class, in 64 bits or 32, and factors by class.
//#import shared/rows.wgsl
//#import shared/parameters.wgsl

const IGNORED = 0xfffffffeu;

fn holds_labels(slot: u32) -> bool {
  let dtype = dtype_of(slot);
  return (dtype == INT64 || dtype == INT32) && has_shape_of_positions(slot);
}

/* Whether an ignore_index is absent or a whole number, of any size. */
fn is_label(place: u32) -> bool {
  return kind_of(place) == IS_ABSENT || has_bits(place, IS_WHOLE);
}

/* IGNORED is told before NO_CLASS, so that ignore_index may be no class. It is −100 where it is absent. */
fn label_of(slot: u32, n: u32, classes: u32, ignore_index: u32) -> u32 {
  let labels = tensor(slot);
  var low = question[labels.start + n];
  var high = select(0u, 0xffffffffu, low >> 31u == 1u);
  if labels.dtype == INT64 {
    low = question[labels.start + 2u * n];
    high = question[labels.start + 2u * n + 1u];
  }
  var ignored = low == 0xffffff9cu && high == 0xffffffffu;
  if kind_of(ignore_index) != IS_ABSENT {
    let at = parameter(ignore_index);
    ignored = has_bits(ignore_index, FITS_64) && low == question[at + 6u] && high == question[at + 7u];
  }
  return select(select(NO_CLASS, low, high == 0u && low < classes), IGNORED, ignored);
}

/* Whether a slot is empty, or holds a factor for each class. */
fn is_class_factor(slot: u32, rows: Rows) -> bool {
  return !is_given(slot) || (is_floating(slot) && rank_of(slot) == 1u && size_of(slot, 0u) == rows.classes);
}

fn class_factor(slot: u32, label: u32) -> Real {
  if !is_given(slot) {
    return real(1.0);
  }
  return load(tensor(slot), label);
}

/* By which the mean counts a position of this label. */
fn weight_of_label(weight: u32, label: u32) -> Real {
  if label == NO_CLASS {
    return Real(0.0, ILLEGAL);
  }
  if label == IGNORED {
    return ZERO;
  }
  return class_factor(weight, label);
}
