// What every kernel shares: blocks of words, numbers that may be infinite, careful logarithms, sums over a workgroup.
// Answer, scratch and plan hold zeros when a question comes. float32.wgsl or float16.wgsl stands before this.

@group(0) @binding(0) var<storage, read> question: array<u32>;
// Atomic, since two halves share a word, and two invocations may write them at once.
@group(0) @binding(1) var<storage, read_write> answer: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(3) var<storage, read_write> plan: array<u32>;

// ---- Numbers. WGSL lets a compiler take for granted that no float is infinite or NaN; so none ever is here. Whether a
// ---- number is finite is told from its bits, carried beside it, and written as bits.

const PLUS = 1u; // ∞
const MINUS = 2u; // −∞; with PLUS, as in ∞ − ∞, NaN
const NAN = 4u;
const ILLEGAL = 8u; // not a number's, but a sum's: an entry was met for which the question is refused

struct Real {
  finite: f32, // means nothing where special
  special: u32,
}

fn real(x: f32) -> Real {
  return Real(x, 0u);
}

const ZERO = Real(0.0, 0u);
const NOT_A_NUMBER = Real(0.0, NAN);
const INFINITE = Real(0.0, PLUS);

fn from_bits(bits: u32) -> Real {
  let magnitude = bits & 0x7fffffffu;
  if magnitude > 0x7f800000u {
    return NOT_A_NUMBER;
  }
  if magnitude == 0x7f800000u {
    return Real(0.0, select(PLUS, MINUS, magnitude != bits));
  }
  return real(bitcast<f32>(bits));
}

fn to_bits(x: Real) -> u32 {
  switch x.special & (PLUS | MINUS | NAN) {
    case 0u { return bitcast<u32>(x.finite); }
    case PLUS { return 0x7f800000u; }
    case MINUS { return 0xff800000u; }
    default { return 0x7fc00000u; }
  }
}

fn plus(a: Real, b: Real) -> Real {
  return Real(a.finite + b.finite, a.special | b.special);
}

fn negative(x: Real) -> Real {
  return Real(-x.finite, (x.special & NAN) | ((x.special & PLUS) << 1u) | ((x.special & MINUS) >> 1u));
}

fn minus(a: Real, b: Real) -> Real {
  return plus(a, negative(b));
}

fn is_zero(x: Real) -> bool {
  return x.special == 0u && x.finite == 0.0;
}

fn is_infinite(x: Real) -> bool {
  return x.special == PLUS || x.special == MINUS;
}

fn is_below_zero(x: Real) -> bool {
  return select(x.special == MINUS, (bitcast<u32>(x.finite) >> 31u) == 1u, x.special == 0u);
}

fn infinite_with_sign_of(a: Real, b: Real) -> Real {
  return Real(0.0, select(PLUS, MINUS, is_below_zero(a) != is_below_zero(b)));
}

fn times(a: Real, b: Real) -> Real {
  if (a.special | b.special) == 0u {
    return real(a.finite * b.finite);
  }
  let numbers = (a.special == 0u || is_infinite(a)) && (b.special == 0u || is_infinite(b));
  if !numbers || is_zero(a) || is_zero(b) {
    return NOT_A_NUMBER;
  }
  return infinite_with_sign_of(a, b);
}

fn over(a: Real, b: Real) -> Real {
  if (a.special | b.special) == 0u && b.finite != 0.0 {
    return real(quotient(a.finite, b.finite));
  }
  if b.special == 0u && (a.special == 0u || is_infinite(a)) && !(is_zero(a) && is_zero(b)) {
    return infinite_with_sign_of(a, b);
  }
  if a.special == 0u && is_infinite(b) {
    return ZERO;
  }
  return NOT_A_NUMBER;
}

fn select_real(no: Real, yes: Real, choice: bool) -> Real {
  return Real(select(no.finite, yes.finite, choice), select(no.special, yes.special, choice));
}

fn is_at_least_zero(x: Real) -> bool {
  return x.special == PLUS || (x.special == 0u && x.finite >= 0.0);
}

fn is_probability(x: Real) -> bool {
  return x.special == 0u && x.finite >= 0.0 && x.finite <= 1.0;
}

/* WGSL's division may be 2.5 ulps off. What is left over is divided once more, which leaves one. */
fn quotient(a: f32, b: f32) -> f32 {
  let rough = a / b;
  let size = abs(rough);
  if size < 1e-30 || size > 1e30 { // where what is left over might not be a normal number
    return rough;
  }
  return rough + fma(-rough, b, a) / b;
}

