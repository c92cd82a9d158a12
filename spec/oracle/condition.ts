/** Condition numbers of outputs: how much of an output's error its inputs' roundings alone would explain. */
import type { Graph, Node } from '../formula/graph.ts';
import { operators } from '../formula/operators.ts';
import { machine } from './machine.ts';
import { Tape } from './tape.ts';

const exactly = machine({ dtype: 'float64' }, { order: 'forward', ulps: 0, flushes: false });

interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly slope: Node;
}

/**
 * Σ|xᵢ·∂f/∂xᵢ| + |f| for every output f, over all inputs and parameters xᵢ; in binary64, which is enough for a bound.
 * @param graph the graph the outputs belong to; slopes are added to it
 */
export function conditions(graph: Graph, outputs: readonly Node[]): readonly number[] {
  const nodes = below(outputs);
  const edges = nodes.flatMap((node) => edgesOf(graph, node));
  const tape = new Tape([...outputs, ...edges.map(({ slope }) => slope)]).run(exactly);
  const values = tape.subarray(0, outputs.length);
  const slopes = new Map(edges.map((edge, index) => [edge, tape[outputs.length + index] ?? 0] as const));
  const into = new Map<Node, Edge[]>();
  for (const edge of edges) into.set(edge.from, [...(into.get(edge.from) ?? []), edge]);
  return outputs.map((output, index) => Math.abs(values[index] ?? 0) + leverage(output, nodes, into, slopes));
}

function leverage(
  output: Node,
  nodes: readonly Node[],
  into: ReadonlyMap<Node, readonly Edge[]>,
  slopes: ReadonlyMap<Edge, number>,
): number {
  const arriving = new Map<Node, number>([[output, 1]]);
  let total = 0;
  for (const node of nodes) {
    const here = arriving.get(node);
    if (!here) continue;
    if (node.kind === 'input' || node.kind === 'parameter') total += Math.abs(here * node.value);
    for (const edge of into.get(node) ?? []) {
      const slope = slopes.get(edge) ?? 0;
      if (slope !== 0) arriving.set(edge.to, (arriving.get(edge.to) ?? 0) + here * slope);
    }
  }
  return total;
}

function edgesOf(graph: Graph, node: Node): readonly Edge[] {
  const [left, right, yes, no] = node.operands;
  if (node.kind === 'operation' && node.operator !== 'streaming_sumexp') {
    const slopes = operators[node.operator]?.slopes(graph, node.operands, node) ?? [];
    return node.operands.flatMap((to, index) => (slopes[index] ? [{ from: node, to, slope: slopes[index] }] : []));
  }
  if (node.kind === 'either' && left) return [{ from: node, to: left, slope: graph.constant(1) }];
  if (node.kind !== 'select' || !left || !right || !yes || !no) return [];
  const [zero, one] = [graph.constant(0), graph.constant(1)];
  return [
    { from: node, to: yes, slope: graph.select(node.relation, left, right, one, zero) },
    { from: node, to: no, slope: graph.select(node.relation, left, right, zero, one) },
  ];
}

/** Users before what they use. */
function below(outputs: readonly Node[]): readonly Node[] {
  const seen = new Set<Node>();
  const waiting = [...outputs];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...node.operands);
  }
  return [...seen].sort((a, b) => b.id - a.id);
}
