/** The question at hand and its answer, as bytes: runner/README.md, "Questions in bytes". One is at hand at a time. */
import { forgetAnswers, take } from './heap';

const FLOAT32: u32 = 1;
export const INT64: u32 = 4;
export const INT32: u32 = 5;
const ABSENT: u32 = 0xffffffff;

const HEADER: usize = 16;
const DESCRIPTOR: usize = 48;
const PARAMETER: usize = 32;

let question: usize = 0;
let answer: usize = 0;
let wanted: u32 = 0;
let slots: u32 = 0;

/** Every loss begins with it. */
export function open(at: usize): void {
  forgetAnswers();
  question = at;
  wanted = load<u32>(at, 4);
  slots = load<u32>(at, 8);
  answer = take(HEADER + DESCRIPTOR * (slots + 1));
  store<u32>(answer, 0);
}

/** Every loss ends with it or with the next. */
export function answered(): usize {
  return answer;
}

export function refused(): usize {
  store<u32>(answer, 1);
  return answer;
}

// ---- Tensors of the question, by slot. The one after the last is what arrives from above.

// @ts-ignore: decorator
@inline
function descriptor(slot: u32): usize {
  return question + HEADER + DESCRIPTOR * slot;
}

export function upstream(): u32 {
  return slots;
}

export function dtypeOf(slot: u32): u32 {
  return load<u32>(descriptor(slot));
}

export function rankOf(slot: u32): u32 {
  return load<u32>(descriptor(slot), 4);
}

export function elementsOf(slot: u32): u32 {
  return load<u32>(descriptor(slot), 8);
}

/** Where its numbers are. */
export function numbersOf(slot: u32): usize {
  return question + load<u32>(descriptor(slot), 12);
}

export function sizeOf(slot: u32, axis: u32): u32 {
  return load<u32>(descriptor(slot) + (<usize>axis << 2), 16);
}

export function isGiven(slot: u32): bool {
  return dtypeOf(slot) != ABSENT;
}

export function isFloating(slot: u32): bool {
  return dtypeOf(slot) == FLOAT32;
}

export function isWanted(slot: u32): bool {
  return ((wanted >> slot) & 1) != 0;
}

export function wantsGradients(): bool {
  return wanted != 0;
}

export function haveSameShape(a: u32, b: u32): bool {
  if (!isGiven(a) || !isGiven(b) || rankOf(a) != rankOf(b)) return false;
  for (let axis: u32 = 0; axis < rankOf(a); axis++) if (sizeOf(a, axis) != sizeOf(b, axis)) return false;
  return true;
}

// ---- Parameters, by their place in hello.

const NULL: u32 = 1;
const NUMBER: u32 = 2;
const BOOLEAN: u32 = 3;
const WORD: u32 = 4;
/** Bits of a number. */
const WHOLE: u32 = 1;
const FITS_64: u32 = 2;
const FITS_32: u32 = 4;

// @ts-ignore: decorator
@inline
function parameter(place: u32): usize {
  return descriptor(slots + 1) + PARAMETER * place;
}

function kindOf(place: u32): u32 {
  return load<u32>(parameter(place));
}

/** Neither absent nor null. */
export function isSet(place: u32): bool {
  return kindOf(place) > NULL;
}

export function isAbsent(place: u32): bool {
  return kindOf(place) == 0;
}

export function isNumber(place: u32): bool {
  return kindOf(place) == NUMBER;
}

export function isBoolean(place: u32): bool {
  return kindOf(place) == BOOLEAN;
}

/** The code of a word, 0 where it is none. */
export function wordOf(place: u32): u32 {
  return kindOf(place) == WORD ? load<u32>(parameter(place), 4) : 0;
}

export function realOf(place: u32): f64 {
  return load<f64>(parameter(place), 16);
}

export function isWhole(place: u32): bool {
  return isNumber(place) && (load<u32>(parameter(place), 12) & WHOLE) != 0;
}

export function isWhole32(place: u32): bool {
  return isNumber(place) && (load<u32>(parameter(place), 12) & FITS_32) != 0;
}

export function isWhole64(place: u32): bool {
  return isNumber(place) && (load<u32>(parameter(place), 12) & FITS_64) != 0;
}

export function whole32Of(place: u32): i32 {
  return load<i32>(parameter(place), 4);
}

export function whole64Of(place: u32): i64 {
  return load<i64>(parameter(place), 24);
}

/** As Python judges what is set. */
export function isTrue(place: u32): bool {
  return isNumber(place) ? realOf(place) != 0 : load<u32>(parameter(place), 4) != 0;
}

// ---- The answer. Place 0 is the loss, 1 + slot a gradient.

// @ts-ignore: decorator
@inline
function declared(place: u32): usize {
  return answer + HEADER + DESCRIPTOR * place;
}

/** Says what the answer has at a place. Its axes are for the caller to set, its numbers to write. */
function declare(place: u32, rank: u32, elements: u32): void {
  const at = declared(place);
  store<u32>(at, FLOAT32);
  store<u32>(at, rank, 4);
  store<u32>(at, elements, 8);
  store<u32>(at, <u32>(take(<usize>elements << 2) - answer), 12);
}

export function declareScalar(): void {
  declare(0, 0, 1);
}

export function declareLike(place: u32, slot: u32): void {
  declare(place, rankOf(slot), elementsOf(slot));
  memory.copy(declared(place) + 16, descriptor(slot) + 16, DESCRIPTOR - 16);
}

/** A loss for each position: the shape of the input without an axis. */
export function declareWithout(axis: u32, elements: u32): void {
  const rank = max<u32>(rankOf(0), 1) - 1;
  declare(0, rank, elements);
  for (let i: u32 = 0; i < rank; i++) {
    store<u32>(declared(0) + (<usize>i << 2), sizeOf(0, i < axis ? i : i + 1), 16);
  }
}

/** Where the numbers of the loss are. */
export function losses(): usize {
  return answer + load<u32>(declared(0), 12);
}

/** Where the gradient of a slot is to be written; 0 where nobody wants it. */
export function gradientOf(slot: u32): usize {
  return isWanted(slot) ? answer + load<u32>(declared(slot + 1), 12) : 0;
}

/**
 * Gives the gradients that are wanted the shapes of their inputs. To be called when the loss is declared.
 *
 * @param differentiable a bit for each slot that has one
 * @returns whether they may be asked for, and what arrives from above has the shape of the loss
 */
export function declareGradients(differentiable: u32): bool {
  for (let slot: u32 = 0; slot < slots; slot++) store<u32>(declared(slot + 1), ABSENT);
  if (wanted == 0) return true;
  if ((wanted & ~differentiable) != 0 || !arrivesInShape()) return false;
  for (let slot: u32 = 0; slot < slots; slot++) {
    if (!isWanted(slot)) continue;
    if (!isGiven(slot)) return false;
    declareLike(slot + 1, slot);
  }
  return true;
}

function arrivesInShape(): bool {
  const rank = rankOf(slots);
  if (!isFloating(slots) || rank != load<u32>(declared(0), 4)) return false;
  return memory.compare(descriptor(slots) + 16, declared(0) + 16, <usize>rank << 2) == 0;
}
