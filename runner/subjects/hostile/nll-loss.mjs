/** A small correct subject, nll_loss in float64 with its gradient: what the hostile ones are when they are not hostile. */

export const hello = {
  protocol: 1,
  name: 'honest',
  version: '1',
  language: 'JavaScript',
  profiles: ['float64'],
  gradients: true,
  losses: { nll_loss: { dtypes: ['float64', 'int64'], parameters: ['reduction', 'ignore_index'], inputs: ['weight'] } },
};

/** The reply to a `run` request, without its id. */
export function run({ loss, dtype, inputs, parameters, upstream, gradients }) {
  if (loss !== 'nll_loss' || dtype !== 'float64') return { declined: `has no ${loss} in ${dtype}` };
  const { input, target, weight } = inputs;
  const { reduction = 'mean', ignore_index: ignored = -100 } = parameters;
  const error = complaint(input, target, weight, reduction);
  if (error) return { refused: error };

  const classes = input.shape[input.shape.length > 1 ? 1 : 0];
  const inner = product(input.shape.slice(2));
  const [x, targets] = [input.data.map(Number), target.data.map(Number)];
  const weights = weight ? weight.data.map(Number) : new Array(classes).fill(1);
  const wrong = targets.find((y) => y !== ignored && !(y >= 0 && y < classes));
  if (wrong !== undefined) return { refused: `target ${wrong} is out of bounds` };

  // Positions are (n, d1…dk); the class axis lies between n and the rest.
  const at = (position, c) => (Math.floor(position / inner) * classes + c) * inner + (position % inner);
  const weightAt = targets.map((y) => (y === ignored ? 0 : weights[y]));
  const each = targets.map((y, i) => (y === ignored ? 0 : -weights[y] * x[at(i, y)]));
  const divisor = reduction === 'mean' ? sum(weightAt) : 1;
  const value = reduction === 'none' ? tensor(each, target.shape) : tensor([sum(each) / divisor], []);
  if (!gradients.includes('input')) return { answer: { loss: value } };

  const above = upstream.data.map(Number);
  const slope = x.map(() => 0);
  targets.forEach((y, i) => {
    if (y !== ignored) slope[at(i, y)] = (-weights[y] * above[reduction === 'none' ? i : 0]) / divisor;
  });
  return { answer: { loss: value, gradients: { input: tensor(slope, input.shape) } } };
}

/** What makes the question illegal, if anything does. */
function complaint(input, target, weight, reduction) {
  if (!['none', 'sum', 'mean'].includes(reduction)) return `${reduction} is not a reduction`;
  if (input.dtype !== 'float64') return `input must be float64, not ${input.dtype}`;
  if (target.dtype !== 'int64') return `target must be int64, not ${target.dtype}`;
  if (input.shape.length === 0) return 'input must have a class axis';
  const [batch, classes, ...rest] = input.shape;
  const expected = input.shape.length === 1 ? [] : [batch, ...rest];
  if (String(target.shape) !== String(expected)) return `target must have shape [${expected}], not [${target.shape}]`;
  if (weight === undefined) return undefined;
  if (weight.dtype !== 'float64') return `weight must be float64, not ${weight.dtype}`;
  if (String(weight.shape) !== String(classes ?? batch)) return 'weight must have an entry for each class';
  return undefined;
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const product = (sizes) => sizes.reduce((total, size) => total * size, 1);
const tensor = (numbers, shape) => ({ dtype: 'float64', shape, data: numbers.map(scalar) });
const scalar = (x) => (Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : String(x));
