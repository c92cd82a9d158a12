/** Rows of numbers through the functions that kernels are made of, for a test to look at. */
import { decay, exponential as exponentialOf } from './exponential';
import { takeQuestion } from './heap';
import { logarithm as logarithmOf, logarithmOfOneAnd as logarithmOfOneAndOf } from './logarithm';

export function allocate(bytes: i32): usize {
  return takeQuestion(bytes);
}

/** Puts in the place of each number, of a multiple of four, what a function makes of it. */
export function exponential(row: usize, count: i32): void {
  for (const end = row + (<usize>count << 2); row < end; row += 16) v128.store(row, exponentialOf(v128.load(row)));
}

export function exponentialOfNegative(row: usize, count: i32): void {
  for (const end = row + (<usize>count << 2); row < end; row += 16) v128.store(row, decay(v128.load(row)));
}

export function logarithm(row: usize, count: i32): void {
  for (const end = row + (<usize>count << 2); row < end; row += 16) v128.store(row, logarithmOf(v128.load(row)));
}

export function logarithmOfOneAnd(row: usize, count: i32): void {
  for (const end = row + (<usize>count << 2); row < end; row += 16) v128.store(row, logarithmOfOneAndOf(v128.load(row)));
}
