/** Softmax of a row, in parts from which nothing small is lost beside something large. */
import { decay } from './exponential';
import { before, choose, largest, read, total, write, ZERO, zeroWhere } from './lanes';

/** Numbers added up in float32 before a double takes them over: a multiple of 16. */
const BLOCK: u32 = 256;

/** The largest number of the row; NaN where one is NaN, perhaps. */
export let top: f32 = 0;
/** Σ e^(x − top) over all but one of the largest. The sum of all is 1 more, but is rounded where the rest is small. */
export let rest: f64 = 0;

/** @param powers where to write e^(x − top), as a row; 0 for nowhere */
export function softmax(x: usize, count: u32, powers: usize): void {
  let topBlock: u32 = 0;
  top = -Infinity;
  for (let i: u32 = 0; i < count; i += BLOCK) {
    const most = largestOf(x, i, min(i + BLOCK, count));
    if (most <= top) continue;
    top = most;
    topBlock = i;
  }
  rest = 0;
  for (let i: u32 = 0; i < count; i += BLOCK) {
    const end = min(i + BLOCK, count);
    if (i == topBlock) rest += powers == 0 ? sumOfPowers(x, i, end, 0, false, true) : sumOfPowers(x, i, end, powers, true, true);
    else rest += powers == 0 ? sumOfPowers(x, i, end, 0, false, false) : sumOfPowers(x, i, end, powers, true, false);
  }
}

/** Σ e^(x − top) over the whole row: no number where the largest is none. */
export function sumOfAll(): f64 {
  return 1 + rest + (top - top);
}

function largestOf(x: usize, from: u32, end: u32): f32 {
  const least = f32x4.splat(-Infinity);
  let a = read(x, from, end, least);
  let i = from + 4;
  if (i + 16 <= end) {
    let b = a;
    let c = a;
    let d = a;
    for (; i + 16 <= end; i += 16) {
      const at = x + (<usize>i << 2);
      a = f32x4.pmax(a, v128.load(at));
      b = f32x4.pmax(b, v128.load(at, 16));
      c = f32x4.pmax(c, v128.load(at, 32));
      d = f32x4.pmax(d, v128.load(at, 48));
    }
    a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  }
  for (; i < end; i += 4) a = f32x4.pmax(a, read(x, i, end, least));
  return largest(a);
}

/** @param holdsTop whether a number of the block is the largest: one of these is left out */
// @ts-ignore: decorator
@inline
function sumOfPowers(x: usize, from: u32, end: u32, powers: usize, isKept: bool, holdsTop: bool): f64 {
  const most = f32x4.splat(top);
  let sum = ZERO;
  let other = ZERO;
  let equals = ZERO;
  let i = from;
  for (; i + 16 <= end; i += 16) {
    const at = x + (<usize>i << 2);
    const to = powers + (<usize>i << 2);
    sum = f32x4.add(sum, power(v128.load(at), most, to, isKept, holdsTop));
    other = f32x4.add(other, power(v128.load(at, 16), most, to + 16, isKept, holdsTop));
    sum = f32x4.add(sum, power(v128.load(at, 32), most, to + 32, isKept, holdsTop));
    other = f32x4.add(other, power(v128.load(at, 48), most, to + 48, isKept, holdsTop));
    if (holdsTop) for (let j: usize = 0; j < 64; j += 16) equals = i32x4.sub(equals, f32x4.eq(v128.load(at + j), most));
  }
  for (; i < end; i += 4) {
    const numbers = read(x, i, end, f32x4.splat(-Infinity));
    sum = f32x4.add(sum, power(numbers, most, powers + (<usize>i << 2), isKept, holdsTop));
    if (holdsTop) equals = i32x4.sub(equals, f32x4.eq(numbers, most));
  }
  const ties = holdsTop ? total(f32x4.convert_i32x4_s(equals)) - 1 : 0;
  return total(f32x4.add(sum, other)) + max(ties, 0);
}

// @ts-ignore: decorator
@inline
function power(x: v128, most: v128, to: usize, isKept: bool, holdsTop: bool): v128 {
  const e = decay(f32x4.sub(x, most));
  if (isKept) v128.store(to, e);
  return holdsTop ? zeroWhere(f32x4.eq(x, most), e) : e;
}

