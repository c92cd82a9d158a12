/** A formula asked one question: every index filled in, every line once, as a graph of scalar operations. */
import { operators } from './operators.ts';
import type { Relation } from './tree.ts';

interface Common {
  /** Operands have smaller ids, so ids are an order of evaluation. */
  readonly id: number;
  readonly operands: readonly Node[];
}

export type Node = Common &
  (
    | { readonly kind: 'constant'; readonly text: string }
    /** One entry of an input: exact in the dtype of the question. */
    | { readonly kind: 'input'; readonly name: string; readonly offset: number; readonly value: number }
    /** A hyper-parameter: exact in binary64, rounded where the dtype cannot hold it. */
    | { readonly kind: 'parameter'; readonly name: string; readonly value: number }
    | { readonly kind: 'operation'; readonly operator: string }
    /** Operands: left, right, yes, no. */
    | { readonly kind: 'select'; readonly relation: Relation }
    | { readonly kind: 'either' }
    | { readonly kind: 'detach' }
  );

type Content = Node extends infer Kind ? (Kind extends Node ? Omit<Kind, 'id'> : never) : never;

/** Makes nodes; the same content is the same node. */
export class Graph {
  private readonly known = new Map<string, Node>();

  private node(key: string, content: Content): Node {
    const found = this.known.get(key);
    if (found) return found;
    const made = { ...content, id: this.known.size } as Node;
    this.known.set(key, made);
    return made;
  }

  constant(value: string | number): Node {
    const text = String(value);
    if (text.startsWith('-')) return this.operation('negate', [this.constant(text.slice(1))]);
    return this.node(`constant ${text}`, { kind: 'constant', text, operands: [] });
  }

  input(name: string, offset: number, value: number): Node {
    return this.node(`input ${name} ${offset}`, { kind: 'input', name, offset, value, operands: [] });
  }

  parameter(name: string, value: number): Node {
    return this.node(`parameter ${name}`, { kind: 'parameter', name, value, operands: [] });
  }

  /** Leaves out what is exact in every arithmetic: x + 0, x − 0, 1 · x, x / 1, − − x, and sums of fewer than two. */
  operation(operator: string, operands: readonly Node[]): Node {
    const [a, b] = operands;
    if (operator === 'sum' || operator === 'streaming_sumexp') {
      const terms = operator === 'sum' ? operands.filter((term) => !isConstant(term, '0')) : operands;
      if (terms.length === 0) return this.constant(0);
      if (operator === 'sum' && terms.length === 1 && terms[0]) return terms[0];
      return this.make(operator, terms);
    }
    if (operator === 'max' && operands.length === 1 && a) return a;
    if (operator === 'negate' && a) {
      if (isConstant(a, '0')) return a;
      if (a.kind === 'operation' && a.operator === 'negate' && a.operands[0]) return a.operands[0];
    }
    if (a && b) {
      if (operator === 'add' && isConstant(a, '0')) return b;
      if ((operator === 'add' || operator === 'subtract') && isConstant(b, '0')) return a;
      if (operator === 'subtract' && isConstant(a, '0')) return this.operation('negate', [b]);
      if (operator === 'multiply' && isConstant(a, '1')) return b;
      if ((operator === 'multiply' || operator === 'divide') && isConstant(b, '1')) return a;
    }
    return this.make(operator, operands);
  }

  private make(operator: string, operands: readonly Node[]): Node {
    if (!operators[operator]) throw new Error(`no operator "${operator}"`);
    const key = `${operator} ${operands.map((operand) => operand.id).join(' ')}`;
    return this.node(key, { kind: 'operation', operator, operands });
  }

  select(relation: Relation, left: Node, right: Node, yes: Node, no: Node): Node {
    const operands = [left, right, yes, no];
    return this.node(`select ${relation} ${ids(operands)}`, { kind: 'select', relation, operands });
  }

  either(operands: readonly Node[]): Node {
    const [first] = operands;
    if (first && operands.every((operand) => operand === first)) return first;
    return this.node(`either ${ids(operands)}`, { kind: 'either', operands });
  }

  detach(body: Node): Node {
    return this.node(`detach ${body.id}`, { kind: 'detach', operands: [body] });
  }
}

const ids = (nodes: readonly Node[]): string => nodes.map((node) => node.id).join(' ');

export const isConstant = (node: Node, text: string): boolean => node.kind === 'constant' && node.text === text;