// ---- Functions, of numbers made by polynomials. Where digits would cancel, reduction is in whole numbers, or exact.

/* e^x within 2 ulps; 0 where it is below the normal numbers. x ≤ 88.7. */
fn exponential(x: f32) -> f32 {
  if x < -87.5 {
    return 0.0;
  }
  let n = i32(round(x * 1.442695));
  let r = select(reduced(bitcast<u32>(x), n), x, n == 0);
  let tail = 0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333334 + r * (0.0013888889 + r * 0.00019841270))));
  let fraction = 1.0 + fma(r * r, tail, r);
  let field = i32(bitcast<u32>(fraction) >> 23u) + n;
  return select(bitcast<f32>(bitcast<u32>(fraction) + (bitcast<u32>(n) << 23u)), 0.0, field <= 0);
}

/* x − n·ln 2, which is small, in multiples of 2^-31 and modulo 2: nothing is rounded before it is known. */
fn reduced(bits: u32, n: i32) -> f32 {
  let exponent = i32((bits >> 23u) & 255u) - 127; // at least −2, as n is not 0
  let size = i32(((bits & 0x7fffffu) | 0x800000u) << u32(max(exponent, -2) + 8));
  let ln2 = n * 1488522235 + ((n * 233) >> 8u);
  return f32(select(size, -size, (bits >> 31u) == 1u) - ln2) * 4.656612873077393e-10;
}

/* ln(2^k·(1 + f)) for 1 + f from 0.7 to 1.4. Nothing cancels: where k is not 0, k·ln 2 is the greatest term. */
fn scaled_logarithm(k: i32, f: f32) -> f32 {
  let s = f / (2.0 + f);
  let z = s * s;
  let w = z * z;
  let series = z * (0.66666663 + w * 0.28498787) + w * (0.40000972 + w * 0.24279079);
  let half_square = 0.5 * f * f;
  let n = f32(k);
  return n * 0.693138123 + (f - (half_square - (s * (half_square + series) + n * 9.05800061e-6)));
}

struct Scaled {
  exponent: i32,
  fraction: f32, // from 0.7 to 1.4
}

fn scaled(positive: u32) -> Scaled {
  // A number below the normal ones is made 2^24 times as large.
  let low = countLeadingZeros(positive) - 8u;
  let small = positive < 0x800000u;
  let bits = select(positive, (positive << low) + ((24u - low) << 23u), small);
  let moved = bits + 0x4d0000u; // 1.0 − 0.699
  let exponent = i32(moved >> 23u) - 127 - select(0, 24, small);
  return Scaled(exponent, bitcast<f32>((moved & 0x7fffffu) + 0x3f330000u));
}

/* ln x within 3 ulps; −∞ at 0. x ≥ 0. */
fn logarithm(x: f32) -> Real {
  if (bitcast<u32>(x) << 1u) == 0u {
    return Real(0.0, MINUS);
  }
  let parts = scaled(bitcast<u32>(x));
  return real(scaled_logarithm(parts.exponent, parts.fraction - 1.0));
}

/* ln(1 + x) within 4 ulps, also where x is tiny. −1 < x. */
fn logarithm_of_one_and(x: f32) -> f32 {
  let parts = scaled(bitcast<u32>(1.0 + x));
  let k = parts.exponent;
  if k == 0 {
    return scaled_logarithm(0, x);
  }
  if k > 23 {
    return scaled_logarithm(k, parts.fraction - 1.0);
  }
  // What 1 + x rounds away is kept: x/2^k is exact, and so is 1/2^k − 1.
  let scale = bitcast<f32>(u32(127 - k) << 23u);
  return scaled_logarithm(k, fma(x, scale, scale - 1.0));
}

// ---- Tensors.

const INT64 = 4u;
const INT32 = 5u;
const ABSENT = 0xffffffffu;
const HEADER = 4u; // words
const DESCRIPTOR = 12u;

struct Tensor {
  dtype: u32,
  rank: u32,
  elements: u32,
  start: u32, // in words
}

/* A slot of the question. The one after the last is what arrives from above. */
fn tensor(slot: u32) -> Tensor {
  let at = HEADER + DESCRIPTOR * slot;
  return Tensor(question[at], question[at + 1u], question[at + 2u], question[at + 3u] / 4u);
}

