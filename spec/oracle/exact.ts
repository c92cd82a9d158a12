/** The exact reading of a formula: a certified interval for every node, and the nearest number once both ends agree on it. */
import type { Node } from '../formula/graph.ts';
import { operators } from '../formula/operators.ts';
import { holds } from '../formula/relation.ts';
import type { Relation } from '../formula/tree.ts';
import type { FloatDtype } from '../tensor.ts';
import type { Arithmetic } from './arithmetic.ts';
import { type Enclosure, Enclosures, Undecided } from './enclosure.ts';

const FIRST_BITS = 128;
const LAST_BITS = 1 << 15;

/** Evaluates nodes at one precision; of an `either` it takes the alternative asked for (modulo how many there are). */
export class ExactReading<R> {
  readonly reals: Enclosures<R>;
  private readonly alternative: number;
  private readonly values = new Map<Node, Enclosure<R>>();

  constructor(reals: Enclosures<R>, alternative = 0) {
    this.reals = reals;
    this.alternative = alternative;
  }

  /** @throws Undecided when the precision does not suffice */
  value(node: Node): Enclosure<R> {
    const known = this.values.get(node);
    if (known !== undefined) return known;
    const value = this.evaluate(node);
    this.values.set(node, value);
    return value;
  }

  private evaluate(node: Node): Enclosure<R> {
    switch (node.kind) {
      case 'constant':
        return this.reals.fromDecimal(node.text);
      case 'input':
      case 'parameter':
        return this.reals.fromNumber(node.value);
      case 'operation': {
        const row = operators[node.operator];
        if (!row) throw new Error(`no operator "${node.operator}"`);
        return row.exact(
          this.reals,
          node.operands.map((operand) => this.value(operand)),
        );
      }
      case 'either':
        return this.value(operandOf(node, this.alternative % node.operands.length));
      case 'detach':
        return this.value(operandOf(node, 0));
      case 'select':
        return this.value(operandOf(node, this.holds(node.relation, node) ? 2 : 3));
    }
  }

  private holds(relation: Relation, node: Node): boolean {
    const [left, right] = [this.value(operandOf(node, 0)), this.value(operandOf(node, 1))];
    if (left === 'NaN' || right === 'NaN') return relation === '!=';
    const order = this.reals.order(left, right);
    if (order === undefined) throw new Undecided('a comparison');
    return holds(relation, order);
  }
}

export function operandOf(node: Node, index: number): Node {
  const operand = node.operands[index];
  if (!operand) throw new RangeError(`node ${node.id} has no operand ${index}`);
  return operand;
}

/**
 * Doubles the precision until `attempt` decides everything (Ziv's strategy).
 * @throws Undecided when 2^15 bits do not suffice, as for a result exactly halfway between two numbers
 */
export function withEnoughBits<R, T>(arithmetic: Arithmetic<R>, attempt: (reals: Enclosures<R>) => T): T {
  for (let bits = FIRST_BITS; ; bits *= 2) {
    try {
      return attempt(new Enclosures(arithmetic, bits));
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      if (bits >= LAST_BITS) throw new Undecided(`${error.message} stays open at ${bits} bits`);
    } finally {
      arithmetic.release();
    }
  }
}

/** The exact values of `nodes`, each rounded once to `dtype`. */
export function exactValues<R>(
  arithmetic: Arithmetic<R>,
  nodes: readonly Node[],
  dtype: FloatDtype = 'float64',
  alternative = 0,
): readonly number[] {
  return withEnoughBits(arithmetic, (reals) => {
    const reading = new ExactReading(reals, alternative);
    return nodes.map((node) => reals.nearest(reading.value(node), dtype));
  });
}
