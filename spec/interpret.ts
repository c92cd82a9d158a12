/** Decides what a question means: which answers are allowed, or which clause refuses it, before any arithmetic. */
import { type BoundTensor, type Fitting, fit } from './bind.ts';
import { Expander, type Subjects } from './formula/expand.ts';
import type { Line } from './formula/tree.ts';
import { EVERY_MODE, type Input, type InputForm, type Loss } from './loss.ts';
import { type Parameters, readParameters } from './parameters.ts';
import type { Question } from './question.ts';
import { Refusal, refuse } from './refusal.ts';

/** A question fitted to its loss, ready for a formula. */
export interface Bound {
  readonly loss: Loss;
  readonly mode: string;
  /** Undefined for a function. */
  readonly reduction: string | undefined;
  /** The indices that the answered loss or value runs over. */
  readonly output: readonly string[];
  readonly fitting: Fitting;
  readonly subjects: Omit<Subjects, 'lines'>;
  /** Inputs whose gradients are answered, with their forms. */
  readonly gradients: ReadonlyMap<string, { readonly tensor: BoundTensor; readonly form: InputForm }>;
}

/** One of the allowed outcomes; `misses` names the `should` clause that a subject with this outcome does not keep. */
export type Meaning = ({ readonly refused: string } | { readonly bound: Bound }) & { readonly misses?: string };

/**
 * Every allowed outcome, the preferred one first. `extensions` are those the subject has; `forgiven` are clauses that
 * need not hold, for subjects that do not look.
 * @throws Error when the question lacks an input, which no subject can be asked
 */
export function interpret(
  loss: Loss,
  question: Question,
  extensions: ReadonlySet<string>,
  forgiven: ReadonlySet<string> = new Set(),
): readonly Meaning[] {
  const lacking = [...loss.inputs.values()].find(
    ({ name, absent }) => absent === undefined && !(name in question.inputs),
  );
  if (lacking) throw new Error(`the question lacks "${lacking.name}", which ${loss.name} cannot do without`);
  const tolerances: Meaning[] = [];
  try {
    const parameters = readParameters(loss, question, extensions, tolerances);
    return attempt(loss, question, parameters, tolerances, forgiven);
  } catch (error) {
    if (error instanceof Refusal) return [{ refused: error.clause }];
    throw error;
  }
}

function attempt(
  loss: Loss,
  question: Question,
  parameters: Parameters,
  tolerances: Meaning[],
  forgiven: ReadonlySet<string>,
): readonly Meaning[] {
  const bound = bindQuestion(loss, question, parameters, tolerances);
  const expander = definitionExpander(bound);
  for (const { that, mode, clause, level, instead } of loss.requires) {
    if ((mode !== undefined && mode !== bound.mode) || forgiven.has(clause) || expander.claim(that)) continue;
    if (level === 'must') return refuse(clause);
    if (level === 'may') {
      tolerances.push({ refused: clause });
      continue;
    }
    const changed = new Map([...parameters, ...Object.entries(instead ?? {})]);
    return [{ refused: clause }, { bound: bindQuestion(loss, question, changed, []), misses: clause }];
  }
  const asked = question.gradients.every((name) => bound.gradients.has(name));
  return asked ? [{ bound }, ...tolerances] : [{ refused: loss.refuses.gradient }, { bound }];
}

function bindQuestion(loss: Loss, question: Question, parameters: Parameters, tolerances: Meaning[]): Bound {
  const inputs = new Map<string, BoundTensor>();
  const base = {
    sizes: new Map<string, number>(),
    namedSizes: new Map<string, number>(),
    inputs,
    absent: absentInputs(loss, question),
    integerInputs: new Set<string>(),
    parameters,
    integerParameters: new Set(
      [...loss.parameters.values()].filter(({ is }) => is === 'integer').map(({ name }) => name),
    ),
    raw: question.inputs,
  };
  const beforeShapes = new Expander({ ...base, mode: '', lines: new Map() });
  const mode = loss.modes.find(({ when }) => when === undefined || beforeShapes.claim(when))?.name ?? 'only';

  const leader = loss.inputs.get(loss.layout.leads);
  const axis = loss.layout.axis === undefined ? undefined : loss.parameters.get(loss.layout.axis);
  const shapes = Object.fromEntries(Object.entries(question.inputs).map(([name, { shape }]) => [name, shape]));
  const fitting =
    fit(loss.layout, shapes, axis && Number(parameters.get(axis.name))) ??
    refuse(axis?.clause ?? leader?.refuses.shape ?? '');
  const gradients = new Map<string, { tensor: BoundTensor; form: InputForm }>();
  const integerInputs = new Set<string>();
  for (const name of Object.keys(question.inputs)) {
    const input = loss.inputs.get(name) ?? refuse(loss.refuses.parameter);
    const form = input.forms.get(mode) ?? refuse(input.refuses.shape);
    const tensor = bindInput(input, form, question, fitting, tolerances);
    inputs.set(name, tensor);
    if (form.is === 'integer') integerInputs.add(name);
    if (form.gradient && question.gradients.includes(name)) gradients.set(name, { tensor, form });
  }
  const word = parameters.get('reduction');
  const reduction = word === undefined ? undefined : String(word);
  const output = loss.returns ?? (reduction === 'none' ? ['n'] : []);
  const { upstream } = question;
  if (upstream) {
    const tensor = fitting.bind(upstream, output, false);
    if (!tensor) throw new Error(`the upstream gradient's shape [${upstream.shape}] is not that of the loss`);
    inputs.set('upstream', tensor);
  }
  const { sizes, namedSizes } = fitting;
  return {
    loss,
    mode,
    reduction,
    output,
    fitting,
    gradients,
    subjects: { ...base, mode, sizes, namedSizes, integerInputs },
  };
}

function bindInput(
  input: Input,
  form: InputForm,
  question: Question,
  fitting: Fitting,
  tolerances: Meaning[],
): BoundTensor {
  const tensor = question.inputs[input.name];
  const whole = tensor?.dtype === 'int64' || tensor?.dtype === 'int32' || tensor?.dtype === 'uint8';
  if (!tensor || tensor.dtype === 'bool' || whole !== (form.is === 'integer')) return refuse(input.refuses.dtype);
  if (whole && tensor.dtype !== 'int64') tolerances.push({ refused: input.refuses.dtype });
  return fitting.bind(tensor, form.of, input.broadcast) ?? refuse(input.refuses.shape);
}

const absentInputs = (loss: Loss, question: Question): ReadonlyMap<string, number> =>
  new Map(
    [...loss.inputs.values()].flatMap(({ name, absent }) =>
      absent === undefined || name in question.inputs ? [] : [[name, absent] as const],
    ),
  );

/** Speaks of a question with the lines of the definition, for claims about it. */
export function definitionExpander(bound: Bound): Expander {
  const lines = new Map<string, Line>();
  for (const mode of [EVERY_MODE, bound.mode]) {
    for (const line of bound.loss.definition.get(mode) ?? []) lines.set(line.name, line);
  }
  return new Expander({ ...bound.subjects, lines });
}
