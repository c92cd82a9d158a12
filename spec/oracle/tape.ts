/** The float reading of a formula: its graph compiled to a flat tape that simulated machines run fast and often. */
import type { Node } from '../formula/graph.ts';
import { type Operator, operators } from '../formula/operators.ts';
import { holds, orderOf } from '../formula/relation.ts';
import type { Machine } from './machine.ts';

interface Step {
  readonly node: Node;
  readonly row: Operator | undefined;
  /** Places of its operands on the tape. */
  readonly operands: Int32Array;
  /** Where its operands' values are gathered, so that no run allocates. */
  readonly gathered: Float64Array;
}

/** Evaluates every node its outputs need, in one pass; both branches of a select, since floats do no harm. */
export class Tape {
  private readonly steps: readonly Step[];
  private readonly outputs: Int32Array;
  private readonly values: Float64Array;

  constructor(outputs: readonly Node[]) {
    const nodes = reachable(outputs);
    const places = new Map(nodes.map((node, place) => [node, place] as const));
    const placeOf = (node: Node): number => places.get(node) ?? 0;
    this.steps = nodes.map((node) => ({
      node,
      row: node.kind === 'operation' ? operators[node.operator] : undefined,
      operands: Int32Array.from(node.operands, placeOf),
      gathered: new Float64Array(node.operands.length),
    }));
    this.outputs = Int32Array.from(outputs, placeOf);
    this.values = new Float64Array(nodes.length);
  }

  /** The outputs as `machine` computes them; of each `either` it takes the alternative asked for. */
  run(machine: Machine, alternative = 0): Float64Array {
    const { values, steps } = this;
    for (let place = 0; place < steps.length; place++) {
      const step = steps[place];
      if (step) values[place] = this.step(step, machine, alternative);
    }
    return Float64Array.from(this.outputs, (place) => machine.result(values[place] ?? Number.NaN));
  }

  private step({ node, row, operands, gathered }: Step, machine: Machine, alternative: number): number {
    const { values } = this;
    const value = (index: number): number => values[operands[index] ?? 0] ?? Number.NaN;
    if (row) {
      for (let i = 0; i < operands.length; i++) gathered[i] = value(i);
      return row.float(machine, gathered);
    }
    switch (node.kind) {
      case 'constant':
        return machine.constant(Number(node.text));
      case 'input':
      case 'parameter':
        return machine.round(node.value);
      case 'either':
        return value(alternative % operands.length);
      case 'select':
        return value(holds(node.relation, orderOf(value(0), value(1))) ? 2 : 3);
      default:
        return value(0);
    }
  }
}

/** Everything the outputs need, operands before what uses them. */
function reachable(outputs: readonly Node[]): readonly Node[] {
  const seen = new Set<Node>();
  const waiting = [...outputs];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...node.operands);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}
