/** Formula text → tree. The grammar is in spec/README.md; the operators are the rows of operators.ts. */
import { operators } from './operators.ts';
import { type Expression, type Fact, type Fold, facts, type Line, type Relation } from './tree.ts';

/** Says what is wrong with a formula and points at the place. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
  constructor(text: string, column: number, problem: string) {
    super(`${problem}\n    ${text}\n    ${' '.repeat(column)}^`);
  }
}

interface Token {
  readonly text: string;
  readonly column: number;
}

const folds: ReadonlySet<string> = new Set<Fold>(['sum', 'max', 'argmax', 'all', 'exists', 'streaming_sumexp']);
const relations: ReadonlySet<string> = new Set<Relation>(['==', '!=', '<', '<=', '>', '>=']);
const infix: Readonly<Record<string, readonly [strength: number, operator: string]>> = {
  '+': [1, 'add'],
  '-': [1, 'subtract'],
  '*': [2, 'multiply'],
  '/': [2, 'divide'],
};
const PREFIX_MINUS = 3;

const ofTwo: ReadonlySet<Fact> = new Set<Fact>(['same_shape', 'quotient', 'remainder']);

const isFold = (word: string): word is Fold => folds.has(word);
const isRelation = (word: string): word is Relation => relations.has(word);
const isFact = (word: string): word is Fact => (facts as readonly string[]).includes(word);

/** @throws FormulaError that points at the column. */
export function parse(text: string): Expression {
  const reader = new Reader(text);
  const tree = reader.claim();
  reader.end();
  return tree;
}

/**
 * Reads `name[n,c]` and a body into a line.
 * @throws FormulaError when either is not well formed.
 */
export function parseLine(head: string, text: string): Line {
  const match = /^([a-z_]\w*)(?:\[([a-z](?:,[a-z])*)\])?$/.exec(head.replaceAll(' ', ''));
  if (!match) throw new FormulaError(head, 0, 'a line is named like "total", "loss[n]" or "logp[n,c]"');
  return { name: match[1] ?? '', indices: match[2]?.split(',') ?? [], body: parse(text), text };
}

