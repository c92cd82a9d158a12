/** Losses that are computed from each position's classes, in one or more tensors of the same shape. */
import { type ClassPositions, rowStart } from './class_positions.ts';
import { collectLosses, type Reduction, spreadUpstream } from './reduction.ts';
import { type FloatDtype, type FloatTensor, readRun, type Tensor, writeRun, zeros } from './tensor.ts';

/** One position's numbers, a row for each tensor: the same arrays for every position. */
export type Rows = readonly Float64Array[];

/** Visits the positions in order, each with its rows. */
function eachRows(
  tensors: readonly FloatTensor[],
  positions: ClassPositions,
  visit: (rows: Rows, position: number, start: number) => void,
): void {
  const rows = tensors.map(() => new Float64Array(positions.classes));
  for (let position = 0; position < positions.count; position++) {
    const start = rowStart(positions, position);
    for (let t = 0; t < tensors.length; t++) readRun(tensors[t], start, positions.stride, positions.classes, rows[t]);
    visit(rows, position, start);
  }
}

/** The reduced losses; 'mean' divides by the number of positions. */
export function reduceRows(
  tensors: readonly FloatTensor[],
  positions: ClassPositions,
  reduction: Reduction,
  dtype: FloatDtype,
  loss: (rows: Rows) => number,
): FloatTensor {
  const losses = new Float64Array(positions.count);
  eachRows(tensors, positions, (rows, position) => {
    losses[position] = loss(rows);
  });
  const answers = collectLosses(reduction, positions.shape, dtype);
  answers.add(losses, 0, positions.count);
  return answers.answer(positions.count);
}

/** A gradient for each tensor, in its dtype: `writeSlopes` fills a row of slopes for each row, given the loss's own. */
export function rowGradients(
  tensors: readonly FloatTensor[],
  positions: ClassPositions,
  reduction: Reduction,
  upstream: Tensor,
  writeSlopes: (rows: Rows, slope: number, slopes: Rows) => void,
): FloatTensor[] {
  const slopeOf = spreadUpstream(reduction, upstream, positions.shape, positions.count);
  const gradients = tensors.map(({ dtype, shape }) => zeros(dtype, shape));
  const slopes = tensors.map(() => new Float64Array(positions.classes));
  eachRows(tensors, positions, (rows, position, start) => {
    writeSlopes(rows, slopeOf(position, 1)[0], slopes);
    gradients.forEach((gradient, t) => {
      writeRun(slopes[t], positions.classes, gradient, start, positions.stride);
    });
  });
  return gradients;
}
