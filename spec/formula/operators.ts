/**
 * Every operator a formula may use, one row each: its exact value, how far an implementation may round it,
 * its floating-point value, its slopes, and how it is typeset. Nothing else in the project lists them.
 */
import type { Enclosure, Enclosures } from '../oracle/enclosure.ts';
import type { Machine } from '../oracle/machine.ts';
import type { FloatDtype } from '../tensor.ts';
import type { Graph, Node } from './graph.ts';

/** How the result follows each operand: 'rises' or 'falls' where monotone, 'corners' when it depends on the signs. */
export type Follows = readonly ('rises' | 'falls')[] | 'rises in all' | 'corners';

/** What kind of rounding a result carries; the profiles say how large each is. */
export type Rounding =
  | 'none'
  | 'addition'
  | 'multiplication'
  | 'division'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sum'
  | 'streaming';

export interface Operator {
  readonly arity: number | 'any';
  exact<R>(reals: Enclosures<R>, operands: readonly Enclosure<R>[]): Enclosure<R>;
  readonly follows: Follows;
  readonly rounding: Rounding;
  float(machine: Machine, operands: ArrayLike<number>): number;
  /** ∂result/∂operand, one per operand. */
  slopes(graph: Graph, operands: readonly Node[], result: Node): readonly Node[];
  readonly tex: (...operands: readonly string[]) => string;
  /** Operands that bind weaker than this are typeset in parentheses. */
  readonly binds: number;
}

const at = <T>(list: ArrayLike<T>, index: number): T => {
  const item = list[index];
  if (item === undefined) throw new RangeError(`operand ${index} is missing`);
  return item;
};

