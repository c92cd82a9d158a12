/** The exact answers to a question by its definition, which every algorithm has to share. */
import { cut } from '../spec/cut.ts';
import type { Bound } from '../spec/interpret.ts';
import type { Lines } from '../spec/loss.ts';
import { outputsOf } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { exactValues } from '../spec/oracle/exact.ts';
import { algorithmVariant, definition, inDialect, program, type Variant } from '../spec/program.ts';

/** By output, the numbers of its entries. */
export type Truth = ReadonlyMap<string, readonly number[]>;

/** An answer and what it was computed from. */
export interface Solved {
  readonly bound: Bound;
  readonly dialect?: Lines;
  readonly truth: Truth;
}

/** The exact answers of the definition, which every algorithm must share, in each of its alternatives. */
export function solve<R>(arithmetic: Arithmetic<R>, bound: Bound, dialect?: Lines): Truth {
  const exactly = (variant: Variant, alternative: number): Truth => {
    const outputs = [...outputsOf(program(bound, inDialect(variant, dialect)))];
    const values = exactValues(
      arithmetic,
      outputs.flatMap(([, nodes]) => nodes),
      'float64',
      alternative,
    );
    return cut(
      values,
      outputs.map(([name, nodes]) => [name, nodes.length]),
    );
  };
  const truth = exactly(definition, 0);
  for (const algorithm of bound.loss.algorithms.values()) {
    for (let alternative = 0; alternative < ALTERNATIVES; alternative++) {
      const difference = firstDifference(truth, exactly(algorithmVariant(bound.loss, algorithm), alternative));
      if (difference)
        throw new Error(`algorithm ${algorithm.name}, alternative ${alternative}, is not equal: ${difference}`);
    }
  }
  return truth;
}

/** The most alternatives that stand beside one another in any algorithm. */
const ALTERNATIVES = 3;

export function firstDifference(truth: Truth, other: Truth): string | undefined {
  for (const [output, values] of truth) {
    const entry = values.findIndex((value, index) => !Object.is(value, other.get(output)?.[index]));
    if (entry >= 0) return `${output}[${entry}] is ${other.get(output)?.[entry]}, the definition's is ${values[entry]}`;
  }
  return undefined;
}
