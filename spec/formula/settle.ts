/** What is settled about a question before any arithmetic: whole numbers, exact data, and the truth of claims. */
import type { BoundTensor } from '../bind.ts';
import type { QuestionTensor } from '../question.ts';
import { holds, orderOf } from './relation.ts';
import type { Expression, Line } from './tree.ts';

/** Everything a formula may speak of, when one question is asked. */
export interface Subjects {
  readonly mode: string;
  readonly sizes: ReadonlyMap<string, number>;
  readonly namedSizes: ReadonlyMap<string, number>;
  readonly lines: ReadonlyMap<string, Line>;
  readonly inputs: ReadonlyMap<string, BoundTensor>;
  /** Lines by the inputs in whose place they are read; in them, the input's name means what was given. */
  readonly readings?: ReadonlyMap<string, Line>;
  /** What an optional input that was not given is, everywhere. */
  readonly absent: ReadonlyMap<string, number>;
  readonly integerInputs: ReadonlySet<string>;
  readonly parameters: ReadonlyMap<string, number | bigint | string | undefined>;
  /** Parameters whose value is a whole number and so exact in every arithmetic. */
  readonly integerParameters: ReadonlySet<string>;
  readonly raw: Readonly<Record<string, QuestionTensor>>;
}

export type Known = number | bigint | boolean;

/** Values of the indices that are bound, and the inputs that are being read as they were given. */
export interface Scope {
  readonly [index: string]: number;
}

