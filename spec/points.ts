/** From a point worth visiting, as people write it in YAML, to whole questions. */
import { interpret } from './interpret.ts';
import type { Loss, Point } from './loss.ts';
import type { ParameterValue, Question, QuestionTensor } from './question.ts';
import { seeded } from './seeded.ts';
import { type Dtype, elementCount, type Scalar, toScalar } from './tensor.ts';

type Nested = Scalar | readonly Nested[];
type RawTensor =
  | Nested
  | { readonly dtype?: Dtype; readonly data?: Nested; readonly shape?: readonly number[]; readonly fill?: Scalar };

export interface RawPoint {
  readonly why: string;
  readonly shows?: readonly string[];
  readonly for?: readonly string[];
  readonly control?: string;
  readonly inputs: Readonly<Record<string, RawTensor>>;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly upstream?: RawTensor;
  readonly gradients?: readonly string[];
  readonly each?: Readonly<Record<string, readonly ParameterValue[]>>;
  readonly without?: string;
  readonly sibling?: string;
  readonly only?: string;
}

type Fail = (problem: string) => never;

/** One point for each combination of the values under `each`, named by those values. */
export function expandPoint(name: string, raw: RawPoint, fail: Fail): readonly Point[] {
  const inputs = Object.fromEntries(
    Object.entries(raw.inputs).map(([input, tensor]) => [input, readTensor(tensor, fail)]),
  );
  const combinations = Object.entries(raw.each ?? {}).reduce<readonly Record<string, ParameterValue>[]>(
    (sofar, [parameter, values]) => sofar.flatMap((one) => values.map((value) => ({ ...one, [parameter]: value }))),
    [{}],
  );
  return combinations.map((chosen) => ({
    name: [name, ...Object.values(chosen).map((value) => String(value) || 'empty')].join('-'),
    why: raw.why,
    shows: raw.shows ?? [],
    for: raw.for ?? [],
    question: {
      inputs,
      parameters: spelled({ ...raw.parameters, ...chosen }),
      gradients: raw.gradients ?? [],
      ...(raw.upstream === undefined ? {} : { upstream: readTensor(raw.upstream, fail) }),
    },
    ...(raw.gradients === undefined ? { allGradients: true } : {}),
    ...(raw.control === undefined ? {} : { control: raw.control }),
    ...(raw.without === undefined ? {} : { without: raw.without }),
    ...(raw.sibling === undefined ? {} : { sibling: raw.sibling }),
    ...(raw.only === undefined ? {} : { only: raw.only }),
  }));
}

/** `absent` under `each` leaves the parameter out; what JSON has no number for becomes a word. */
const spelled = (parameters: Readonly<Record<string, ParameterValue>>): Record<string, ParameterValue> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === 'absent' ? [] : [[name, typeof value === 'number' ? plain(value) : value]],
    ),
  );

function readTensor(raw: RawTensor, fail: Fail): QuestionTensor {
  if (typeof raw !== 'object' || Array.isArray(raw))
    return { shape: shapeOf(raw as Nested, fail), data: flat(raw as Nested) };
  const { dtype, data = [], shape, fill } = raw as Exclude<RawTensor, Nested>;
  const own = shape ?? shapeOf(data, fail);
  const values = fill === undefined ? flat(data) : Array<Scalar>(elementCount(own)).fill(plain(fill));
  if (values.length !== elementCount(own)) fail(`shape [${own.join(', ')}] does not hold ${values.length} entries`);
  return { ...(dtype === undefined ? {} : { dtype }), shape: own, data: values };
}

function shapeOf(nested: Nested, fail: Fail): readonly number[] {
  if (!Array.isArray(nested)) return [];
  const inner = (nested as readonly Nested[]).map((item) => shapeOf(item, fail));
  if (inner.some((shape) => String(shape) !== String(inner[0]))) fail('rows of one tensor differ in length');
  return [nested.length, ...(inner[0] ?? [])];
}

const flat = (nested: Nested): Scalar[] =>
  Array.isArray(nested) ? (nested as readonly Nested[]).flatMap(flat) : [plain(nested as Scalar)];

/** YAML's .inf and .nan are numbers; in a vector they are words. */
const plain = (value: Scalar): Scalar => (typeof value === 'number' ? toScalar(value) : value);

/**
 * Adds what a point leaves out: integer dtypes, every gradient there is, and a gradient from above that is never 1 and
 * differs from position to position, drawn from the point's name.
 */
export function completeQuestion(loss: Loss, name: string, question: Question, allGradients: boolean): Question {
  const typed = withDtypes(loss, question);
  const [meaning] = interpret(loss, { ...typed, gradients: [] }, allExtensions(loss)).filter((one) => 'bound' in one);
  if (!meaning || !('bound' in meaning)) return typed;
  const { bound } = meaning;
  const gradients = allGradients
    ? [...loss.inputs.values()].flatMap((input) =>
        input.name in typed.inputs && input.forms.get(bound.mode)?.gradient ? [input.name] : [],
      )
    : typed.gradients;
  if (typed.upstream || gradients.length === 0) return { ...typed, gradients };
  const shape = bound.fitting.shapeOf(bound.output);
  const random = seeded(`${loss.name} ${name} upstream`);
  const data = Array.from({ length: elementCount(shape) }, () =>
    random.pick([-1.75, -1.25, -0.5, 0.25, 0.75, 1.5, 1.75, 2.5]),
  );
  return { ...typed, gradients, upstream: { shape, data } };
}

export const allExtensions = (loss: Loss): ReadonlySet<string> =>
  new Set([...loss.parameters.values()].flatMap(({ extension }) => (extension === undefined ? [] : [extension])));

/** Whole numbers where the only form, or the form whose rank fits, holds whole numbers. */
function withDtypes(loss: Loss, question: Question): Question {
  const leading = question.inputs[loss.layout.leads]?.shape.length ?? 0;
  const inputs = Object.entries(question.inputs).map(([name, tensor]) => {
    const forms = [...(loss.inputs.get(name)?.forms.values() ?? [])];
    const whole =
      forms.some(({ is }) => is === 'integer') &&
      (forms.every(({ is }) => is === 'integer') || tensor.shape.length < leading);
    return [name, tensor.dtype === undefined && whole ? { dtype: 'int64' as const, ...tensor } : tensor];
  });
  return { ...question, inputs: Object.fromEntries(inputs) };
}
