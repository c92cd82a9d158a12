/** Whether every name in a loss's formulas is known in its place, so that a typo is caught where the file is read. */
import { common, reductions } from './common.ts';
import { parseLine } from './formula/parse.ts';
import { childrenOf, type Expression, type Fact, type Line } from './formula/tree.ts';
import { type Algorithm, EVERY_MODE, type Lines, type Loss } from './loss.ts';

/** Says that `word` has no business in a formula; never returns. */
export type Complain = (tree: Expression, word: string, problem: string) => never;

/** What stands for a number: with how many indices, or `undefined` where that depends. */
type Numbers = ReadonlyMap<string, number | undefined>;

/** What may be named in one place. */
interface Known {
  readonly numbers: Numbers;
  /** The words that `is` compares with. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** Letters that folds and lines may run over. */
  readonly indices: readonly string[];
}

/** A formula, what may be named in it, and the indices that are bound where the eye is. */
interface Place {
  readonly root: Expression;
  readonly known: Known;
  readonly scope: readonly string[];
}

/** @throws whatever `complain` throws, at the first name that is not known */
export function checkNames(loss: Loss, complain: Complain): void {
  const checker = new Checker(loss, complain);
  checker.claims();
  checker.variants();
  checker.laws();
  checker.constraints();
}

class Checker {
  private readonly loss: Loss;
  private readonly complain: Complain;
  private readonly modes: readonly string[];
  private readonly indices: readonly string[];
  private readonly words: ReadonlyMap<string, readonly string[]>;
  /** Lines that every variant has besides its own: those of the loss's reductions; a function's output is its value. */
  private readonly reduced: readonly Line[];

  constructor(loss: Loss, complain: Complain) {
    this.loss = loss;
    this.complain = complain;
    this.modes = loss.modes.map(({ name }) => name);
    this.indices = Object.entries(loss.layout.indices).flatMap(([letter, { also = [] }]) => [letter, ...also]);
    const parameters = [...loss.parameters.values()].flatMap(({ name, is, words }) => {
      const own = words ?? (is === 'flag' && !(name in common.parameters) ? ['true', 'false'] : []);
      return own.length > 0 ? [[name, own] as const] : [];
    });
    this.words = new Map<string, readonly string[]>([['mode', this.modes], ...parameters]);
    const words = this.words.get('reduction') ?? [];
    this.reduced = loss.returns
      ? [parseLine(spell('output', loss.returns), spell('value', loss.returns))]
      : words.flatMap((word) => reductions.get(word) ?? []);
  }

  /** Claims about a question speak of its data and of the definition's lines, those of any mode. */
  claims(): void {
    const { loss } = this;
    const lines = this.inSomeMode([loss.definition]);
    for (const { when } of loss.modes) this.check(when, this.inSomeMode([]));
    for (const { that, mode } of loss.requires) {
      this.check(that, mode === undefined ? lines : this.inMode(mode, [loss.definition]));
    }
    for (const { where, indices, low, high } of loss.kinks) {
      this.check(where, lines, indices);
      for (const end of [low, high]) this.line(end, lines);
    }
    for (const { where, indices } of loss.levels) this.check(where, lines, indices);
    for (const { where } of loss.accuracy.except) this.check(where, lines);
    for (const { has, clauses } of loss.dialects.values()) {
      this.check(has, lines);
      for (const { when } of clauses.values()) this.check(when, lines);
    }
    for (const { when } of loss.clauses.values()) this.check(when, lines);
  }

  /** Lines speak of what the question and their own variant hold, in every mode they belong to. */
  variants(): void {
    const { loss } = this;
    this.lines(loss.definition, [loss.definition]);
    for (const mode of this.modes) {
      const known = this.inMode(mode, [loss.definition], this.reduced);
      for (const line of this.reduced) this.line(line, known);
    }
    this.lines(loss.gradients, [loss.definition, loss.gradients]);
    for (const algorithm of loss.algorithms.values()) this.patch(algorithm, algorithm);
    for (const mistake of loss.mistakes.values()) {
      this.patch(mistake, loss.algorithms.get(mistake.in));
      this.lines(mistake.inputs, [loss.definition]);
      this.check(mistake.refuses, this.inSomeMode([loss.definition]));
    }
    for (const { readings } of loss.dialects.values()) {
      for (const { lines } of readings) this.lines(lines, [loss.definition, lines]);
    }
  }

  private patch({ lines, gradients }: Pick<Algorithm, 'lines' | 'gradients'>, base: Algorithm | undefined): void {
    const { loss } = this;
    const chain: Algorithm[] = [];
    for (let one = base; one; one = loss.algorithms.get(one.from ?? '')) chain.unshift(one);
    const values = [loss.definition, ...chain.map((one) => one.lines), lines];
    this.lines(lines, values);
    this.lines(gradients, [...values, loss.gradients, ...chain.map((one) => one.gradients), gradients]);
  }

  private lines(own: Lines, context: readonly Lines[]): void {
    for (const mode of this.modes) {
      const known = this.inMode(mode, context, this.reduced);
      for (const line of linesIn(own, mode)) this.line(line, known);
    }
  }

  private line(line: Line, known: Known): void {
    for (const index of line.indices)
      if (!known.indices.includes(index)) this.unknown(line.body, index, 'index', known.indices);
    this.check(line.body, known, line.indices);
  }

