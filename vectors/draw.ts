/** Builds a question from the levels of its factors: shapes and values drawn from the row's own name. */
import type { Draw, Loss, Recipe } from '../spec/loss.ts';
import type { ParameterValue, Question, QuestionTensor } from '../spec/question.ts';
import { type Random, seeded } from '../spec/seeded.ts';
import { elementCount, type Scalar, toScalar } from '../spec/tensor.ts';

/** One row of a covering array: a level for each factor. */
export type Row = Readonly<Record<string, string>>;

/** A row's name is its levels; it is also the seed of its numbers, so the same name is always the same question. */
export const rowName = (row: Row): string => Object.values(row).join('-');

export function drawQuestion(loss: Loss, row: Row): Question {
  const recipes = Object.entries(row).map(([factor, level]) => recipeOf(loss, factor, level));
  const shape = recipes.reduce<readonly number[]>((sofar, recipe) => recipe.shape ?? sofar, []);
  const parameters: Record<string, ParameterValue> = Object.assign({}, ...recipes.map((recipe) => recipe.parameters));
  const inputs: Record<string, QuestionTensor> = {};
  const steps = recipes.flatMap((recipe) => Object.entries(recipe.inputs ?? {}));
  const drawn = steps.filter(([, step]) => 'draw' in step);
  const placed = steps.filter(([, step]) => 'put' in step);
  for (const [input, step] of [...drawn, ...placed]) {
    const random = seeded(`${loss.name} ${rowName(row)} ${input} ${JSON.stringify(step)}`);
    inputs[input] =
      'draw' in step
        ? drawTensor(loss, input, step, shape, random)
        : putValue(inputs[input], drawnValue(loss, parameters, step.put), step.at, random);
  }
  return { inputs, parameters, gradients: [] };
}

function recipeOf(loss: Loss, factor: string, level: string): Recipe {
  const recipe = loss.factors.get(factor)?.get(level);
  if (!recipe) throw new Error(`${loss.file}: factor "${factor}" has no level "${level}"`);
  return recipe;
}

/** Class axis: axis 1, or the only one. */
const classAxis = (shape: readonly number[]): number => (shape.length === 1 ? 0 : 1);

function drawTensor(
  loss: Loss,
  input: string,
  step: Extract<Draw, { draw: string }>,
  leading: readonly number[],
  random: Random,
): QuestionTensor {
  const classes = leading[classAxis(leading)] ?? 1;
  const positions = leading.filter((_size, axis) => axis !== classAxis(leading));
  if (step.draw === 'classes') {
    return { dtype: 'int64', shape: positions, data: fill(positions, () => random.below(classes)) };
  }
  if (step.draw === 'distribution') return drawDistributions(leading, random);
  const forms = [...(loss.inputs.get(input)?.forms.values() ?? [])];
  const perClass = forms.every(({ of }) => of.join() === 'c');
  const shape = step.shape ? fromRight(step.shape, leading) : perClass ? [classes] : leading;
  const steps = Math.round((step.to - step.from) / step.step) + 1;
  return { shape, data: fill(shape, () => toScalar(step.from + step.step * random.below(steps))) };
}

const fill = (shape: readonly number[], value: () => Scalar): Scalar[] =>
  Array.from({ length: elementCount(shape) }, value);

/** Sizes aligned from the right of the leading shape; −1 stands for the size there. */
const fromRight = (sizes: readonly number[], leading: readonly number[]): number[] =>
  sizes
    .slice(-leading.length || sizes.length)
    .map((size, axis, kept) => (size === -1 ? (leading[leading.length - kept.length + axis] ?? 1) : size));

/** Sixteenths that sum to 1 along the class axis; some are 0. */
function drawDistributions(shape: readonly number[], random: Random): QuestionTensor {
  const axis = classAxis(shape);
  const classes = shape[axis] ?? 1;
  const inner = elementCount(shape.slice(axis + 1));
  const data = Array<Scalar>(elementCount(shape)).fill(0);
  for (let position = 0; position < data.length / classes; position++) {
    const start = Math.floor(position / inner) * classes * inner + (position % inner);
    for (let parts = 0; parts < 16; parts++) {
      const at = start + random.below(classes) * inner;
      data[at] = Number(data[at]) + 1 / 16;
    }
  }
  return { shape, data };
}

function drawnValue(loss: Loss, parameters: Readonly<Record<string, ParameterValue>>, put: number | string): Scalar {
  if (typeof put === 'number') return put;
  const value = parameters[put] ?? loss.parameters.get(put)?.default;
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new Error(`${loss.file}: "${put}" has no value to put`);
}

function putValue(
  tensor: QuestionTensor | undefined,
  value: Scalar,
  at: 'one' | 'some' | 'all but one' | 'all',
  random: Random,
): QuestionTensor {
  if (!tensor) throw new Error('a value is put into a tensor that no factor draws');
  const chosen = random.below(tensor.data.length);
  const data = tensor.data.map((old, index) => {
    if (at === 'all' || (at === 'one' && index === chosen)) return value;
    if (at === 'all but one' && index !== chosen) return value;
    return at === 'some' && (index === chosen || random.below(3) === 0) ? value : old;
  });
  return { ...tensor, data: keepOne(tensor, data, value, at, chosen) };
}

/** "Some" and "all but one" leave an entry that does not happen to hold the value anyway. */
function keepOne(tensor: QuestionTensor, data: readonly Scalar[], value: Scalar, at: string, chosen: number): Scalar[] {
  const survivors = data.filter((entry) => entry !== value).length;
  if (at === 'all' || at === 'one' || survivors > 0) return [...data];
  const other = tensor.dtype === 'int64' ? (value === 0 ? 1 : 0) : value === 1 ? 0 : 1;
  const spared = at === 'some' ? (chosen + 1) % data.length : chosen;
  return data.map((entry, index) => (index === spared ? other : entry));
}
