/** This project's reference. Value with gradient are two calls, since a gradient is asked for with the slope from above. */
import {
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsGradient,
} from '../../../dist/reference/losses/binary_cross_entropy_with_logits.js';
import { crossEntropy, crossEntropyGradient } from '../../../dist/reference/losses/cross_entropy.js';
import { ourVersion } from '../shared/version.mjs';

const upstream = { dtype: 'float32', shape: [], data: Float32Array.of(1) };

function calls(loss, lossGradient, input, target) {
  let gradient;
  return {
    value: () => loss(input, target).data[0],
    value_and_gradient() {
      gradient = lossGradient(input, target, upstream).input.data;
      return loss(input, target).data[0];
    },
    gradient: () => gradient,
  };
}

export default {
  name: 'lossproof reference',
  language: 'JavaScript',
  role: 'ours',
  version: ourVersion,
  losses: {
    cross_entropy({ rows, columns, input, target }) {
      const logits = { dtype: 'float32', shape: [rows, columns], data: input };
      return calls(crossEntropy, crossEntropyGradient, logits, { dtype: 'int32', shape: [rows], data: target });
    },
    binary_cross_entropy_with_logits({ rows, input, target }) {
      const tensor = (data) => ({ dtype: 'float32', shape: [rows], data });
      return calls(binaryCrossEntropyWithLogits, binaryCrossEntropyWithLogitsGradient, tensor(input), tensor(target));
    },
  },
};