fn upstream_slot() -> u32 {
  return question[2];
}

fn size_of(slot: u32, axis: u32) -> u32 {
  return question[HEADER + DESCRIPTOR * slot + 4u + axis];
}

fn is_given(slot: u32) -> bool {
  return tensor(slot).dtype != ABSENT;
}

/* Of the dtype that the answer is to have. */
fn is_floating(slot: u32) -> bool {
  return tensor(slot).dtype == DTYPE;
}

/* What was declared of the answer: 0 is the loss, 1 + slot a gradient. */
fn declared(place: u32) -> Tensor {
  let at = HEADER + DESCRIPTOR * place;
  return Tensor(
    atomicLoad(&answer[at]),
    atomicLoad(&answer[at + 1u]),
    atomicLoad(&answer[at + 2u]),
    atomicLoad(&answer[at + 3u]) / 4u,
  );
}

fn is_wanted(slot: u32) -> bool {
  return ((question[1] >> slot) & 1u) == 1u;
}

// ---- What `check` is made of.

const REFUSED = 1u;

fn conclude(status: u32) {
  atomicStore(&answer[0], status);
}

fn same_shape(a: u32, b: u32) -> bool {
  var same = is_given(a) && is_given(b) && tensor(a).rank == tensor(b).rank;
  for (var axis = 0u; same && axis < tensor(a).rank; axis++) {
    same = size_of(a, axis) == size_of(b, axis);
  }
  return same;
}

/* Every size is 1 or the other's, counted from the last axis, and the other is not enlarged. */
fn spreads_to(slot: u32, other: u32) -> bool {
  let rank = tensor(slot).rank;
  let lead = tensor(other).rank - rank;
  var fits = rank <= tensor(other).rank;
  for (var axis = 0u; fits && axis < rank; axis++) {
    fits = size_of(slot, axis) == 1u || size_of(slot, axis) == size_of(other, lead + axis);
  }
  return fits;
}

