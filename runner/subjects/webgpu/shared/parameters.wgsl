// Parameters, by their place in hello, and what the words among them mean.
//#import shared/dtypes.wgsl

const IS_ABSENT = 0u;
const IS_NULL = 1u;
const IS_NUMBER = 2u;
const IS_BOOLEAN = 3u;
const IS_WORD = 4u;
const IS_WHOLE = 1u;
const FITS_64 = 2u;
const FITS_32 = 4u;

fn parameter(place: u32) -> u32 {
  return HEADER + DESCRIPTOR * (question[2] + 1u) + 8u * place;
}

fn kind_of(place: u32) -> u32 {
  return question[parameter(place)];
}

fn whole_of(place: u32) -> i32 {
  return bitcast<i32>(question[parameter(place) + 1u]);
}

fn number_of(place: u32) -> Real {
  return from_bits(question[parameter(place) + 2u]);
}

fn has_bits(place: u32, bits: u32) -> bool {
  return kind_of(place) == IS_NUMBER && (question[parameter(place) + 3u] & bits) == bits;
}

fn is_flag(place: u32) -> bool {
  return kind_of(place) > IS_NULL;
}

/* As Python judges it. A number of which nothing is left in binary32 is no 0 for that: its binary64 is looked at. */
fn is_true(place: u32) -> bool {
  let at = parameter(place);
  let number = question[at + 4u] | (question[at + 5u] & 0x7fffffffu);
  return select(question[at + 1u] != 0u, number != 0u, kind_of(place) == IS_NUMBER);
}

/* Whether a parameter is absent, or may mark the targets that are ignored: not strictly between 0 and 1, and no NaN. */
fn is_mark(place: u32) -> bool {
  if kind_of(place) != IS_NUMBER {
    return !is_flag(place);
  }
  let mark = number_of(place);
  return (mark.special & NAN) == 0u && !(mark.special == 0u && mark.finite > 0.0 && mark.finite < 1.0);
}

/* Whether a target is not ignored. The mark is what the target's dtype makes of it, so that they can be equal at all. */
fn is_kept(place: u32, y: Real) -> bool {
  if !is_flag(place) {
    return true;
  }
  let mark = stored(number_of(place));
  return mark.special != y.special || mark.finite != y.finite || (y.special & NAN) != 0u;
}

const NO_REDUCTION = 0u;
const NONE = 1u;
const SUM = 2u;
const MEAN = 3u;
const BATCHMEAN = 4u;

/* NO_REDUCTION where the word is none. */
fn plain_reduction(place: u32, last: u32) -> u32 {
  if kind_of(place) == IS_ABSENT {
    return MEAN;
  }
  let word = bitcast<u32>(whole_of(place));
  return select(NO_REDUCTION, word, kind_of(place) == IS_WORD && word <= last);
}

/* size_average and reduce, deprecated, override the word and leave it unread. */
fn reduction(place: u32, last: u32, size_average: u32, reduce: u32) -> u32 {
  if !is_flag(size_average) && !is_flag(reduce) {
    return plain_reduction(place, last);
  }
  if is_flag(reduce) && !is_true(reduce) {
    return NONE;
  }
  return select(MEAN, SUM, is_flag(size_average) && !is_true(size_average));
}
