/** Asks a formula one question: fills in every index and settles every condition, leaving a graph of scalar operations. */
import type { BoundTensor } from '../bind.ts';
import type { QuestionTensor } from '../question.ts';
import { Graph, type Node } from './graph.ts';
import type { Expression, Line, Relation } from './tree.ts';

/** Everything a formula may speak of, when one question is asked. */
export interface Subjects {
  readonly mode: string;
  readonly sizes: ReadonlyMap<string, number>;
  readonly namedSizes: ReadonlyMap<string, number>;
  readonly lines: ReadonlyMap<string, Line>;
  readonly inputs: ReadonlyMap<string, BoundTensor>;
  /** What an optional input that was not given is, everywhere. */
  readonly absent: ReadonlyMap<string, number>;
  readonly integerInputs: ReadonlySet<string>;
  readonly parameters: ReadonlyMap<string, number | bigint | string | undefined>;
  /** Parameters whose value is a whole number and so exact in every arithmetic. */
  readonly integerParameters: ReadonlySet<string>;
  readonly raw: Readonly<Record<string, QuestionTensor>>;
}

/** What is settled before any arithmetic: whole numbers, exact data, truth. */
export type Known = number | bigint | boolean;
type Scope = Readonly<Record<string, number>>;

export class Expander {
  readonly graph: Graph;
  private readonly subjects: Subjects;
  private readonly nodes = new Map<string, Node>();
  private readonly settled = new Map<string, Known | undefined>();

  constructor(subjects: Subjects, graph = new Graph()) {
    this.subjects = subjects;
    this.graph = graph;
  }

  /** One line at one value of its indices. */
  line(name: string, values: readonly number[]): Node {
    const key = `${name} ${values.join(' ')}`;
    const found = this.nodes.get(key);
    if (found) return found;
    const line = this.subjects.lines.get(name);
    if (!line) throw new Error(`no line is named "${name}"`);
    const node = this.real(line.body, scopeOf(line, values));
    this.nodes.set(key, node);
    return node;
  }

  /** @throws Error when the claim depends on computed numbers. */
  claim(tree: Expression, scope: Scope = {}): boolean {
    const truth = this.known(tree, scope);
    if (typeof truth !== 'boolean') throw new Error('a claim about a question may only speak of its exact data');
    return truth;
  }

  /** The leaf of one entry of an input; the node that stands for its absence when it was not given. */
  leaf(name: string, offset: number): Node {
    const tensor = this.subjects.inputs.get(name);
    return this.graph.input(name, offset, Number(tensor?.data[offset]));
  }

  /** A number's tree as a node. */
  number(tree: Expression, scope: Scope = {}): Node {
    return this.real(tree, scope);
  }

  private real(tree: Expression, scope: Scope): Node {
    const { graph } = this;
    switch (tree.kind) {
      case 'number':
        return graph.constant(tree.text);
      case 'name':
        return this.named(tree.name, scope);
      case 'entry':
        return this.entry(tree.name, tree.indices, scope);
      case 'operation':
        return graph.operation(
          tree.operator,
          tree.operands.map((operand) => this.real(operand, scope)),
        );
      case 'fold':
        return this.fold(tree, scope);
      case 'either':
        return graph.either(tree.alternatives.map((alternative) => this.real(alternative, scope)));
      case 'detach':
        return graph.detach(this.real(tree.body, scope));
      case 'if':
        return this.choose(tree, scope);
      case 'fact':
        return this.graph.constant(Number(this.known(tree, scope)));
      default:
        throw new Error(`a ${tree.kind} is true or false, not a number`);
    }
  }

  private choose(tree: Extract<Expression, { kind: 'if' }>, scope: Scope): Node {
    const truth = this.known(tree.condition, scope);
    if (typeof truth === 'boolean') return this.real(truth ? tree.yes : tree.no, scope);
    if (tree.condition.kind !== 'compare') throw new Error('a condition on computed numbers is one comparison');
    const { relation, left, right } = tree.condition;
    const [yes, no] = [this.real(tree.yes, scope), this.real(tree.no, scope)];
    return this.graph.select(relation, this.real(left, scope), this.real(right, scope), yes, no);
  }

