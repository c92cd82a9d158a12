/** A vector's question in one line, and which of several questions is the smallest. */
import type { ParameterValue, QuestionTensor } from '../spec/question.ts';
import { elementCount } from '../spec/tensor.ts';
import type { Vector } from '../vectors/format.ts';
import { code, counted } from './markdown.ts';
import { full, nested } from './numbers.ts';

export const tensorText = ({ shape, data }: QuestionTensor): string => nested(shape, data.map(full));

/** "`input` = `[[1, 2]]`, `target` (int64) = `[0]`". */
export const inputsText = ({ inputs }: Vector): string =>
  Object.entries(inputs)
    .map(([name, tensor]) => `${code(name)}${tensor.dtype ? ` (${tensor.dtype})` : ''} = ${code(tensorText(tensor))}`)
    .join(', ');

export const parameterText = (name: string, value: ParameterValue): string =>
  `${code(name)} = ${code(valueText(value))}`;

/** A word stands without quotes, unless it is empty. */
const valueText = (value: ParameterValue): string =>
  typeof value === 'string' && value !== '' ? full(value) : JSON.stringify(value);

export const parametersText = ({ parameters }: Vector): string =>
  Object.entries(parameters)
    .map(([name, value]) => parameterText(name, value))
    .join(', ');

/** Who is asked, when not everyone is. */
export function askedOf({ extension, without }: Vector): string {
  if (extension !== undefined) return `asked of subjects with the extension ${code(extension)}`;
  return without === undefined ? '' : `asked of subjects without the extension ${code(without)}`;
}

/** The whole question: inputs, parameters, and what arrives from above. */
export const questionText = (vector: Vector): string =>
  [
    inputsText(vector),
    parametersText(vector),
    vector.upstream ? `${code('upstream')} = ${code(tensorText(vector.upstream))}` : '',
    askedOf(vector),
  ]
    .filter((part) => part !== '')
    .join('; ');

/** Entries of all inputs together. */
export const sizeOf = ({ inputs }: Vector): number =>
  Object.values(inputs).reduce((size, { shape }) => size + elementCount(shape), 0);

/** The fewest entries, then the fewest parameters, then the shortest text; among equals the first. */
export function smallest(vectors: readonly Vector[]): Vector | undefined {
  const measure = (vector: Vector): readonly number[] => [
    sizeOf(vector),
    Object.keys(vector.parameters).length,
    JSON.stringify([vector.inputs, vector.parameters, vector.upstream]).length,
  ];
  const isLess = (a: readonly number[], b: readonly number[]): boolean => {
    const differing = a.findIndex((value, index) => value !== b[index]);
    return differing >= 0 && (a[differing] ?? 0) < (b[differing] ?? 0);
  };
  return vectors.reduce<Vector | undefined>(
    (best, vector) => (best === undefined || isLess(measure(vector), measure(best)) ? vector : best),
    undefined,
  );
}

/** The command that tells everything about one vector. */
export const explainCommand = (loss: string, { id, dtypes }: Vector, dtype = dtypes[0]): string =>
  `npx lossproof explain ${loss}/${id}/${dtype}`;

export const vectorCount = (count: number): string => counted(count, 'vector');
