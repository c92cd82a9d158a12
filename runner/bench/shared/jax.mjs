/** jax-js on one of its backends: its losses are compositions, compiled and fused by its jit where that is quicker. */
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { oneHot } from './one_hot.mjs';
import { versionOf } from './version.mjs';

export async function jax(device) {
  await init(device);
  defaultDevice(device);
  const calls = (loss, input) => {
    const value = jit(loss);
    const both = jit(valueAndGrad(loss));
    let gradient;
    return {
      value: () => value(input.ref).item(),
      value_and_gradient() {
        gradient?.dispose();
        const [answer, slopes] = both(input.ref);
        gradient = slopes;
        return answer.item();
      },
      gradient: () => gradient.ref.data(),
    };
  };
  return {
    name: `jax-js, ${device}`,
    role: 'peer',
    version: versionOf('@jax-js/jax'),
    losses: {
      cross_entropy(question) {
        const { rows, columns, input } = question;
        const labels = np.array(oneHot(question)).reshape([rows, columns]);
        const loss = (x) => np.sum(nn.logSoftmax(x).mul(labels.ref)).mul(-1 / rows);
        return calls(loss, np.array(input).reshape([rows, columns]));
      },
      binary_cross_entropy_with_logits({ input, target }) {
        const labels = np.array(target);
        const loss = (x) => np.mean(nn.softplus(x.ref).sub(x.mul(labels.ref)));
        return calls(loss, np.array(input));
      },
    },
  };
}