/** Multiplies a row. */
export function scale(x: usize, count: u32, by: f32): void {
  const factor = f32x4.splat(by);
  let i: u32 = 0;
  for (; i + 16 <= count; i += 16) {
    const at = x + (<usize>i << 2);
    v128.store(at, f32x4.mul(v128.load(at), factor));
    v128.store(at, f32x4.mul(v128.load(at, 16), factor), 16);
    v128.store(at, f32x4.mul(v128.load(at, 32), factor), 32);
    v128.store(at, f32x4.mul(v128.load(at, 48), factor), 48);
  }
  for (; i < count; i += 4) {
    const at = x + (<usize>i << 2);
    v128.store(at, f32x4.mul(v128.load(at), factor));
  }
}

/**
 * Turns powers of a row into the slopes of scale·Σ_c m_c·(−ln p_c) by each of its numbers: scale/Σe times
 * e_k·Σ_{c≠k} m_c − m_k·Σ_{c≠k} e_c. Sums without one number are added up where it is nearly all of the sum.
 *
 * @param masses a row that is written to on the way, and is the same afterwards
 */
export function slopes(x: usize, powers: usize, masses: usize, count: u32, by: f64): void {
  const topPlace = placeOf(x, count, top);
  const massPlace = largestMass(masses, count);
  const mass = load<f32>(masses + (<usize>massPlace << 2));
  const restOfMasses = sumWithout(masses, massPlace, count);
  const all = sumOfAll();
  const factor = by / all;
  const ofTop = slope(powers, masses, topPlace, topPlace == massPlace ? restOfMasses : restOfMasses + mass - load<f32>(masses + (<usize>topPlace << 2)), rest, factor);
  const ofMass = slope(powers, masses, massPlace, restOfMasses, topPlace == massPlace ? rest : all - load<f32>(powers + (<usize>massPlace << 2)), factor);
  const allPowers = f32x4.splat(<f32>all);
  const allMasses = f32x4.splat(<f32>(restOfMasses + mass));
  for (let i: u32 = 0; i < count; i += 4) {
    const e = v128.load(powers + (<usize>i << 2));
    const m = v128.load(masses + (<usize>i << 2));
    const balance = f32x4.sub(f32x4.mul(e, f32x4.sub(allMasses, m)), f32x4.mul(m, f32x4.sub(allPowers, e)));
    write(powers, i, f32x4.mul(balance, f32x4.splat(<f32>factor)));
  }
  store<f32>(powers + (<usize>massPlace << 2), ofMass);
  store<f32>(powers + (<usize>topPlace << 2), ofTop);
}

function slope(powers: usize, masses: usize, place: u32, otherMasses: f64, otherPowers: f64, factor: f64): f32 {
  const e = load<f32>(powers + (<usize>place << 2));
  const m = load<f32>(masses + (<usize>place << 2));
  return <f32>(factor * (<f64>e * otherMasses - <f64>m * otherPowers));
}

/** The first place of a number in a row; 0 where it is nowhere. */
function placeOf(x: usize, count: u32, value: f32): u32 {
  for (let i: u32 = 0; i < count; i++) if (load<f32>(x + (<usize>i << 2)) == value) return i;
  return 0;
}

/** Where the number is that is largest by size. */
function largestMass(masses: usize, count: u32): u32 {
  let place: u32 = 0;
  for (let i: u32 = 1; i < count; i++) {
    if (abs(load<f32>(masses + (<usize>i << 2))) > abs(load<f32>(masses + (<usize>place << 2)))) place = i;
  }
  return place;
}

function sumWithout(masses: usize, place: u32, count: u32): f64 {
  const at = masses + (<usize>place << 2);
  const own = load<f32>(at);
  store<f32>(at, 0);
  let sum = ZERO;
  for (let i: u32 = 0; i < count; i += 4) sum = f32x4.add(sum, read(masses, i, count, ZERO));
  store<f32>(at, own);
  return total(sum);
}
