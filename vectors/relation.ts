/** What a law says about answers: each of its lines, entry by entry, as a sum of answers that should be 0. */
import type { BoundTensor } from '../spec/bind.ts';
import { Expander } from '../spec/formula/expand.ts';
import type { Node } from '../spec/formula/graph.ts';
import { type Line, walk } from '../spec/formula/tree.ts';
import { tuples } from '../spec/program.ts';
import type { Term } from './law-sums.ts';

/** What a law may say of one output. */
export interface Named {
  readonly count: number;
  /** Entry at these values of the indices; a reduced loss has one entry, whatever the indices. */
  entry(indices: readonly number[]): number;
}

export interface Setting {
  readonly outputs: ReadonlyMap<string, Named>;
  /** Of the law's indices, in the question it starts from. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly namedSizes: ReadonlyMap<string, number>;
  /** Whether the losses are single numbers. */
  readonly reduced: boolean;
}

/** A line's entries, each as the terms of its sum. */
export function termsOf(line: Line, { outputs, sizes, namedSizes, reduced }: Setting): readonly (readonly Term[])[] {
  const inputs = new Map(
    [...outputs].map(([name, { count, entry }]): [string, BoundTensor] => [
      name,
      { shape: [count], data: Array.from({ length: count }, (_, index) => index), offset: entry },
    ]),
  );
  const speaksOfLoss = [...walk(line.body)].some((tree) => tree.kind === 'entry' && tree.name.endsWith('loss'));
  const nothing = {
    mode: '',
    absent: new Map(),
    integerInputs: new Set<string>(),
    integerParameters: new Set<string>(),
    raw: {},
  };
  const lines = new Map([[line.name, line]]);
  const expander = new Expander({ ...nothing, sizes, namedSizes, lines, inputs, parameters: new Map() });
  const counts = line.indices.map((index) => (reduced && speaksOfLoss ? 1 : (sizes.get(index) ?? 0)));
  return tuples(counts).map((indices) => linear(expander.line(line.name, indices), 1));
}

/** A law's lines are sums and differences of answers. */
function linear(node: Node, factor: number): readonly Term[] {
  if (node.kind === 'input') return [[factor, node.name, node.offset]];
  if (node.kind === 'constant') return [[factor * Number(node.text)]];
  const [left, right] = node.operands;
  if (node.kind === 'operation' && left) {
    if (node.operator === 'negate') return linear(left, -factor);
    if (node.operator === 'subtract' && right) return [...linear(left, factor), ...linear(right, -factor)];
    if (node.operator === 'add' || node.operator === 'sum')
      return node.operands.flatMap((operand) => linear(operand, factor));
  }
  throw new Error('a law is a sum or difference of answers');
}
