/** Tensors of probabilities: every entry lies in [0, 1]. That they sum to 1 is not asked for. */
import { ArgumentError } from './argument_error.ts';
import { floating, floatingLike } from './check_tensor.ts';
import { BLOCK, inBlocks } from './reduction.ts';
import { elementCount, type FloatTensor, readRun, type Tensor } from './tensor.ts';

/** What is refused of a number that is no probability. */
export const notAProbability = (name: string, value: number, place: number): ArgumentError =>
  new ArgumentError(name, `holds ${value} at entry ${place}`, 'give probabilities, from 0 to 1');

/** Throws for an entry outside [0, 1], NaN included. */
export function probabilities(name: string, tensor: Tensor): FloatTensor {
  const given = floating(name, tensor);
  const block = new Float64Array(BLOCK);
  inBlocks(elementCount(given.shape), (start, size) => {
    readRun(given, start, 1, size, block);
    for (let i = 0; i < size; i++) {
      if (!(block[i] >= 0 && block[i] <= 1)) throw notAProbability(name, block[i], start + i);
    }
  });
  return given;
}

/** The prediction Q and, of the same shape, the probabilities P that are right. */
export function twoDistributions(input: Tensor, target: Tensor): [q: FloatTensor, p: FloatTensor] {
  const q = probabilities('input', input);
  floatingLike('target', target, 'input', q);
  return [q, probabilities('target', target)];
}