type Kind<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export class Settler {
  private readonly subjects: Subjects;
  private readonly settled = new Map<string, Known | undefined>();

  constructor(subjects: Subjects) {
    this.subjects = subjects;
  }

  /** @throws Error when the claim depends on computed numbers. */
  claim(tree: Expression, scope: Scope = {}): boolean {
    const truth = this.known(tree, scope);
    if (typeof truth !== 'boolean') throw new Error('a claim about a question may only speak of its exact data');
    return truth;
  }

  /** A scope for every value of the fold's index that its filter lets through. */
  selected(tree: Kind<'fold'>, scope: Scope): Scope[] {
    const size = this.subjects.sizes.get(tree.index);
    if (size === undefined) throw new Error(`"${tree.index}" is no index of this layout`);
    const scopes = Array.from({ length: size }, (_, value) => ({ ...scope, [tree.index]: value }));
    const { where } = tree;
    return where ? scopes.filter((inner) => this.claim(where, inner)) : scopes;
  }

  /** @throws Error when the tree is no whole number */
  whole(tree: Expression, scope: Scope): number {
    const value = this.known(tree, scope);
    if (typeof value !== 'number' || !Number.isInteger(value)) throw new Error('an index is a whole number');
    return value;
  }

  /** The value of a tree that needs no rounding; `undefined` for the rest. */
  known(tree: Expression, scope: Scope): Known | undefined {
    switch (tree.kind) {
      case 'number':
        return Number(tree.text);
      case 'name':
        return this.name(tree.name, scope);
      case 'entry':
        return this.entry(tree.name, tree.indices, scope);
      case 'flat':
        return this.subjects.inputs.get(tree.name)?.data[this.whole(tree.position, scope)];
      case 'operation':
        return this.operation(tree, scope);
      case 'fold':
        return this.fold(tree, scope);
      case 'if': {
        const truth = this.known(tree.condition, scope);
        return typeof truth === 'boolean' ? this.known(truth ? tree.yes : tree.no, scope) : undefined;
      }
      case 'compare': {
        const [left, right] = [this.known(tree.left, scope), this.known(tree.right, scope)];
        return left === undefined || right === undefined ? undefined : holds(tree.relation, orderOf(left, right));
      }
      case 'logic':
        return this.logic(tree, scope);
      case 'is':
        return tree.name === 'mode'
          ? this.subjects.mode === tree.word
          : this.subjects.parameters.get(tree.name) === tree.word;
      case 'fact':
        return this.fact(tree, scope);
      default:
        return undefined;
    }
  }

  private name(name: string, scope: Scope): Known | undefined {
    const whole = scope[name] ?? this.subjects.namedSizes.get(name);
    if (whole !== undefined) return whole;
    const parameter = this.subjects.parameters.get(name);
    if (typeof parameter === 'number' || typeof parameter === 'bigint') return parameter;
    if (this.subjects.inputs.has(name)) return this.entry(name, [], scope);
    return this.line(name, []);
  }

  private entry(name: string, indices: readonly Expression[], scope: Scope): Known | undefined {
    const values = indices.map((index) => this.known(index, scope));
    if (!values.every((value) => typeof value === 'number')) return undefined;
    if (this.subjects.lines.has(name)) return this.line(name, values);
    const tensor = this.subjects.inputs.get(name);
    if (!tensor) return this.subjects.absent.get(name);
    const reading = this.subjects.readings?.get(name);
    if (reading && !isGiven(name, scope)) return this.known(reading.body, asGiven(reading, values));
    return tensor.data[tensor.offset(values)];
  }

  private line(name: string, values: readonly number[]): Known | undefined {
    const line = this.subjects.lines.get(name);
    if (!line) return undefined;
    const key = `${name} ${values.join(' ')}`;
    if (!this.settled.has(key)) this.settled.set(key, this.known(line.body, scopeOf(line, values)));
    return this.settled.get(key);
  }

  private operation({ operator, operands }: Kind<'operation'>, scope: Scope): Known | undefined {
    const values = operands.map((operand) => this.known(operand, scope));
    if (operator === 'negate' && typeof values[0] === 'number') return -values[0];
    if (!values.every((value) => typeof value === 'number' && Number.isSafeInteger(value))) return undefined;
    const whole = values.map(Number);
    if (operator === 'max' || operator === 'min') return Math[operator](...whole);
    const [a, b] = whole;
    if (a === undefined || b === undefined) return undefined;
    if (operator === 'add') return a + b;
    if (operator === 'subtract') return a - b;
    if (operator === 'multiply') return a * b;
    return operator === 'divide' && Number.isInteger(a / b) ? a / b : undefined;
  }

  private fold(tree: Kind<'fold'>, scope: Scope): Known | undefined {
    const values = this.selected(tree, scope).map((inner) => this.known(tree.body, inner));
    if (values.some((value) => value === undefined)) return undefined;
    if (tree.fold === 'all') return values.every(Boolean);
    if (tree.fold === 'exists') return values.some(Boolean);
    const numbers = values.map(Number);
    if (tree.fold === 'max') return Math.max(...numbers);
    if (tree.fold === 'argmax') return numbers.indexOf(Math.max(...numbers));
    return numbers.every(Number.isSafeInteger) && tree.fold === 'sum' ? numbers.reduce((a, b) => a + b, 0) : undefined;
  }

  private logic({ connective, operands: [first, second] }: Kind<'logic'>, scope: Scope): boolean | undefined {
    const left = first && this.known(first, scope);
    if (typeof left !== 'boolean') return undefined;
    if (connective === 'not') return !left;
    if (connective === 'and' && !left) return false;
    if (connective === 'or' && left) return true;
    if (connective === 'implies' && !left) return true;
    const right = second && this.known(second, scope);
    return typeof right === 'boolean' ? right : undefined;
  }

  private fact({ fact, operands: [first, second] }: Kind<'fact'>, scope: Scope): Known | undefined {
    const shape = (of: Expression | undefined): readonly number[] | undefined =>
      of?.kind === 'name' ? this.subjects.raw[of.name]?.shape : undefined;
    switch (fact) {
      case 'given':
        return first?.kind === 'name' ? this.isGivenAtAll(first.name) : undefined;
      case 'same_shape':
        return String(shape(first)) === String(shape(second)) && shape(first)?.length === shape(second)?.length;
      case 'rank':
        return shape(first)?.length;
      case 'rows':
        return shape(first)?.[0] ?? 1;
      case 'quotient':
      case 'remainder': {
        if (!first || !second) return undefined;
        const [a, b] = [this.whole(first, scope), this.whole(second, scope)];
        return fact === 'quotient' ? Math.floor(a / b) : a % b;
      }
      case 'finite':
      case 'integer': {
        const value = first && this.known(first, scope);
        if (value === undefined) return undefined;
        return fact === 'finite' ? Number.isFinite(Number(value)) : Number.isInteger(Number(value));
      }
    }
  }

  private isGivenAtAll(name: string): boolean {
    const { raw, inputs, parameters } = this.subjects;
    return name in raw || inputs.has(name) || parameters.get(name) !== undefined;
  }
}

export const scopeOf = (line: Line, values: readonly number[]): Scope =>
  Object.fromEntries(line.indices.map((index, position) => [index, values[position] ?? 0]));

/** Indices are single letters, so a mark of this form is none. */
const mark = (name: string): string => `${name} as given`;

/** The scope of a reading's line: in it, the input's name means what was given. */
export const asGiven = (reading: Line, values: readonly number[]): Scope => ({
  ...scopeOf(reading, values),
  [mark(reading.name)]: 1,
});

export const isGiven = (name: string, scope: Scope): boolean => mark(name) in scope;
