/** This project's reference. */
import {
  binaryCrossEntropyWithLogits,
  binaryCrossEntropyWithLogitsAndGradient,
} from '../../../dist/reference/losses/binary_cross_entropy_with_logits.js';
import { crossEntropy, crossEntropyAndGradient } from '../../../dist/reference/losses/cross_entropy.js';
import { ourVersion } from '../shared/version.mjs';

const upstream = { dtype: 'float32', shape: [], data: Float32Array.of(1) };

function calls(loss, lossAndGradient, input, target) {
  let gradient;
  return {
    value: () => loss(input, target).data[0],
    value_and_gradient() {
      const both = lossAndGradient(input, target, upstream);
      gradient = both.gradients.input.data;
      return both.loss.data[0];
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
      return calls(crossEntropy, crossEntropyAndGradient, logits, { dtype: 'int32', shape: [rows], data: target });
    },
    binary_cross_entropy_with_logits({ rows, input, target }) {
      const tensor = (data) => ({ dtype: 'float32', shape: [rows], data });
      return calls(
        binaryCrossEntropyWithLogits,
        binaryCrossEntropyWithLogitsAndGradient,
        tensor(input),
        tensor(target),
      );
    },
  },
};
