/** What one writes first: plain loops over Math.exp and Math.log, stable, and in doubles as JavaScript's numbers are. */

function crossEntropy({ rows, columns, input, target }, gradient) {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let max = -Infinity;
    for (let c = 0; c < columns; c++) max = Math.max(max, input[start + c]);
    let total = 0;
    for (let c = 0; c < columns; c++) {
      const e = Math.exp(input[start + c] - max);
      if (gradient) gradient[start + c] = e;
      total += e;
    }
    const label = start + target[row];
    sum += Math.log(total) + max - input[label];
    if (!gradient) continue;
    for (let c = 0; c < columns; c++) gradient[start + c] /= total * rows;
    gradient[label] -= 1 / rows;
  }
  return sum / rows;
}

function binaryCrossEntropyWithLogits({ rows, input, target }, gradient) {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const x = input[i];
    const e = Math.exp(-Math.abs(x));
    sum += Math.max(x, 0) - x * target[i] + Math.log(1 + e);
    if (gradient) gradient[i] = ((x < 0 ? e : 1) / (1 + e) - target[i]) / rows;
  }
  return sum / rows;
}

const calls = (loss) => (question) => {
  let gradient;
  return {
    value: () => loss(question),
    value_and_gradient() {
      gradient = new Float32Array(question.input.length);
      return loss(question, gradient);
    },
    gradient: () => gradient,
  };
};

export default {
  name: 'naive loop',
  language: 'JavaScript',
  role: 'yardstick',
  version: '',
  losses: {
    cross_entropy: calls(crossEntropy),
    binary_cross_entropy_with_logits: calls(binaryCrossEntropyWithLogits),
  },
};