  private named(name: string, scope: Scope): Node {
    const { graph, subjects } = this;
    const whole = scope[name] ?? subjects.namedSizes.get(name);
    if (whole !== undefined) return graph.constant(whole);
    if (subjects.parameters.has(name)) return this.parameter(name);
    if (subjects.inputs.has(name)) return this.entry(name, [], scope);
    return this.line(name, []);
  }

  private parameter(name: string): Node {
    const value = this.subjects.parameters.get(name);
    if (typeof value === 'number' && !this.subjects.integerParameters.has(name)) {
      return this.graph.parameter(name, value);
    }
    if (typeof value === 'number' || typeof value === 'bigint') return this.graph.constant(String(value));
    throw new Error(`the parameter "${name}" is no number here`);
  }

  private entry(name: string, indices: readonly Expression[], scope: Scope): Node {
    const { subjects, graph } = this;
    const values = indices.map((index) => this.whole(index, scope));
    if (subjects.lines.has(name)) return this.line(name, values);
    const absent = subjects.absent.get(name);
    if (absent !== undefined) return graph.constant(absent);
    const tensor = subjects.inputs.get(name);
    if (!tensor) throw new Error(`nothing is named "${name}"`);
    const offset = tensor.offset(values);
    if (subjects.integerInputs.has(name)) return graph.constant(String(tensor.data[offset]));
    return this.leaf(name, offset);
  }

  private fold(tree: Extract<Expression, { kind: 'fold' }>, scope: Scope): Node {
    if (tree.fold === 'argmax') return this.graph.constant(this.whole(tree, scope));
    if (tree.fold === 'all' || tree.fold === 'exists') throw new Error(`"${tree.fold}" is true or false, not a number`);
    const terms = this.selected(tree, scope).map((inner) => this.real(tree.body, inner));
    return this.graph.operation(tree.fold, terms);
  }

  /** A scope for every value of the fold's index that its filter lets through. */
  private selected(tree: Extract<Expression, { kind: 'fold' }>, scope: Scope): Scope[] {
    const size = this.subjects.sizes.get(tree.index);
    if (size === undefined) throw new Error(`"${tree.index}" is no index of this layout`);
    const scopes = Array.from({ length: size }, (_, value) => ({ ...scope, [tree.index]: value }));
    const { where } = tree;
    return where ? scopes.filter((inner) => this.claim(where, inner)) : scopes;
  }

  private whole(tree: Expression, scope: Scope): number {
    const value = this.known(tree, scope);
    if (typeof value !== 'number' || !Number.isInteger(value)) throw new Error('an index is a whole number');
    return value;
  }

