/** From a variant of a loss and a bound question to the graphs of everything it answers. */
import { reductions } from './common.ts';
import { cut } from './cut.ts';
import { differentiate } from './formula/differentiate.ts';
import { Expander, type Subjects } from './formula/expand.ts';
import { Graph, type Node } from './formula/graph.ts';
import type { Expression, Line } from './formula/tree.ts';
import type { Bound } from './interpret.ts';
import { type Algorithm, EVERY_MODE, type Lines, type Loss } from './loss.ts';
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
  /** What is read in place of an input's entries. */
  readonly inputs?: readonly Lines[];
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

/** Expands one variant for one question; variants expanded into one graph share what they have in common. */
export function program(bound: Bound, variant: Variant, graph = new Graph()): Program {
  const lines = layered(bound, [bound.loss.definition, ...variant.lines]);
  const readings = layered(bound, variant.inputs ?? [], false);
  const expander = new Expander({ ...bound.subjects, lines, readings }, graph);
  const loss: Node[] = [];
  const place = placesOf(bound, bound.output);
  for (const indices of indicesOf(bound, bound.output)) loss[place(indices)] = expander.line('output', indices);
  const gradientLines = layered(bound, [bound.loss.gradients, ...variant.gradients], false);
  const isWritten = (name: string): boolean => gradientLines.has(name);
  const names = [...bound.gradients.keys()];
  return {
    loss,
    gradients: new Map([
      ...derived(
        bound,
        expander,
        loss,
        names.filter((name) => !isWritten(name)),
      ),
      ...written(bound, expander, { lines, readings }, gradientLines, names.filter(isWritten)),
    ]),
  };
}

/** Every tuple of values of these indices. */
export const indicesOf = (bound: Bound, of: readonly string[]): readonly (readonly number[])[] =>
  tuples(of.map((index) => bound.fitting.sizes.get(index) ?? 0));

/** Where the entries of a tensor over these indices lie, row by row. */
export function placesOf(bound: Bound, of: readonly string[]): (indices: readonly number[]) => number {
  const shape = bound.fitting.shapeOf(of);
  const tensor = bound.fitting.bind({ shape, data: Array<number>(elementCount(shape)).fill(0) }, of, false);
  if (!tensor) throw new Error('a layout does not bind its own shape');
  return tensor.offset;
}

/** Reduction lines first, then each layer's lines of every mode and of this one; later lines replace earlier ones. */
function layered(bound: Bound, layers: readonly Lines[], reduced = true): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  const add = (list: readonly Line[] = []): void => {
    for (const line of list) lines.set(line.name, line);
  };
  if (reduced) add(bound.reduction === undefined ? [valueItself(bound)] : reductions.get(bound.reduction));
  for (const layer of layers) {
    add(layer.get(EVERY_MODE));
    add(layer.get(bound.mode));
  }
  return lines;
}

/** The output of a function is its value. */
function valueItself({ output }: Bound): Line {
  const indices = output.map((name) => ({ kind: 'name', name }) as const);
  const body: Expression =
    indices.length > 0 ? { kind: 'entry', name: 'value', indices } : { kind: 'name', name: 'value' };
  return { name: 'output', indices: output, body, text: 'value' };
}

function derived(
  bound: Bound,
  expander: Expander,
  loss: readonly Node[],
  wanted: readonly string[],
): ReadonlyMap<string, readonly Node[]> {
  if (wanted.length === 0) return new Map();
  const seeds = new Map(loss.map((node, position) => [node, expander.leaf('upstream', position)] as const));
  if (seeds.size < loss.length) mergeSeeds(expander, loss, seeds);
  const names = wanted.map((name) => [name, elementCount(bound.gradients.get(name)?.tensor.shape ?? [])] as const);
  const leaves = names.flatMap(([name, count]) => Array.from({ length: count }, (_, at) => expander.leaf(name, at)));
  const slopes = differentiate(expander.graph, seeds, leaves);
  return cut(slopes, names);
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
  { lines, readings }: Required<Pick<Subjects, 'lines' | 'readings'>>,
  gradientLines: ReadonlyMap<string, Line>,
  wanted: readonly string[],
): ReadonlyMap<string, readonly Node[]> {
  const renamed = new Map(
    [...gradientLines].map(([name, line]) => [bound.loss.inputs.has(name) ? gradientOf(name) : name, line]),
  );
  const subjects = { ...bound.subjects, lines: new Map([...lines, ...renamed]), readings };
  const expander = new Expander(subjects, values.graph);
  return new Map(
    wanted.map((name) => {
      const { tensor, form } = bound.gradients.get(name) ?? raise(name);
      const nodes: Node[] = [];
      for (const indices of tuples(form.of.map((index) => bound.fitting.sizes.get(index) ?? 0))) {
        nodes[tensor.offset(indices)] = expander.line(gradientOf(name), indices);
      }
      return [name, nodes];
    }),
  );
}

const raise = (name: string): never => {
  throw new Error(`${name} has no gradient here`);
};

const gradientOf = (input: string): string => `gradient of ${input}`;

/** Every tuple of indices below `sizes`, the last fastest. */
export function tuples(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (heads, size) => heads.flatMap((head) => Array.from({ length: size }, (_, index) => [...head, index])),
    [[]],
  );
}
