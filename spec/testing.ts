/** What tests of the spec share: formulas asked of bare numbers, without a loss around them. */
import type { BoundTensor } from './bind.ts';
import { cut } from './cut.ts';
import { Expander } from './formula/expand.ts';
import { Graph, type Node } from './formula/graph.ts';
import { parse, parseLine } from './formula/parse.ts';
import { type Bound, interpret } from './interpret.ts';
import { loadLosses } from './load.ts';
import type { Loss } from './loss.ts';
import { LOSS, outputsOf } from './oracle/acceptance.ts';
import { bigint } from './oracle/bigint.ts';
import { exactValues } from './oracle/exact.ts';
import { allExtensions } from './points.ts';
import { definition, program, type Variant } from './program.ts';
import type { ParameterValue, Question, QuestionTensor } from './question.ts';
import { type Dtype, elementCount, toScalar } from './tensor.ts';

type Row = readonly (number | bigint)[];

export interface Setting {
  /** A number, a row indexed by one index, or rows indexed by two. */
  readonly inputs?: Readonly<Record<string, number | Row | readonly Row[]>>;
  /** Inputs that hold whole numbers. */
  readonly whole?: readonly string[];
  readonly sizes?: Readonly<Record<string, number>>;
  readonly named?: Readonly<Record<string, number>>;
  readonly parameters?: Readonly<Record<string, number | bigint | string | undefined>>;
  readonly absent?: Readonly<Record<string, number>>;
  readonly lines?: Readonly<Record<string, string>>;
  readonly mode?: string;
}

export function expanderFor(setting: Setting, graph = new Graph()): Expander {
  const lines = Object.entries(setting.lines ?? {}).map(([head, text]) => parseLine(head, text));
  const inputs = new Map(Object.entries(setting.inputs ?? {}).map(([name, data]) => [name, bound(data)]));
  const raw = [...inputs].map(([name, { shape, data }]) => [name, { shape, data: data.map(Number) }] as const);
  return new Expander(
    {
      mode: setting.mode ?? 'only',
      sizes: new Map(Object.entries(setting.sizes ?? {})),
      namedSizes: new Map(Object.entries(setting.named ?? {})),
      lines: new Map(lines.map((line) => [line.name, line])),
      inputs,
      absent: new Map(Object.entries(setting.absent ?? {})),
      integerInputs: new Set(setting.whole ?? []),
      parameters: new Map(Object.entries(setting.parameters ?? {})),
      integerParameters: new Set(),
      raw: Object.fromEntries(raw),
    },
    graph,
  );
}

function bound(data: number | Row | readonly Row[]): BoundTensor {
  if (typeof data === 'number') return { shape: [], data: [data], offset: () => 0 };
  const rows = data.filter((item): item is Row => typeof item === 'object');
  const width = rows[0]?.length;
  if (width === undefined) {
    const row = data.filter((item) => typeof item !== 'object');
    return { shape: [row.length], data: row, offset: ([index = 0]) => index };
  }
  return { shape: [rows.length, width], data: rows.flat(), offset: ([row = 0, column = 0]) => row * width + column };
}

/** The node of a formula without indices. */
export const nodeOf = (text: string, setting: Setting = {}, graph = new Graph()): Node =>
  expanderFor(setting, graph).number(parse(text));

/** The exact value of a formula, rounded once to binary64. */
export const exactValue = (text: string, setting: Setting = {}): number => {
  const [value = Number.NaN] = exactValues(bigint, [nodeOf(text, setting)]);
  return value;
};

type Nested = number | readonly Nested[];

const flat = (nested: Nested): number[] => (typeof nested === 'number' ? [nested] : nested.flatMap(flat));

/** A tensor from nested lists, as people write them. */
export function tensor(nested: Nested, dtype?: Dtype): QuestionTensor {
  const shape: number[] = [];
  for (let inner: Nested | undefined = nested; typeof inner === 'object'; inner = inner[0]) shape.push(inner.length);
  const data = flat(nested).map(toScalar);
  if (data.length !== elementCount(shape)) throw new RangeError('rows of one tensor differ in length');
  return { ...(dtype ? { dtype } : {}), shape, data };
}

/** Classes: whole numbers. */
export const classes = (nested: Nested): QuestionTensor => tensor(nested, 'int64');

export interface Asked {
  readonly inputs: Readonly<Record<string, QuestionTensor>>;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly gradients?: readonly string[];
  readonly upstream?: Nested;
}

export const question = ({ inputs, parameters = {}, gradients = [], upstream }: Asked): Question => ({
  inputs,
  parameters,
  gradients,
  ...(upstream === undefined ? {} : { upstream: tensor(upstream) }),
});

let losses: ReadonlyMap<string, Loss> | undefined;

export function lossNamed(name: string): Loss {
  losses ??= loadLosses(); // tests of bare formulas load no loss
  const loss = losses.get(name);
  if (!loss) throw new Error(`no loss "${name}"`);
  return loss;
}

/** The preferred meaning of a question that has an answer. */
export function bind(loss: Loss, asked: Asked): Bound {
  const [meaning] = interpret(loss, question(asked), allExtensions(loss));
  if (!meaning || !('bound' in meaning)) throw new Error(`refused: ${meaning?.refused}`);
  return meaning.bound;
}

/** What a variant answers in exact arithmetic, by output, rounded once to binary64. */
export function exactly(
  bound: Bound,
  variant: Variant = definition,
  alternative = 0,
): Record<string, readonly number[]> {
  const outputs = [...outputsOf(program(bound, variant))];
  const nodes = outputs.flatMap(([, own]) => own);
  const values = exactValues(bigint, nodes, 'float64', alternative);
  return Object.fromEntries(
    cut(
      values,
      outputs.map(([name, own]) => [name, own.length]),
    ),
  );
}

export { LOSS };
