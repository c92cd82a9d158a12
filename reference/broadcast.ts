/** Reads a tensor as if it were repeated to a larger shape, aligned from the right, without making the copy. */
import { ArgumentError } from './argument_error.ts';
import { checkSameDtype, floating } from './check_tensor.ts';
import { BLOCK } from './reduction.ts';
import { type FloatTensor, readRun, shapeText, type Tensor } from './tensor.ts';

interface Axis {
  readonly size: number;
  /** How far apart neighbours along this axis lie in the tensor: 0 where it is repeated. */
  readonly stride: number;
}

/** The axes of `to` as walked in a tensor of shape `from`, innermost first; neighbours that continue each other are one. */
function walk(from: readonly number[], to: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let span = 1;
  for (let back = 1; back <= to.length; back++) {
    const size = to.at(-back) ?? 1;
    const own = from.at(-back) ?? 1;
    const stride = own === 1 ? 0 : span;
    const inner = axes.at(-1);
    if (inner && stride === inner.stride * inner.size)
      axes[axes.length - 1] = { size: inner.size * size, stride: inner.stride };
    else if (size !== 1) axes.push({ size, stride });
    span *= own;
  }
  return axes;
}

/** Reads elements start … start + size − 1 of `shape`, at most {@link BLOCK} of them, into one block that is reused. */
export type BlockReader = (start: number, size: number) => Float64Array;

export function readBroadcast(tensor: FloatTensor, shape: readonly number[]): BlockReader {
  const [inner = { size: 1, stride: 0 }, ...outer] = walk(tensor.shape, shape);
  const block = new Float64Array(BLOCK);
  return (start, size) => {
    for (let done = 0; done < size; ) {
      const within = (start + done) % inner.size;
      const count = Math.min(inner.size - within, size - done);
      let place = within * inner.stride;
      let index = Math.floor((start + done) / inner.size);
      for (const axis of outer) {
        place += (index % axis.size) * axis.stride;
        index = Math.floor(index / axis.size);
      }
      readRun(tensor, place, inner.stride, count, block, done);
      done += count;
    }
    return block;
  };
}

/**
 * A factor for every element of `input`; ones when absent. Throws unless it has the input's dtype and broadcasts to the
 * input's shape without enlarging it.
 */
export function readFactor(name: string, factor: Tensor | undefined, input: FloatTensor): BlockReader {
  if (factor === undefined) {
    const ones = new Float64Array(BLOCK).fill(1);
    return () => ones;
  }
  const given = floating(name, factor);
  const { shape } = input;
  const fits = given.shape.every((size, axis) => {
    const matching = shape[axis + shape.length - given.shape.length];
    return matching !== undefined && (size === 1 || size === matching);
  });
  if (!fits) {
    const fact = `has shape ${shapeText(given.shape)}, which does not broadcast to ${shapeText(shape)}`;
    throw new ArgumentError(name, fact, "give sizes that are 1 or the input's, counted from the last axis");
  }
  checkSameDtype(name, given, 'input', input);
  return readBroadcast(given, shape);
}
