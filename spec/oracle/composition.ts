/** A library function that an arithmetic has not: the formula in x that computes it from operations that it has. */
import { FormulaError, parse } from '../formula/parse.ts';
import type { Expression } from '../formula/tree.ts';

/** How one reading makes its values. */
export interface Making<T> {
  constant(text: string): T;
  operation(operator: string, operands: readonly T[]): T;
}

const parsed = new Map<string, Expression>();

/** @throws FormulaError where the formula holds anything but x, numbers and operators */
export function compose<T>(formula: string, x: T, making: Making<T>): T {
  const tree = parsed.get(formula) ?? parse(formula);
  parsed.set(formula, tree);
  const value = (part: Expression): T => {
    if (part.kind === 'name' && part.name === 'x') return x;
    if (part.kind === 'number') return making.constant(part.text);
    if (part.kind === 'operation') return making.operation(part.operator, part.operands.map(value));
    throw new FormulaError(formula, 0, 'only x, numbers and operators may stand here');
  };
  return value(tree);
}