export const operators: Readonly<Record<string, Operator>> = {
  add: {
    arity: 2,
    exact: (reals, x) => reals.add(at(x, 0), at(x, 1)),
    follows: ['rises', 'rises'],
    rounding: 'addition',
    float: (machine, x) => machine.round(at(x, 0) + at(x, 1)),
    slopes: (graph) => [graph.constant(1), graph.constant(1)],
    tex: (a, b) => `${a} + ${b}`,
    binds: 1,
  },
  subtract: {
    arity: 2,
    exact: (reals, x) => reals.subtract(at(x, 0), at(x, 1)),
    follows: ['rises', 'falls'],
    rounding: 'addition',
    float: (machine, x) => machine.round(at(x, 0) - at(x, 1)),
    slopes: (graph) => [graph.constant(1), graph.constant(-1)],
    tex: (a, b) => `${a} - ${b}`,
    binds: 1,
  },
  multiply: {
    arity: 2,
    exact: (reals, x) => reals.multiply(at(x, 0), at(x, 1)),
    follows: 'corners',
    rounding: 'multiplication',
    float: (machine, x) => machine.round(at(x, 0) * at(x, 1)),
    slopes: (_graph, operands) => [at(operands, 1), at(operands, 0)],
    tex: (a, b) => `${a} \\, ${b}`,
    binds: 2,
  },
  divide: {
    arity: 2,
    exact: (reals, x) => reals.divide(at(x, 0), at(x, 1)),
    follows: 'corners',
    rounding: 'division',
    float: (machine, x) => machine.quotient(at(x, 0), at(x, 1)),
    slopes: (graph, operands, result) => [
      graph.operation('divide', [graph.constant(1), at(operands, 1)]),
      graph.operation('negate', [graph.operation('divide', [result, at(operands, 1)])]),
    ],
    tex: (a, b) => `\\frac{${a}}{${b}}`,
    binds: 0,
  },
  negate: {
    arity: 1,
    exact: (reals, x) => reals.negate(at(x, 0)),
    follows: ['falls'],
    rounding: 'none',
    float: (_machine, x) => -at(x, 0),
    slopes: (graph) => [graph.constant(-1)],
    tex: (a) => `-${a}`,
    binds: 2,
  },
  exp: {
    arity: 1,
    exact: (reals, x) => reals.exp(at(x, 0)),
    follows: ['rises'],
    rounding: 'exp',
    float: (machine, x) => machine.library('exp', at(x, 0)),
    slopes: (_graph, _operands, result) => [result],
    tex: (a) => `e^{${a}}`,
    binds: 0,
  },
  log: {
    arity: 1,
    exact: (reals, x) => reals.log(at(x, 0)),
    follows: ['rises'],
    rounding: 'log',
    float: (machine, x) => machine.library('log', at(x, 0)),
    slopes: (graph, operands) => [graph.operation('divide', [graph.constant(1), at(operands, 0)])],
    tex: (a) => `\\ln ${a}`,
    binds: 3,
  },
  log1p: {
    arity: 1,
    exact: (reals, x) => reals.log1p(at(x, 0)),
    follows: ['rises'],
    rounding: 'log1p',
    float: (machine, x) => machine.library('log1p', at(x, 0)),
    slopes: (graph, operands) => [
      graph.operation('divide', [graph.constant(1), graph.operation('add', [graph.constant(1), at(operands, 0)])]),
    ],
    tex: (a) => `\\ln(1 + ${a})`,
    binds: 0,
  },
  expm1: {
    arity: 1,
    exact: (reals, x) => reals.expm1(at(x, 0)),
    follows: ['rises'],
    rounding: 'expm1',
    float: (machine, x) => machine.library('expm1', at(x, 0)),
    slopes: (graph, _operands, result) => [graph.operation('add', [result, graph.constant(1)])],
    tex: (a) => `\\left(e^{${a}} - 1\\right)`,
    binds: 0,
  },
  max: {
    arity: 'any',
    exact: (reals, x) => reals.max(x),
    follows: 'rises in all',
    rounding: 'none',
    float: (_machine, x) => Math.max(...Array.from(x)),
    slopes: (graph, operands, result) => firstThatEquals(graph, operands, result),
    tex: (...x) => `\\max(${x.join(', ')})`,
    binds: 0,
  },
  min: {
    arity: 'any',
    exact: (reals, x) => reals.negate(reals.max(x.map((operand) => reals.negate(operand)))),
    follows: 'rises in all',
    rounding: 'none',
    float: (_machine, x) => Math.min(...Array.from(x)),
    slopes: (graph, operands, result) => firstThatEquals(graph, operands, result),
    tex: (...x) => `\\min(${x.join(', ')})`,
    binds: 0,
  },
  sum: {
    arity: 'any',
    exact: (reals, x) => x.reduce((total, term) => reals.add(total, term)),
    follows: 'rises in all',
    rounding: 'sum',
    float: (machine, x) => machine.sum(x),
    slopes: (graph, operands) => operands.map(() => graph.constant(1)),
    tex: (...x) => x.join(' + '),
    binds: 1,
  },
  float32: stored('float32', 32),
  float16: stored('float16', 16),
  bfloat16: stored('bfloat16', 'b16'),
  /** Σ exp(xᵢ − max x), computed in one pass that rescales its sum whenever a new maximum arrives. */
  streaming_sumexp: {
    arity: 'any',
    exact: (reals, x) => {
      const largest = reals.max(x);
      return x.map((term) => reals.exp(reals.subtract(term, largest))).reduce((total, term) => reals.add(total, term));
    },
    follows: 'corners',
    rounding: 'streaming',
    float: (machine, x) => machine.streamingSumExp(x),
    slopes: () => {
      throw new Error('streaming_sumexp stands only in algorithms, beside a form that has slopes');
    },
    tex: (...x) => `\\mathrm{streaming}\\sum e^{${x.join(', ')}}`,
    binds: 0,
  },
};

/** Its operand, rounded to a dtype: what a mistake keeps in less than it should. Its slope is 1, as that of a cast. */
function stored(dtype: FloatDtype, width: number | string): Operator {
  return {
    arity: 1,
    exact: (reals, x) => reals.rounded(at(x, 0), dtype),
    follows: ['rises'],
    rounding: 'none',
    float: (machine, x) => machine.cast(at(x, 0), dtype),
    slopes: (graph) => [graph.constant(1)],
    tex: (a) => `\\mathrm{fl}_{${width}}(${a})`,
    binds: 0,
  };
}

/** The first operand that attains the result takes the whole slope; ties are settled by clauses, not here. */
function firstThatEquals(graph: Graph, operands: readonly Node[], result: Node): readonly Node[] {
  const [zero, one] = [graph.constant(0), graph.constant(1)];
  let free = one;
  return operands.map((operand) => {
    const slope = graph.select('==', operand, result, free, zero);
    free = graph.select('==', operand, result, zero, free);
    return slope;
  });
}