  /** Laws speak of answers: those to the question they start from, and to the questions they ask. */
  laws(): void {
    const { loss, indices } = this;
    const lines = this.inSomeMode([loss.definition]);
    const outputs = ['loss', ...[...loss.inputs.keys()].map((input) => `${input}_gradient`)];
    for (const { when, asks, holds } of loss.laws.values()) {
      this.check(when, lines);
      for (const { where, inputs } of asks.values()) {
        this.check(where, lines, ['n']);
        for (const line of inputs) this.line(line, lines);
      }
      const answers = ['', ...[...asks.keys()].map((ask) => `${ask}.`)].flatMap((ask) =>
        outputs.map((output) => ask + output),
      );
      const sizes = Object.values(loss.layout.indices).map(({ size }) => [size, 0] as const);
      const numbers: Numbers = new Map([...answers.map((answer) => [answer, undefined] as const), ...sizes]);
      for (const line of holds) this.line(line, { numbers, words: new Map(), indices });
    }
  }

  /** Constraints compare factors with their levels. */
  constraints(): void {
    const words = new Map([...this.loss.factors].map(([factor, levels]) => [factor, [...levels.keys()]] as const));
    for (const constraint of this.loss.constraints) this.check(constraint, { numbers: new Map(), words, indices: [] });
  }

  private inMode(mode: string, layers: readonly Lines[], reduced: readonly Line[] = []): Known {
    return { numbers: this.numbers(mode, layers, reduced), words: this.words, indices: this.indices };
  }

  private inSomeMode(layers: readonly Lines[]): Known {
    const numbers = new Map<string, number | undefined>();
    for (const mode of this.modes)
      for (const [name, count] of this.numbers(mode, layers, [])) put(numbers, name, count);
    return { numbers, words: this.words, indices: this.indices };
  }

  /** Later layers replace lines of earlier ones; a gradient's line is called like its input, and is not spoken of. */
  private numbers(mode: string, layers: readonly Lines[], reduced: readonly Line[]): Numbers {
    const { layout, parameters, inputs } = this.loss;
    const numbers = new Map<string, number | undefined>([['upstream', undefined]]);
    for (const { size } of Object.values(layout.indices)) numbers.set(size, 0);
    for (const { name, is } of parameters.values()) if (is === 'real' || is === 'integer') numbers.set(name, 0);
    for (const [name, { forms }] of inputs) {
      const form = forms.get(mode);
      if (form) numbers.set(name, form.of.length);
    }
    for (const line of reduced) put(numbers, line.name, line.indices.length);
    for (const line of layers.flatMap((layer) => linesIn(layer, mode))) {
      if (!inputs.has(line.name)) numbers.set(line.name, line.indices.length);
    }
    return numbers;
  }

  private check(root: Expression | undefined, known: Known, indices: readonly string[] = []): void {
    if (root) this.visit(root, { root, known, scope: indices });
  }

  private visit(tree: Expression, place: Place): void {
    const { root, known, scope } = place;
    if (tree.kind === 'name' && !scope.includes(tree.name)) this.number(tree.name, 0, place);
    if (tree.kind === 'entry') this.number(tree.name, tree.indices.length, place);
    if (tree.kind === 'is') {
      const words = known.words.get(tree.name) ?? this.unknown(root, tree.name, 'word’s name', known.words.keys());
      if (!words.includes(tree.word)) this.unknown(root, tree.word, `${tree.name}`, words);
    }
    if (tree.kind === 'fold' && !known.indices.includes(tree.index))
      this.unknown(root, tree.index, 'index', known.indices);
    if (tree.kind === 'flat') this.subject(root, { kind: 'name', name: tree.name }, 'flat');
    if (tree.kind === 'fact' && aboutShapes.has(tree.fact)) {
      for (const operand of tree.operands) this.subject(root, operand, tree.fact);
      return;
    }
    const inner = tree.kind === 'fold' ? { ...place, scope: [...scope, tree.index] } : place;
    for (const child of childrenOf(tree)) this.visit(child, inner);
  }

  private number(name: string, count: number, { root, known, scope }: Place): void {
    if (!known.numbers.has(name)) this.unknown(root, name, 'name', [...scope, ...known.numbers.keys()]);
    const wanted = known.numbers.get(name) ?? count;
    if (count !== wanted) this.complain(root, name, `"${name}" has ${indices(wanted)}, found ${count}`);
  }

  /** `given`, `rank`, `rows`, `same_shape` and `flat` speak of what a question may hold, whatever its mode. */
  private subject(root: Expression, operand: Expression, fact: string): void {
    const subjects = [...this.loss.inputs.keys(), 'upstream', ...this.loss.parameters.keys()];
    if (operand.kind !== 'name') this.complain(root, fact, `"${fact}" speaks of an input or parameter by its name`);
    if (!subjects.includes(operand.name)) this.unknown(root, operand.name, 'input or parameter', subjects);
  }

  private unknown(tree: Expression, word: string, what: string, known: Iterable<string>): never {
    const list = [...new Set(known)].join(', ');
    return this.complain(tree, word, `"${word}" is no ${what} here; there ${list ? `are: ${list}` : 'is none'}`);
  }
}

/** Facts about a whole input or parameter rather than an entry. */
const aboutShapes: ReadonlySet<Fact> = new Set<Fact>(['given', 'same_shape', 'rank', 'rows']);

const spell = (name: string, of: readonly string[]): string => (of.length > 0 ? `${name}[${of.join(',')}]` : name);

const indices = (count: number): string => (count === 1 ? 'one index' : count === 0 ? 'no index' : `${count} indices`);

const linesIn = (lines: Lines, mode: string): readonly Line[] => [
  ...(lines.get(EVERY_MODE) ?? []),
  ...(lines.get(mode) ?? []),
];

/** Adds a name; where it is already there with another count, the count depends. */
function put(numbers: Map<string, number | undefined>, name: string, count: number | undefined): void {
  numbers.set(name, numbers.has(name) && numbers.get(name) !== count ? undefined : count);
}
