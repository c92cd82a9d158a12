/** Weights that multiply elements, after NumPy's rules of broadcasting; and elements that are ignored. */
import { take } from './heap';
import { counted } from './lanes';
import { elementsOf, haveSameShape, isFloating, isGiven, isNumber, isSet, numbersOf, rankOf, realOf, sizeOf } from './question';

/** Whether a slot is empty, or holds what can multiply each entry of the input. */
export function isFactor(slot: u32): bool {
  if (!isGiven(slot)) return true;
  const rank = rankOf(slot);
  if (!isFloating(slot) || rank > rankOf(0)) return false;
  for (let axis: u32 = 0; axis < rank; axis++) {
    const size = sizeOf(slot, axis);
    if (size != 1 && size != sizeOf(0, rankOf(0) - rank + axis)) return false;
  }
  return true;
}

/** A factor for each entry of the input; 0 where none is given. */
export function factors(slot: u32): usize {
  if (!isGiven(slot)) return 0;
  if (haveSameShape(slot, 0)) return numbersOf(slot);
  const count = elementsOf(0);
  const spread = take(<usize>count << 2);
  for (let i: u32 = 0; i < count; i++) {
    store<f32>(spread + (<usize>i << 2), load<f32>(numbersOf(slot) + (<usize>placeOf(slot, i) << 2)));
  }
  return spread;
}

/** Where what multiplies entry i of the input lies. */
function placeOf(slot: u32, i: u32): u32 {
  let place: u32 = 0;
  let span: u32 = 1;
  const rank = rankOf(slot);
  for (let back: u32 = 1; back <= rank; back++) {
    const whole = sizeOf(0, rankOf(0) - back);
    const own = sizeOf(slot, rank - back);
    if (own != 1) place += (i % whole) * span;
    i /= whole;
    span *= own;
  }
  return place;
}

// @ts-ignore: decorator
@inline
export function factorsAt(factors: usize, i: u32): v128 {
  return factors == 0 ? f32x4.splat(1) : v128.load(factors + (<usize>i << 2));
}

/** Whether a parameter is not set, or may mark the targets that are ignored: not strictly between 0 and 1, and no NaN. */
export function isMark(place: u32): bool {
  if (!isSet(place)) return true;
  const mark = realOf(place);
  return isNumber(place) && (mark <= 0 || mark >= 1);
}

/** The targets that are ignored, in all lanes: NaN, which equals nothing, where none is. */
export function markOf(place: u32): v128 {
  return f32x4.splat(isSet(place) ? <f32>realOf(place) : NaN);
}

/** How many targets are not ignored, which a mean divides by. */
export function countKept(targets: usize, count: u32, mark: v128): f64 {
  let ignored: u32 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    ignored += popcnt(i32x4.bitmask(counted(f32x4.eq(v128.load(targets + (<usize>i << 2)), mark), i, count)));
  }
  return count - ignored;
}
