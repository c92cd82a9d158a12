/** Asks a formula one question: fills in every index and settles every condition, leaving a graph of scalar operations. */
import { Graph, type Node } from './graph.ts';
import { asGiven, isGiven, type Known, type Scope, Settler, type Subjects, scopeOf } from './settle.ts';
import type { Expression } from './tree.ts';

export type { Subjects } from './settle.ts';

type Kind<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export class Expander {
  readonly graph: Graph;
  private readonly subjects: Subjects;
  private readonly settler: Settler;
  private readonly nodes = new Map<string, Node>();

  constructor(subjects: Subjects, graph = new Graph()) {
    this.subjects = subjects;
    this.graph = graph;
    this.settler = new Settler(subjects);
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
    return this.settler.claim(tree, scope);
  }

  /** The value of a tree that needs no rounding: exact data, whole-number arithmetic, claims. `undefined` for the rest. */
  known(tree: Expression, scope: Scope): Known | undefined {
    return this.settler.known(tree, scope);
  }

  /** The leaf of one entry of an input. */
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
      case 'flat':
        return this.datum(tree.name, this.settler.whole(tree.position, scope));
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
        return graph.constant(Number(this.settler.known(tree, scope)));
      default:
        throw new Error(`a ${tree.kind} is true or false, not a number`);
    }
  }

  private choose(tree: Kind<'if'>, scope: Scope): Node {
    const truth = this.settler.known(tree.condition, scope);
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
    const values = indices.map((index) => this.settler.whole(index, scope));
    if (subjects.lines.has(name)) return this.line(name, values);
    const absent = subjects.absent.get(name);
    if (absent !== undefined) return graph.constant(absent);
    const reading = subjects.readings?.get(name);
    if (reading && !isGiven(name, scope)) return this.real(reading.body, asGiven(reading, values));
    const tensor = subjects.inputs.get(name);
    if (!tensor) throw new Error(`nothing is named "${name}"`);
    return this.datum(name, tensor.offset(values));
  }

  /** What lies at one place of an input's data. */
  private datum(name: string, offset: number): Node {
    if (!this.subjects.integerInputs.has(name)) return this.leaf(name, offset);
    return this.graph.constant(String(this.subjects.inputs.get(name)?.data[offset]));
  }

  private fold(tree: Kind<'fold'>, scope: Scope): Node {
    if (tree.fold === 'argmax') return this.graph.constant(this.settler.whole(tree, scope));
    if (tree.fold === 'all' || tree.fold === 'exists') throw new Error(`"${tree.fold}" is true or false, not a number`);
    const terms = this.settler.selected(tree, scope).map((inner) => this.real(tree.body, inner));
    return this.graph.operation(tree.fold, terms);
  }
}
