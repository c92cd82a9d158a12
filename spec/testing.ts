/** What tests of the spec share: formulas asked of bare numbers, without a loss around them. */
import type { BoundTensor } from './bind.ts';
import { Expander } from './formula/expand.ts';
import { Graph, type Node } from './formula/graph.ts';
import { parse, parseLine } from './formula/parse.ts';
import { bigint } from './oracle/bigint.ts';
import { exactValues } from './oracle/exact.ts';

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
export const valueOf = (text: string, setting: Setting = {}): number => {
  const [value = Number.NaN] = exactValues(bigint, [nodeOf(text, setting)]);
  return value;
};
