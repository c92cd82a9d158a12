/** From a variant of a loss and a bound question to the graphs of everything it answers. */
import { differentiate } from './formula/differentiate.ts';
import { Expander } from './formula/expand.ts';
import { Graph, type Node } from './formula/graph.ts';
import type { Line } from './formula/tree.ts';
import type { Bound } from './interpret.ts';
import { reductions } from './common.ts';
import { EVERY_MODE, type Algorithm, type Lines, type Loss } from './loss.ts';
import { elementCount } from './tensor.ts';

/** The outputs of one question as nodes of one graph, in row-major order. */
export interface Program {
  readonly loss: readonly Node[];
  readonly gradients: ReadonlyMap<string, readonly Node[]>;
}

/** What changes the definition: its value lines, and the lines of its gradients; without those, gradients are derived. */
export interface Variant {
  readonly lines: readonly Lines[];
  readonly gradients: readonly Lines[];
}

/** The definition itself: its gradient is its derivative. */
export const definition: Variant = { lines: [], gradients: [] };

/** A variant whose value lines a dialect changes; its gradient lines follow, since they speak of value lines. */
export const inDialect = (variant: Variant, lines?: Lines): Variant =>
  lines ? { ...variant, lines: [...variant.lines, lines] } : variant;

/** An algorithm with all it takes over from others. */
export function algorithmVariant(loss: Loss, algorithm: Algorithm): Variant {
  const from = algorithm.from === undefined ? definition : algorithmVariant(loss, namedAlgorithm(loss, algorithm.from));
  return { lines: [...from.lines, algorithm.lines], gradients: [...from.gradients, algorithm.gradients] };
}

export function namedAlgorithm(loss: Loss, name: string): Algorithm {
  const algorithm = loss.algorithms.get(name);
  if (!algorithm) throw new Error(`${loss.file}: no algorithm is named "${name}"`);
  return algorithm;
}

/**
 * A mistake in an algorithm. One that changes value lines only has the derivative of the changed text as its
 * gradient; one that changes gradient lines keeps the value lines and the other gradient lines.
 */
export function mistakeVariant(loss: Loss, mistake: { in: string; lines: Lines; gradients: Lines }): Variant {
  const base = algorithmVariant(loss, namedAlgorithm(loss, mistake.in));
  const lines = [...base.lines, mistake.lines];
  if (mistake.gradients.size > 0) return { lines, gradients: [...base.gradients, mistake.gradients] };
  return { lines, gradients: [] };
}

/** Expands one variant for one question; variants expanded into one graph share what they have in common. */
export function program(bound: Bound, variant: Variant, graph = new Graph()): Program {
  const lines = layered(bound, [bound.loss.definition, ...variant.lines]);
  const expander = new Expander({ ...bound.subjects, lines }, graph);
  const positions = bound.fitting.sizes.get('n') ?? 1;
  const loss =
    bound.reduction === 'none'
      ? Array.from({ length: positions }, (_, n) => expander.line('output', [n]))
      : [expander.line('output', [])];
  if (bound.gradients.size === 0) return { loss, gradients: new Map() };
  if (variant.gradients.length === 0) return { loss, gradients: derived(bound, expander, loss) };
  return { loss, gradients: written(bound, expander, lines, layered(bound, variant.gradients, false)) };
}

/** Reduction lines first, then each layer's lines of every mode and of this one; later lines replace earlier ones. */
function layered(bound: Bound, layers: readonly Lines[], reduced = true): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  const add = (list: readonly Line[] = []): void => {
    for (const line of list) lines.set(line.name, line);
  };
  if (reduced) add(reductions.get(bound.reduction));
  for (const layer of layers) {
    add(layer.get(EVERY_MODE));
    add(layer.get(bound.mode));
  }
  return lines;
}

function derived(bound: Bound, expander: Expander, loss: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const seeds = new Map(loss.map((node, position) => [node, expander.leaf('upstream', position)] as const));
  if (seeds.size < loss.length) mergeSeeds(expander, loss, seeds);
  const names = [...bound.gradients].map(([name, { tensor }]) => [name, elementCount(tensor.shape)] as const);
  const leaves = names.flatMap(([name, count]) => Array.from({ length: count }, (_, at) => expander.leaf(name, at)));
  const slopes = differentiate(expander.graph, seeds, leaves);
  let start = 0;
  return new Map(names.map(([name, count]) => [name, slopes.slice(start, (start += count))]));
}

/** Positions whose losses are the same node (all ignored, say) share the sum of what arrives at them. */
function mergeSeeds(expander: Expander, loss: readonly Node[], seeds: Map<Node, Node>): void {
  for (const node of seeds.keys()) {
    const arriving = loss.flatMap((other, position) => (other === node ? [expander.leaf('upstream', position)] : []));
    seeds.set(node, expander.graph.operation('sum', arriving));
  }
}

function written(
  bound: Bound,
  values: Expander,
  lines: ReadonlyMap<string, Line>,
  gradientLines: ReadonlyMap<string, Line>,
): ReadonlyMap<string, readonly Node[]> {
  const renamed = new Map([...gradientLines].map(([name, line]) => [bound.loss.inputs.has(name) ? gradientOf(name) : name, line]));
  const expander = new Expander({ ...bound.subjects, lines: new Map([...lines, ...renamed]) }, values.graph);
  return new Map(
    [...bound.gradients].map(([name, { tensor, form }]) => {
      const nodes: Node[] = [];
      for (const indices of tuples(form.of.map((index) => bound.fitting.sizes.get(index) ?? 0))) {
        nodes[tensor.offset(indices)] = expander.line(gradientOf(name), indices);
      }
      return [name, nodes];
    }),
  );
}

const gradientOf = (input: string): string => `gradient of ${input}`;

/** Every tuple of indices below `sizes`, the last fastest. */
export function tuples(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (heads, size) => heads.flatMap((head) => Array.from({ length: size }, (_, index) => [...head, index])),
    [[]],
  );
}