  /** The value of a tree that needs no rounding: exact data, whole-number arithmetic, claims. `undefined` for the rest. */
  known(tree: Expression, scope: Scope): Known | undefined {
    switch (tree.kind) {
      case 'number':
        return Number(tree.text);
      case 'name':
        return this.knownName(tree.name, scope);
      case 'entry':
        return this.knownEntry(tree.name, tree.indices, scope);
      case 'operation':
        return this.knownOperation(tree, scope);
      case 'fold':
        return this.knownFold(tree, scope);
      case 'if': {
        const truth = this.known(tree.condition, scope);
        return typeof truth === 'boolean' ? this.known(truth ? tree.yes : tree.no, scope) : undefined;
      }
      case 'compare': {
        const [left, right] = [this.known(tree.left, scope), this.known(tree.right, scope)];
        if (left === undefined || right === undefined) return undefined;
        return compare(tree.relation, left, right);
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

  private knownName(name: string, scope: Scope): Known | undefined {
    const whole = scope[name] ?? this.subjects.namedSizes.get(name);
    if (whole !== undefined) return whole;
    const parameter = this.subjects.parameters.get(name);
    if (typeof parameter === 'number' || typeof parameter === 'bigint') return parameter;
    if (this.subjects.inputs.has(name)) return this.knownEntry(name, [], scope);
    return this.knownLine(name, []);
  }

  private knownEntry(name: string, indices: readonly Expression[], scope: Scope): Known | undefined {
    const values = indices.map((index) => this.known(index, scope));
    if (!values.every((value) => typeof value === 'number')) return undefined;
    if (this.subjects.lines.has(name)) return this.knownLine(name, values);
    const tensor = this.subjects.inputs.get(name);
    return tensor ? tensor.data[tensor.offset(values)] : this.subjects.absent.get(name);
  }

  private knownLine(name: string, values: readonly number[]): Known | undefined {
    const line = this.subjects.lines.get(name);
    if (!line) return undefined;
    const key = `${name} ${values.join(' ')}`;
    if (!this.settled.has(key)) this.settled.set(key, this.known(line.body, scopeOf(line, values)));
    return this.settled.get(key);
  }

  private knownOperation(tree: Extract<Expression, { kind: 'operation' }>, scope: Scope): Known | undefined {
    const values = tree.operands.map((operand) => this.known(operand, scope));
    if (tree.operator === 'negate' && typeof values[0] === 'number') return -values[0];
    if (!values.every((value) => typeof value === 'number' && Number.isSafeInteger(value))) return undefined;
    const [a, b] = values.map(Number);
    if (a === undefined || b === undefined) return undefined;
    if (tree.operator === 'add') return a + b;
    if (tree.operator === 'subtract') return a - b;
    if (tree.operator === 'multiply') return a * b;
    return tree.operator === 'divide' && Number.isInteger(a / b) ? a / b : undefined;
  }

  private knownFold(tree: Extract<Expression, { kind: 'fold' }>, scope: Scope): Known | undefined {
    const values = this.selected(tree, scope).map((inner) => this.known(tree.body, inner));
    if (values.some((value) => value === undefined)) return undefined;
    if (tree.fold === 'all') return values.every(Boolean);
    if (tree.fold === 'exists') return values.some(Boolean);
    const numbers = values.map(Number);
    if (tree.fold === 'max') return Math.max(...numbers);
    if (tree.fold === 'argmax') return numbers.indexOf(Math.max(...numbers));
    return numbers.every(Number.isSafeInteger) && tree.fold === 'sum' ? numbers.reduce((a, b) => a + b, 0) : undefined;
  }

  private logic(tree: Extract<Expression, { kind: 'logic' }>, scope: Scope): boolean | undefined {
    const [first, second] = tree.operands;
    const left = first && this.known(first, scope);
    if (typeof left !== 'boolean') return undefined;
    if (tree.connective === 'not') return !left;
    if (tree.connective === 'and' && !left) return false;
    if (tree.connective === 'or' && left) return true;
    if (tree.connective === 'implies' && !left) return true;
    const right = second && this.known(second, scope);
    return typeof right === 'boolean' ? right : undefined;
  }

  private fact(tree: Extract<Expression, { kind: 'fact' }>, scope: Scope): Known | undefined {
    const [first, second] = tree.operands;
    const shape = (of: Expression | undefined): readonly number[] | undefined =>
      of?.kind === 'name' ? this.subjects.raw[of.name]?.shape : undefined;
    switch (tree.fact) {
      case 'given':
        if (first?.kind !== 'name') return undefined;
        return (
          first.name in this.subjects.raw ||
          this.subjects.inputs.has(first.name) ||
          this.subjects.parameters.get(first.name) !== undefined
        );
      case 'same_shape':
        return String(shape(first)) === String(shape(second)) && shape(first)?.length === shape(second)?.length;
      case 'rank':
        return shape(first)?.length;
      case 'rows':
        return shape(first)?.[0] ?? 1;
      case 'finite':
      case 'integer': {
        const value = first && this.known(first, scope);
        if (value === undefined) return undefined;
        return tree.fact === 'finite' ? Number.isFinite(Number(value)) : Number.isInteger(Number(value));
      }
    }
  }
}

const scopeOf = (line: Line, values: readonly number[]): Scope =>
  Object.fromEntries(line.indices.map((index, position) => [index, values[position] ?? 0]));

function compare(relation: Relation, left: Known, right: Known): boolean {
  switch (relation) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** An int64 beyond 2^53 is a bigint; it equals no number that is not the same whole number. */
const equal = (left: Known, right: Known): boolean =>
  typeof left === typeof right || typeof left === 'boolean' || typeof right === 'boolean'
    ? left === right
    : !(left < right) && !(left > right) && !Number.isNaN(left) && !Number.isNaN(right);
