/** A subject of somebody who has only the package: the sigmoid in float64; with ?naive after its name, a known mistake. */
const naive = import.meta.url.endsWith('?naive');
const word = (value) => (Number.isFinite(value) ? value : String(value)); // JSON has no NaN and no Infinity

function sigmoid(text) {
  const x = Number(text);
  return naive ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
}

export default {
  hello: () => ({
    protocol: 1,
    name: 'my sigmoid',
    version: '0.1',
    profiles: ['float64'],
    gradients: false,
    losses: { sigmoid: { dtypes: ['float64'], parameters: [], inputs: [] } },
  }),
  run({ inputs, parameters }) {
    const { dtype, shape, data } = inputs.input;
    if (dtype !== 'float64' || Object.keys(parameters).length > 0) return { refused: 'only one input, in float64' };
    return { answer: { loss: { dtype, shape, data: data.map((x) => word(sigmoid(x))) } } };
  },
};
