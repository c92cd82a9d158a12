/** What a law says about answers, as numbers: each of its lines, with intervals for the answers it speaks of. */
import type { BoundTensor } from '../spec/bind.ts';
import { Expander } from '../spec/formula/expand.ts';
import type { Node } from '../spec/formula/graph.ts';
import { type Line, walk } from '../spec/formula/tree.ts';
import type { Interval, Enclosures } from '../spec/oracle/enclosure.ts';
import { operandOf } from '../spec/oracle/exact.ts';
import { tuples } from '../spec/program.ts';

/** An answer's output: its shape of indices and, entry by entry, the interval its value lies in. */
export interface AnsweredOutput<R> {
  readonly ends: readonly { readonly low: Interval<R>; readonly high: Interval<R> }[];
  /** Entry at these values of the indices; a reduced loss has one entry, whatever the indices. */
  entry(indices: readonly number[]): number;
}

/** The outputs by the name a law's lines use: "loss", "input_gradient", "shifted.loss". */
export type AnsweredOutputs<R> = ReadonlyMap<string, AnsweredOutput<R>>;

/**
 * The interval of a line's values, entry by entry.
 * @param sizes of the law's indices, in the question it starts from
 * @param reduced whether the losses are single numbers
 */
export function relate<R>(
  reals: Enclosures<R>,
  line: Line,
  outputs: AnsweredOutputs<R>,
  sizes: ReadonlyMap<string, number>,
  namedSizes: ReadonlyMap<string, number>,
  reduced: boolean,
): readonly { readonly low: Interval<R>; readonly high: Interval<R> }[] {
  const inputs = new Map(
    [...outputs].map(([name, output]): [string, BoundTensor] => [
      name,
      { shape: [output.ends.length], data: output.ends.map((_ends, index) => index), offset: output.entry },
    ]),
  );
  const speaksOfLoss = [...walk(line.body)].some((tree) => tree.kind === 'entry' && tree.name.endsWith('loss'));
  const expander = new Expander({
    mode: '',
    sizes,
    namedSizes,
    lines: new Map([[line.name, line]]),
    inputs,
    absent: new Map(),
    integerInputs: new Set(),
    parameters: new Map(),
    integerParameters: new Set(),
    raw: {},
  });
  const counts = line.indices.map((index) => (reduced && speaksOfLoss ? 1 : (sizes.get(index) ?? 0)));
  return tuples(counts).map((indices) => evaluate(reals, expander.line(line.name, indices), outputs));
}

/** A law's lines are sums and differences of answers. */
function evaluate<R>(
  reals: Enclosures<R>,
  node: Node,
  outputs: AnsweredOutputs<R>,
): { readonly low: Interval<R>; readonly high: Interval<R> } {
  if (node.kind === 'input') {
    const ends = outputs.get(node.name)?.ends[node.offset];
    if (!ends) throw new Error(`a law speaks of ${node.name}[${node.offset}], which nobody answers`);
    return ends;
  }
  if (node.kind === 'constant') {
    const value = reals.fromDecimal(node.text);
    return { low: value, high: value };
  }
  const below = (index: number): { readonly low: Interval<R>; readonly high: Interval<R> } =>
    evaluate(reals, operandOf(node, index), outputs);
  if (node.kind === 'operation' && node.operator === 'negate') {
    const { low, high } = below(0);
    return { low: finite(reals.negate(high)), high: finite(reals.negate(low)) };
  }
  if (node.kind === 'operation' && node.operator === 'subtract') {
    const [left, right] = [below(0), below(1)];
    return { low: finite(reals.subtract(left.low, right.high)), high: finite(reals.subtract(left.high, right.low)) };
  }
  if (node.kind === 'operation' && (node.operator === 'add' || node.operator === 'sum')) {
    return node.operands
      .map((_operand, index) => below(index))
      .reduce((a, b) => ({ low: finite(reals.add(a.low, b.low)), high: finite(reals.add(a.high, b.high)) }));
  }
  throw new Error('a law is a sum or difference of answers');
}

const finite = <R>(value: Interval<R> | 'NaN'): Interval<R> => {
  if (value === 'NaN') throw new Error('a law speaks of finite answers');
  return value;
};
