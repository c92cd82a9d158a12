/** Fits tensors to a layout: which entry of which tensor an index of the formula means. */
import type { QuestionTensor } from './question.ts';
import { elementCount, fromScalar } from './tensor.ts';

/** One of the ways all losses lay out their tensors (layouts.yaml). */
export interface Layout {
  readonly says: string;
  /** The input whose shape decides all others. */
  readonly leads: string;
  /** A parameter that says which axis the one fixed axis of a pattern is; negative ones count from the end. */
  readonly axis?: string;
  /** Inputs with axes of their own, and the shapes those may have. */
  readonly beside?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Shapes it may have: axis names; a name that ends in "..." stands for any number of axes. */
  readonly patterns: readonly (readonly string[])[];
  readonly indices: Readonly<Record<string, LayoutIndex>>;
}

export interface LayoutIndex {
  /** The axes this index runs over together, the last fastest. */
  readonly axes: readonly string[];
  /** What a formula calls its size. */
  readonly size: string;
  /** Other letters that run over the same axes. */
  readonly also?: readonly string[];
}

export interface BoundTensor {
  readonly shape: readonly number[];
  readonly data: readonly (number | bigint)[];
  /** Position in `data` of the entry at these values of the indices the tensor is declared of. */
  offset(values: readonly number[]): number;
}

/** A layout fitted to the shape of its leading input. */
export interface Fitting {
  /** By index letter, synonyms included. */
  readonly sizes: ReadonlyMap<string, number>;
  /** By the name formulas use. */
  readonly namedSizes: ReadonlyMap<string, number>;
  /** The shape of a tensor declared over these indices. */
  shapeOf(indices: readonly string[]): readonly number[];
  /** `undefined` when the tensor's shape is not the one it must have. */
  bind(tensor: QuestionTensor, indices: readonly string[], broadcast: boolean): BoundTensor | undefined;
}

interface Axis {
  readonly index: string;
  readonly size: number;
}

/**
 * @param shapes of the inputs, by name
 * @param at which axis is the fixed one, where the layout leaves that to a parameter
 * @returns `undefined` when a shape has no pattern, or the axis does not exist
 */
export function fit(
  layout: Layout,
  shapes: Readonly<Record<string, readonly number[]>>,
  at?: number,
): Fitting | undefined {
  const groups = Object.entries({ [layout.leads]: layout.patterns, ...layout.beside }).map(([input, patterns]) =>
    patterns.map((pattern) => matchPattern(layout, pattern, shapes[input] ?? [], at)).find((match) => match),
  );
  if (groups.some((group) => !group)) return undefined;
  const axes = groups.flatMap((group) => group ?? []);
  const sizes = new Map<string, number>();
  const namedSizes = new Map<string, number>();
  for (const [letter, { size: name, also = [] }] of Object.entries(layout.indices)) {
    const size = elementCount(axes.filter((axis) => axis.index === letter).map((axis) => axis.size));
    for (const synonym of [letter, ...also]) sizes.set(synonym, size);
    namedSizes.set(name, size);
  }
  const axesOf = (indices: readonly string[]): readonly Axis[] => axes.filter((axis) => indices.includes(axis.index));
  return {
    sizes,
    namedSizes,
    shapeOf: (indices) => axesOf(indices).map((axis) => axis.size),
    bind(tensor, indices, broadcast) {
      const own = axesOf(indices);
      const strides = broadcast
        ? broadcastStrides(tensor.shape, own)
        : exactStrides(
            tensor.shape,
            own.map((axis) => axis.size),
          );
      if (!strides || tensor.data.length !== elementCount(tensor.shape)) return undefined;
      const tables = new Map(indices.map((letter) => [letter, offsetsAlong(letter, own, strides)]));
      return {
        shape: tensor.shape,
        data: tensor.data.map(fromScalar),
        offset: (values) =>
          values.reduce((offset, value, position) => offset + (tables.get(indices[position] ?? '')?.[value] ?? 0), 0),
      };
    },
  };
}

function matchPattern(
  layout: Layout,
  pattern: readonly string[],
  shape: readonly number[],
  at?: number,
): Axis[] | undefined {
  const fixed = pattern.filter((name) => !name.endsWith('...')).length;
  const spare = shape.length - fixed;
  if (spare < 0 || (spare > 0 && fixed === pattern.length)) return undefined;
  const before = axisBefore(shape.length, fixed, at);
  if (before === undefined) return undefined;
  const open = pattern.filter((name) => name.endsWith('...'));
  const share = (name: string): number => (open.length < 2 ? spare : name === open[0] ? before : spare - before);
  const names = pattern.flatMap((name) => (name.endsWith('...') ? Array<string>(share(name)).fill(name) : [name]));
  return names.map((name, position) => {
    const index = Object.entries(layout.indices).find(([, { axes }]) => axes.includes(name))?.[0];
    if (!index) throw new Error(`layouts.yaml: no index runs over the axis "${name}"`);
    return { index, size: shape[position] ?? 0 };
  });
}

/** How many axes stand before the fixed one; `undefined` when there is no such axis. A scalar takes 0 and −1. */
function axisBefore(rank: number, fixed: number, at: number | undefined): number | undefined {
  if (at === undefined) return 0;
  const range = Math.max(rank, 1);
  if (at < -range || at >= range) return undefined;
  return fixed === 0 ? 0 : at < 0 ? at + rank : at;
}

const rowMajor = (shape: readonly number[]): number[] =>
  shape.map((_size, position) => elementCount(shape.slice(position + 1)));

const exactStrides = (shape: readonly number[], wanted: readonly number[]): number[] | undefined =>
  shape.length === wanted.length && shape.every((size, position) => size === wanted[position])
    ? rowMajor(shape)
    : undefined;

/** Strides over `axes` of a tensor aligned from the right, 0 along axes it is spread over; it may not enlarge them. */
function broadcastStrides(shape: readonly number[], axes: readonly Axis[]): number[] | undefined {
  const missing = axes.length - shape.length;
  if (missing < 0) return undefined;
  const own = rowMajor(shape);
  const strides: number[] = [];
  for (const [position, axis] of axes.entries()) {
    const size = position < missing ? 1 : shape[position - missing];
    if (size !== 1 && size !== axis.size) return undefined;
    strides.push(size === 1 ? 0 : (own[position - missing] ?? 0));
  }
  return strides;
}

/** For each value of one index, what it adds to an offset. */
function offsetsAlong(letter: string, axes: readonly Axis[], strides: readonly number[]): readonly number[] {
  return axes.reduce<number[]>(
    (offsets, axis, position) =>
      axis.index !== letter
        ? offsets
        : offsets.flatMap((offset) =>
            Array.from({ length: axis.size }, (_, step) => offset + step * (strides[position] ?? 0)),
          ),
    [0],
  );
}