class Reader {
  private readonly tokens: readonly Token[];
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = [
      ...text.matchAll(/\s*(==|!=|<=|>=|[-+*/<>()[\],]|\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z_]\w*(?:\.[a-z_]\w*)?|\S)/g),
    ].map((match) => {
      const word = match[1] ?? '';
      return { text: word, column: match.index + match[0].length - word.length };
    });
  }

  private peek(ahead = 0): string {
    return this.tokens[this.position + ahead]?.text ?? '';
  }

  private fail(problem: string): never {
    throw new FormulaError(this.text, this.tokens[this.position]?.column ?? this.text.length, problem);
  }

  private take(expected: string): void {
    const found = this.peek();
    if (found !== expected) this.fail(`expected "${expected}"${found ? `, found "${found}"` : ''}`);
    this.position++;
  }

  private accept(word: string): boolean {
    if (this.peek() !== word) return false;
    this.position++;
    return true;
  }

  private word(what: string): string {
    const word = this.peek();
    if (!/^[A-Za-z_]/.test(word)) this.fail(`expected ${what}`);
    this.position++;
    return word;
  }

  end(): void {
    if (this.peek()) this.fail(`"${this.peek()}" does not continue a formula`);
  }

  /** `implies` binds weakest, then `or`, then `and`, then comparisons, then arithmetic. */
  claim(): Expression {
    const left = this.disjunction();
    if (!this.accept('implies')) return left;
    return { kind: 'logic', connective: 'implies', operands: [left, this.claim()] };
  }

  private disjunction(): Expression {
    const left = this.conjunction();
    if (!this.accept('or')) return left;
    return { kind: 'logic', connective: 'or', operands: [left, this.disjunction()] };
  }

  private conjunction(): Expression {
    const left = this.comparison();
    if (!this.accept('and')) return left;
    return { kind: 'logic', connective: 'and', operands: [left, this.conjunction()] };
  }

  private comparison(): Expression {
    if (this.accept('not')) return { kind: 'logic', connective: 'not', operands: [this.comparison()] };
    const left = this.arithmetic();
    if (this.peek() === 'is') {
      if (left.kind !== 'name') this.fail('"is" compares a parameter, or the mode, with a word');
      this.position++;
      return { kind: 'is', name: left.name, word: this.word('a word after "is"') };
    }
    const relation = this.peek();
    if (!isRelation(relation)) return left;
    this.position++;
    return { kind: 'compare', relation, left, right: this.arithmetic() };
  }

  private arithmetic(strength = 0): Expression {
    let left = this.term();
    for (let level = infix[this.peek()]; level && level[0] > strength; level = infix[this.peek()]) {
      this.position++;
      left = { kind: 'operation', operator: level[1], operands: [left, this.arithmetic(level[0])] };
    }
    return left;
  }

  private term(): Expression {
    const word = this.peek();
    if (this.accept('-')) return { kind: 'operation', operator: 'negate', operands: [this.arithmetic(PREFIX_MINUS)] };
    if (this.accept('(')) {
      const inner = this.claim();
      this.take(')');
      return inner;
    }
    if (/^\d/.test(word)) {
      this.position++;
      return { kind: 'number', text: word };
    }
    if (!/^[A-Za-z_]/.test(word)) this.fail(word ? `"${word}" cannot start a term` : 'the formula ends too soon');
    if (isFold(word) && this.peek(1) === '[') return this.fold(word);
    if (this.peek(1) === '(') return this.call(word);
    this.position++;
    if (this.peek() !== '[') return { kind: 'name', name: word };
    return { kind: 'entry', name: word, indices: this.list('[', ']') };
  }

  private list(open: string, close: string): Expression[] {
    this.take(open);
    const items = [this.claim()];
    while (this.accept(',')) items.push(this.claim());
    this.take(close);
    return items;
  }

  private fold(fold: Fold): Expression {
    this.position++;
    this.take('[');
    const index = this.word('an index');
    const where = this.accept('where') ? this.claim() : undefined;
    this.take(']');
    this.take('(');
    const body = this.claim();
    this.take(')');
    return where ? { kind: 'fold', fold, index, where, body } : { kind: 'fold', fold, index, body };
  }

  private call(name: string): Expression {
    const start = this.position;
    this.position++;
    const operands = this.list('(', ')');
    const [first, second, third] = operands;
    const expects = (count: number): void => {
      if (operands.length === count) return;
      this.position = start;
      this.fail(`"${name}" takes ${count} argument${count === 1 ? '' : 's'}, found ${operands.length}`);
    };
    if (name === 'if') {
      expects(3);
      if (first && second && third) return { kind: 'if', condition: first, yes: second, no: third };
    }
    if (name === 'either') return { kind: 'either', alternatives: operands };
    if (name === 'detach') {
      expects(1);
      if (first) return { kind: 'detach', body: first };
    }
    if (name === 'flat') {
      expects(2);
      if (first?.kind !== 'name') this.fail('"flat" takes an input by its name, and a position in it');
      if (second) return { kind: 'flat', name: first.name, position: second };
    }
    if (isFact(name)) {
      expects(ofTwo.has(name) ? 2 : 1);
      return { kind: 'fact', fact: name, operands };
    }
    const operator = operators[name];
    if (!operator) {
      this.position = start;
      if (isFold(name)) this.fail(`"${name}" runs over an index: ${name}[n](…)`);
      const known = new Set([...Object.keys(operators), 'if', 'either', 'detach', 'flat', ...folds, ...facts]);
      this.fail(`unknown function "${name}"; there are: ${[...known].join(', ')}`);
    }
    if (operator.arity !== 'any') expects(operator.arity);
    return { kind: 'operation', operator: name, operands };
  }
}
