/** The questions that an instance of a law puts to a subject: the one it starts from, and those made from it. */
import type { Expander } from '../spec/formula/expand.ts';
import type { Line } from '../spec/formula/tree.ts';
import { type Bound, definitionExpander } from '../spec/interpret.ts';
import type { Law, LawQuestion, Loss } from '../spec/loss.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { exactValues } from '../spec/oracle/exact.ts';
import { indicesOf, placesOf } from '../spec/program.ts';
import type { Question, QuestionTensor } from '../spec/question.ts';
import { type FloatDtype, type Scalar, toScalar } from '../spec/tensor.ts';
import type { Planned } from './plan.ts';

/** The question the law starts from has the name "". */
export interface AskedQuestion extends Question {
  readonly name: string;
  readonly loss: string;
}

/** The inputs whose gradients a law speaks of. */
export const gradientsIn = (law: Law): readonly string[] => {
  const names = law.holds.flatMap((line) =>
    [...line.text.matchAll(/\b(\w+)_gradient\b/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)];
};

export function askAll<R>(
  arithmetic: Arithmetic<R>,
  losses: ReadonlyMap<string, Loss>,
  loss: Loss,
  base: Bound,
  law: Law,
  planned: Planned,
  dtype: FloatDtype,
): readonly AskedQuestion[] {
  const gradients = gradientsIn(law);
  const { upstream, ...rest } = planned.question;
  const first = { ...rest, gradients, ...(gradients.length > 0 && upstream ? { upstream } : {}) };
  const further = [...law.asks].map(([name, ask]): AskedQuestion => {
    const other = ask.loss === undefined ? loss : losses.get(ask.loss);
    if (!other) throw new Error(`${loss.file}: law ${law.name} asks ${ask.loss}, which is not in the spec`);
    return { name, loss: other.name, ...transformed(arithmetic, base, first, ask, other, dtype) };
  });
  return [{ name: '', loss: loss.name, ...first }, ...further];
}

/**
 * A further question: entries as the law says. Put to another loss they are rounded to the dtype; put to the same loss
 * they must fit, and a dtype that cannot hold them has no such instance.
 */
function transformed<R>(
  arithmetic: Arithmetic<R>,
  base: Bound,
  question: Question,
  ask: LawQuestion,
  other: Loss,
  dtype: FloatDtype,
): Question {
  const expander = definitionExpander(base);
  const positions = Array.from({ length: base.fitting.sizes.get('n') ?? 0 }, (_, n) => n).filter(
    (n) => ask.where === undefined || expander.claim(ask.where, { n }),
  );
  const inputs: Record<string, QuestionTensor> = {};
  for (const [name, tensor] of Object.entries(question.inputs)) {
    const of = base.loss.inputs.get(name)?.forms.get(base.mode)?.of ?? [];
    if (other.inputs.has(name))
      inputs[name] = of[0] === 'n' && ask.where !== undefined ? rowsOf(tensor, positions) : tensor;
  }
  for (const line of ask.inputs) {
    const optional = other.inputs.get(line.name)?.absent !== undefined;
    if (!optional || line.name in inputs) inputs[line.name] = tensorOf(arithmetic, base, expander, line, other, dtype);
  }
  const parameters = Object.fromEntries(
    Object.entries(question.parameters).filter(([name]) => other.parameters.has(name)),
  );
  const gradients = other === base.loss ? question.gradients : [];
  const { upstream } = question;
  return { inputs, parameters, gradients, ...(gradients.length > 0 && upstream ? { upstream } : {}) };
}

function rowsOf(tensor: QuestionTensor, rows: readonly number[]): QuestionTensor {
  const width = tensor.data.length / (tensor.shape[0] ?? 1);
  const data = rows.flatMap((row) => tensor.data.slice(row * width, (row + 1) * width));
  return { ...tensor, shape: [rows.length, ...tensor.shape.slice(1)], data };
}

/** One line of a further question as a tensor over the line's indices. */
function tensorOf<R>(
  arithmetic: Arithmetic<R>,
  base: Bound,
  source: Expander,
  line: Line,
  other: Loss,
  dtype: FloatDtype,
): QuestionTensor {
  const forms = [...(other.inputs.get(line.name)?.forms.values() ?? [])];
  const whole =
    forms.every(({ is }) => is === 'integer') || (other === base.loss && base.subjects.integerInputs.has(line.name));
  const place = placesOf(base, line.indices);
  const indices = indicesOf(base, line.indices);
  const scoped = indices.map((values) =>
    Object.fromEntries(line.indices.map((index, position) => [index, values[position] ?? 0])),
  );
  const values = whole
    ? scoped.map((scope) => Number(source.known(line.body, scope)))
    : exactValues(
        arithmetic,
        scoped.map((scope) => source.number(line.body, scope)),
        other === base.loss ? 'float64' : dtype,
      );
  const data: Scalar[] = [];
  for (const [position, tuple] of indices.entries()) data[place(tuple)] = toScalar(values[position] ?? 0);
  const shape = base.fitting.shapeOf(line.indices);
  return whole ? { dtype: 'int64', shape, data } : { shape, data };
}