/* Where element i of the other lies in what spreads to it. */
fn spread_place(slot: u32, other: u32, i: u32) -> u32 {
  let rank = tensor(slot).rank;
  var rest = i;
  var place = 0u;
  var span = 1u;
  for (var back = 1u; back <= rank; back++) {
    let whole = size_of(other, tensor(other).rank - back);
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

var<private> next_byte: u32;

fn declare(place: u32, rank: u32, elements: u32) {
  if next_byte == 0u {
    next_byte = 4u * (HEADER + DESCRIPTOR * (question[2] + 1u));
  }
  let at = HEADER + DESCRIPTOR * place;
  atomicStore(&answer[at], DTYPE);
  atomicStore(&answer[at + 1u], rank);
  atomicStore(&answer[at + 2u], elements);
  atomicStore(&answer[at + 3u], next_byte);
  next_byte += (elements * BYTES + 15u) / 16u * 16u;
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
  var legal = (question[1] & ~differentiable) == 0u && is_floating(above) && tensor(above).rank == declared(0u).rank;
  for (var axis = 0u; legal && axis < tensor(above).rank; axis++) {
    legal = size_of(above, axis) == atomicLoad(&answer[HEADER + 4u + axis]);
  }
  for (var slot = 0u; slot < question[2]; slot++) {
    legal &= !is_wanted(slot) || is_given(slot);
  }
  return legal;
}

// ---- Parameters, by their place in hello.

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

// ---- Facts, which `check` settles once and every kernel reads.

const HOW = 0u; // the reduction
const DENOMINATOR = 1u; // of the mean, bits
const SEED = 2u; // the slope of the objective by every loss, bits, unless the losses are not reduced
const PARTIALS = 4u;

fn how() -> u32 {
  return scratch[HOW];
}

fn set_denominator(denominator: Real) {
  scratch[DENOMINATOR] = to_bits(denominator);
  if question[1] == 0u {
    return;
  }
  let above = load(tensor(upstream_slot()), 0u);
  scratch[SEED] = to_bits(select_real(over(above, denominator), above, how() == SUM));
}

fn seed(n: u32) -> Real {
  if how() == NONE {
    return load(tensor(upstream_slot()), n);
  }
  return from_bits(scratch[SEED]);
}

// ---- Work. A workgroup takes every GROUPS-th run, so that any number of elements or rows fits one dispatch.

const SIZE = 64u;
const GROUPS = 1024u;

fn schedule(step: u32, runs: u32) {
  plan[3u * step] = clamp(runs, 1u, GROUPS);
  plan[3u * step + 1u] = 1u;
  plan[3u * step + 2u] = 1u;
}

fn runs_of(elements: u32, run: u32) -> u32 {
  return elements / run + select(0u, 1u, elements % run > 0u);
}

// ---- Sums: in the workgroup as a tree, of the workgroups in a second pass. The order is always the same.

var<workgroup> board: array<vec2u, SIZE>;

fn to_board(x: Real) -> vec2u {
  return vec2u(bitcast<u32>(x.finite), x.special);
}

fn from_board(words: vec2u) -> Real {
  return Real(bitcast<f32>(words.x), words.y);
}

/* The sum over each run of `lanes` neighbouring invocations, a power of two. To be called by all of the workgroup. */
fn sum_over(lanes: u32, local: u32, mine: Real) -> Real {
  board[local] = to_board(mine);
  workgroupBarrier();
  for (var reach = lanes / 2u; reach > 0u; reach /= 2u) {
    if local % lanes < reach {
      board[local] = to_board(plus(from_board(board[local]), from_board(board[local + reach])));
    }
    workgroupBarrier();
  }
  let sum = from_board(board[local / lanes * lanes]);
  workgroupBarrier();
  return sum;
}

/* First pass: what one workgroup has summed up. */
fn keep_partial(group: u32, local: u32, mine: Real) {
  let sum = sum_over(SIZE, local, mine);
  if local == 0u {
    scratch[PARTIALS + 2u * group] = bitcast<u32>(sum.finite);
    scratch[PARTIALS + 2u * group + 1u] = sum.special;
  }
}

/* Second pass, of one workgroup: over the partial sums of a step. */
fn sum_of_partials(step: u32, local: u32) -> Real {
  var mine = ZERO;
  for (var group = local; group < plan[3u * step]; group += SIZE) {
    let at = PARTIALS + 2u * group;
    mine = plus(mine, Real(bitcast<f32>(scratch[at]), scratch[at + 1u]));
  }
  return sum_over(SIZE, local, mine);
}

/* The second pass of what the mean divides by. Refuses when an entry was met for which the question is not legal. */
fn settle(step: u32, local: u32) {
  let sum = sum_of_partials(step, local);
  if local == 0u {
    refuse_illegal(sum);
    set_denominator(sum);
  }
}

/* The second pass of the losses. */
fn finish(step: u32, local: u32) {
  let sum = sum_of_partials(step, local);
  if local > 0u {
    return;
  }
  refuse_illegal(sum);
  if how() == SUM {
    store(declared(0u), 0u, sum);
  } else if how() != NONE {
    store(declared(0u), 0u, over(sum, from_bits(scratch[DENOMINATOR])));
  }
}

fn refuse_illegal(sum: Real) {
  if (sum.special & ILLEGAL) != 0u {
    conclude(REFUSED);
  }
}

// ---- Rows: a position's classes, which lie `stride` apart. As many neighbouring invocations work on a row as it needs,
// ---- at most a workgroup's, each on every lanes-th class; a workgroup has as many rows at a time as fit.

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
  return select(0u, 1u, tensor(0u).rank > 1u);
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
  var same = is_given(slot) && tensor(slot).rank + 1u == tensor(0u).rank;
  for (var i = 0u; same && i < tensor(slot).rank; i++) {
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
  let rank = max(tensor(0u).rank, 1u) - 1u;
  declare(0u, rank, rows.positions);
  for (var i = 0u; i < rank; i++) {
    declare_axis(0u, i, size_of(0u, select(i, i + 1u, i >= axis)));
  }
}

/* Whether the input has a class axis, and classes on it. */
fn has_classes(rows: Rows) -> bool {
  return tensor(0u).rank > 0u && rows.classes > 0u;
}

// ---- Labels: targets that name a class, in 64 bits or 32.

const IGNORED = 0xfffffffeu;
const NO_CLASS = 0xffffffffu;

fn holds_labels(slot: u32) -> bool {
  let dtype = tensor(slot).dtype;
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
  return !is_given(slot) || (is_floating(slot) && tensor(slot).rank == 1u && size_of(slot, 0u) == rows.classes);
}

fn class_factor(slot: u32, label: u32) -> Real {
  if !is_given(slot) {
    return real(1.0);
  }
  return load(tensor(slot), label);
}

// ---- Softmax of a row, in parts from which nothing small is lost beside something large.

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
