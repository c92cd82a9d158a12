/** TensorFlow.js on one of its backends: labels are one-hot before timing starts, since its loss takes them so. */
import * as tf from '@tensorflow/tfjs';
import { oneHot } from './one_hot.mjs';
import { versionOf } from './version.mjs';

export function tfjs(backend) {
  const calls = (loss, input) => {
    const both = tf.valueAndGrad(loss);
    let gradient;
    return {
      value: () => tf.tidy(() => loss(input).dataSync()[0]),
      value_and_gradient() {
        gradient?.dispose();
        const { value, grad } = both(input);
        gradient = grad;
        const answer = value.dataSync()[0];
        value.dispose();
        return answer;
      },
      gradient: () => gradient.data(),
    };
  };
  return {
    name: `TensorFlow.js, ${backend}`,
    role: 'peer',
    version: versionOf('@tensorflow/tfjs'),
    losses: {
      cross_entropy(question) {
        const shape = [question.rows, question.columns];
        const labels = tf.tensor(oneHot(question), shape);
        return calls((logits) => tf.losses.softmaxCrossEntropy(labels, logits), tf.tensor(question.input, shape));
      },
      binary_cross_entropy_with_logits({ input, target }) {
        const labels = tf.tensor1d(target);
        return calls((logits) => tf.losses.sigmoidCrossEntropy(labels, logits), tf.tensor1d(input));
      },
    },
  };
}
