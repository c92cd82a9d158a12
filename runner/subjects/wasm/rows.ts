/** Rows: the classes of a position, one after another in memory, or copied so that they are. */
import { take } from './heap';
import { elementsOf, INT32, INT64, isAbsent, isFloating, isGiven, isWhole, isWhole64, dtypeOf, numbersOf, rankOf, sizeOf, whole64Of } from './question';

export let classes: u32 = 0;
export let positions: u32 = 0;
/** How far apart the classes of a position lie. */
let stride: u32 = 1;

/** Classifying losses have their classes on axis 1, or on the only one. */
export function classAxis(): u32 {
  return rankOf(0) > 1 ? 1 : 0;
}

/** Lays out the input. An empty axis has no classes, and a scalar has one. */
export function rowsAlong(axis: u32): void {
  classes = 1;
  positions = 1;
  stride = 1;
  for (let other: u32 = 0; other < rankOf(0); other++) {
    const size = sizeOf(0, other);
    if (other == axis) classes = size;
    else positions *= size;
    if (other > axis) stride *= size;
  }
}

/** Whether the input has a class axis, and classes on it. */
export function hasClasses(): bool {
  return rankOf(0) > 0 && classes > 0;
}

// @ts-ignore: decorator
@inline
function start(n: u32): usize {
  return stride == 1 ? <usize>n * classes : <usize>(n / stride) * classes * stride + (n % stride);
}

/** Room for a copy of a row, where rows need one; 0 where they do not. */
export function rowCopy(): usize {
  return stride == 1 ? 0 : take(<usize>classes << 2);
}

/** Room for a row. */
export function row(): usize {
  return take(<usize>classes << 2);
}

/** The row of position n of a tensor of the input's shape, where its numbers are at `numbers`. */
export function rowOf(numbers: usize, n: u32, copy: usize): usize {
  let from = numbers + (start(n) << 2);
  if (copy == 0) return from;
  for (let c: usize = 0; c < <usize>classes; c++, from += <usize>stride << 2) store<f32>(copy + (c << 2), load<f32>(from));
  return copy;
}

/** Where to write the row of position n. What is written is to be handed to `keepRow`. */
// @ts-ignore: decorator
@inline
export function rowFor(numbers: usize, n: u32, copy: usize): usize {
  return copy == 0 ? numbers + (start(n) << 2) : copy;
}

export function keepRow(numbers: usize, n: u32, copy: usize): void {
  if (copy == 0) return;
  let to = numbers + (start(n) << 2);
  for (let c: usize = 0; c < <usize>classes; c++, to += <usize>stride << 2) store<f32>(to, load<f32>(copy + (c << 2)));
}

/** Where class c of position n lies. */
export function entryOf(numbers: usize, n: u32, c: u32): usize {
  return numbers + ((start(n) + <usize>c * stride) << 2);
}

// ---- Targets that name a class.

/** The label of a position that counts for nothing; that of one whose class there is not. */
export const IGNORED: u32 = 0xfffffffe;
export const NO_CLASS: u32 = 0xffffffff;

let ignored: i64 = 0;
let ignoresNone: bool = false;

/** Whether a slot holds 64 bits or 32 for each position of the input. */
export function holdsLabels(slot: u32): bool {
  if (dtypeOf(slot) != INT64 && dtypeOf(slot) != INT32) return false;
  if (rankOf(slot) + 1 != rankOf(0)) return false;
  for (let axis: u32 = 0; axis < rankOf(slot); axis++) {
    if (sizeOf(slot, axis) != sizeOf(0, axis < classAxis() ? axis : axis + 1)) return false;
  }
  return true;
}

/** Reads ignore_index: −100 where it is absent; of any size, so that it may be one that no target has. */
export function ignore(place: u32): bool {
  ignored = isAbsent(place) ? -100 : whole64Of(place);
  ignoresNone = !isAbsent(place) && !isWhole64(place);
  return isAbsent(place) || isWhole(place);
}

/** What is ignored is told first, so that it may be no class. */
export function labelOf(slot: u32, n: u32): u32 {
  const label = dtypeOf(slot) == INT64 ? load<i64>(numbersOf(slot) + (<usize>n << 3)) : load<i32>(numbersOf(slot) + (<usize>n << 2));
  if (label == ignored && !ignoresNone) return IGNORED;
  return <u64>label < <u64>classes ? <u32>label : NO_CLASS;
}

/** Whether a slot is empty, or holds a factor for each class. */
export function isClassFactor(slot: u32): bool {
  return !isGiven(slot) || (isFloating(slot) && rankOf(slot) == 1 && elementsOf(slot) == classes);
}

export function classFactor(slot: u32, label: u32): f32 {
  return isGiven(slot) ? load<f32>(numbersOf(slot) + (<usize>label << 2)) : 1;
}

/** Adds up the weights of what is not ignored, which a mean divides by; NaN where a label names no class. */
export let labelsAreLegal: bool = true;

export function totalWeight(target: u32, weight: u32): f64 {
  let sum: f64 = 0;
  labelsAreLegal = true;
  for (let n: u32 = 0; n < positions; n++) {
    const label = labelOf(target, n);
    if (label == NO_CLASS) labelsAreLegal = false;
    else if (label != IGNORED) sum += classFactor(weight, label);
  }
  return sum;
}
