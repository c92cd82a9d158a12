/** Reverse-mode differentiation: from a graph and the gradients that arrive at its results, the gradients of its leaves. */
import { type Graph, isConstant, type Node } from './graph.ts';
import { operators } from './operators.ts';

/** Lets a value through where its branch of a select is taken, else 0. */
type Gate = (value: Node) => Node;
/** The branches that must be taken for a contribution to exist, by "select id, taken or not". */
type Guards = ReadonlyMap<string, Gate>;

interface Contribution {
  readonly value: Node;
  readonly guards: Guards;
}

/** One way a result depends on an operand: how steeply, and behind which branch. */
interface Slope {
  readonly operand: Node;
  readonly slope: Node;
  readonly guard?: readonly [key: string, gate: Gate];
}

const unguarded: Guards = new Map();

/**
 * Adds nodes to `graph` and returns, for every leaf in `leaves`, the sum over `seeds` of arriving gradient
 * times slope. A leaf that nothing depends on has gradient 0. Inside the branch of a select that was not
 * taken nothing counts, so its infinities do no harm.
 */
export function differentiate(graph: Graph, seeds: ReadonlyMap<Node, Node>, leaves: readonly Node[]): readonly Node[] {
  const contributions = new Map<Node, Contribution[]>();
  const give = (to: Node, value: Node, guards: Guards): void => {
    if (isConstant(value, '0')) return;
    const list = contributions.get(to);
    if (list) list.push({ value, guards });
    else contributions.set(to, [{ value, guards }]);
  };
  const total = (list: readonly Contribution[] = []): Node =>
    graph.operation(
      'sum',
      list.map(({ value }) => value),
    );

  for (const [result, arriving] of seeds) give(result, arriving, unguarded);
  for (const node of usersFirst(seeds.keys())) {
    const list = contributions.get(node);
    if (!list || node.operands.length === 0) continue;
    const arriving = total(list);
    const guards = common(list.map((contribution) => contribution.guards));
    for (const { operand, slope, guard } of slopesOf(graph, node)) {
      if (guard) give(operand, guard[1](arriving), new Map([...guards, guard]));
      else if (isConstant(slope, '1')) give(operand, arriving, guards);
      else give(operand, gated(guards, graph.operation('multiply', [arriving, slope])), guards);
    }
  }
  return leaves.map((leaf) => total(contributions.get(leaf)));
}

const gated = (guards: Guards, product: Node): Node =>
  [...guards.values()].reduce((value, gate) => gate(value), product);

function slopesOf(graph: Graph, node: Node): readonly Slope[] {
  const one = graph.constant(1);
  const [left, right, yes, no] = node.operands;
  if (node.kind === 'operation') {
    const slopes = operators[node.operator]?.slopes(graph, node.operands, node) ?? [];
    return node.operands.map((operand, index) => ({ operand, slope: slopes[index] ?? one }));
  }
  if (node.kind === 'either' && left) return [{ operand: left, slope: one }];
  if (node.kind !== 'select' || !left || !right || !yes || !no) return [];
  const zero = graph.constant(0);
  const select = (taken: Node, otherwise: Node): Node => graph.select(node.relation, left, right, taken, otherwise);
  return [
    { operand: yes, slope: one, guard: [`${node.id} yes`, (value) => select(value, zero)] },
    { operand: no, slope: one, guard: [`${node.id} no`, (value) => select(zero, value)] },
  ];
}

const common = ([first = unguarded, ...others]: readonly Guards[]): Guards =>
  first.size === 0 ? first : new Map([...first].filter(([key]) => others.every((guards) => guards.has(key))));

/** Everything the results depend on, users before what they use. */
function usersFirst(results: Iterable<Node>): readonly Node[] {
  const seen = new Set<Node>();
  const waiting = [...results];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...node.operands);
  }
  return [...seen].sort((a, b) => b.id - a.id);
}
