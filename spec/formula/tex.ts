/** Typesets formulas: tree → TeX, in the subset that GitHub's MathJax and KaTeX both render. */
import { operators } from './operators.ts';
import type { Expression, Relation } from './tree.ts';

/** A typeset expression, and what decides whether it needs parentheses where it stands. */
interface Piece {
  readonly tex: string;
  /** How tightly it holds together, on the scale of the operators' `binds`; truths are below all of them. */
  readonly strength: number;
  /** Its end is not marked, so that a factor after it would seem to belong to it: Σ x, ln x. */
  readonly open: boolean;
}

type Kind<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

const ATOM = Number.POSITIVE_INFINITY;
const PRODUCT = operators.multiply?.binds ?? 0;
/** Below every operator: a choice, then truths from the tightest to the loosest. */
const CHOICE = 0;
const strengths = { comparison: -1, not: -1, and: -2, or: -3, implies: -4, quantifier: -5 } as const;

const relations: Readonly<Record<Relation, string>> = {
  '==': '=',
  '!=': '\\neq',
  '<': '\\lt',
  '<=': '\\le',
  '>': '\\gt',
  '>=': '\\ge',
};

/** Of an `either`, the first alternative; choices() of tex-lines.ts tells the others. */
export const tex = (tree: Expression): string => piece(tree).tex;

function piece(tree: Expression): Piece {
  switch (tree.kind) {
    case 'number':
      return numeral(tree.text);
    case 'name':
      return atom(symbol(tree.name));
    case 'entry':
      return atom(subscripted(tree.name, tree.indices.map(tex)));
    case 'flat':
      return atom(`${symbol(tree.name)}_{(${tex(tree.position)})}`);
    case 'operation':
      return operation(tree);
    case 'fold':
      return fold(tree);
    case 'if':
      return { tex: cases(tree), strength: CHOICE, open: true };
    case 'either':
      return tree.alternatives[0] ? piece(tree.alternatives[0]) : atom('');
    case 'detach':
      return atom(`\\underbrace{${tex(tree.body)}}_{\\text{slope } 0}`);
    case 'compare': {
      const [left, right] = [tree.left, tree.right].map((side) => enclosed(piece(side), strengths.comparison));
      return truth(`${left} ${relations[tree.relation]} ${right}`, strengths.comparison);
    }
    case 'logic':
      return logic(tree);
    case 'is':
      return truth(is(tree, true), strengths.comparison);
    case 'fact':
      return fact(tree, true);
  }
}

const atom = (text: string): Piece => ({ tex: text, strength: ATOM, open: false });
const truth = (text: string, strength: number): Piece => ({ tex: text, strength, open: true });
const parenthesised = (text: string): string => `\\left(${text}\\right)`;
/** In parentheses unless it holds together more tightly than `strength`; a truth may be broken over lines inside them. */
const enclosed = (one: Piece, strength: number): string => {
  if (one.strength > strength) return one.tex;
  return one.strength < CHOICE ? `(${one.tex})` : parenthesised(one.tex);
};

/** Names of one letter are variables; the rest are words, which TeX would set as products of letters. */
function symbol(name: string): string {
  const [question, own] = name.split('.');
  if (own !== undefined) return `${symbol(own)}^{\\text{${question}}}`;
  return name.length === 1 ? name : `\\mathit{${name.replaceAll('_', '\\_')}}`;
}

/** A parameter's word. \text would show the backslash that an underscore needs in MathJax. */
const word = (text: string): string => `\\mathrm{${text.replaceAll('_', '\\_')}}`;

/** A name with its indices, typeset. */
export const subscripted = (name: string, indices: readonly string[]): string =>
  indices.length === 0 ? symbol(name) : `${symbol(name)}_{${indices.join(',')}}`;

function numeral(text: string): Piece {
  const [digits = '', exponent] = text.split('e');
  if (exponent === undefined) return atom(digits);
  const power = `10^{${Number(exponent)}}`;
  return digits === '1' ? atom(power) : { tex: `${digits} \\cdot ${power}`, strength: PRODUCT, open: false };
}

/** Parenthesised as the tree is, even where the operator is associative: the order of rounding is part of it. */
function operation({ operator, operands }: Kind<'operation'>): Piece {
  const row = operators[operator];
  if (!row) throw new Error(`no operator is named "${operator}"`);
  const { binds } = row;
  const pieces = operands.map(piece);
  const last = pieces.length - 1;
  const needs = (one: Piece, position: number): boolean => {
    if (binds === 0) return false;
    const startsWithMinus = one.tex.startsWith('-') && (position > 0 || last === 0);
    const runsOn = one.open && position < last && binds >= PRODUCT;
    return one.strength < binds || (position > 0 && one.strength === binds) || startsWithMinus || runsOn;
  };
  const text = row.tex(...pieces.map((one, position) => (needs(one, position) ? parenthesised(one.tex) : one.tex)));
  if (binds === 0) return atom(text);
  const end = pieces[last];
  const isFunction = last === 0 && binds > PRODUCT;
  return { tex: text, strength: binds, open: isFunction || (end?.open === true && !needs(end, last)) };
}

function fold({ fold: kind, index, where, body }: Kind<'fold'>): Piece {
  if (kind === 'all' || kind === 'exists') {
    const range = where ? `${index}, ${tex(where)}` : index;
    return truth(`\\${kind === 'all' ? 'forall' : 'exists'} ${range} : ${tex(body)}`, strengths.quantifier);
  }
  const range = where ? filtered(index, where) : index;
  const term = piece(body);
  if (kind === 'streaming_sumexp') {
    const shifted = `${enclosed(term, 1)} - \\max_{${range}} ${enclosed(term, 1)}`;
    return atom(`\\underbrace{\\sum_{${range}} e^{${shifted}}}_{\\text{in one pass}}`);
  }
  const sign = { sum: '\\sum', max: '\\max', argmax: '\\arg\\max' }[kind];
  return { tex: `${sign}_{${range}} ${enclosed(term, 1)}`, strength: PRODUCT + 1, open: true };
}

/** "k ≠ c" where the condition is about the index itself, else "n : condition". */
function filtered(index: string, where: Expression): string {
  const speaksOfIt = where.kind === 'compare' && where.left.kind === 'name' && where.left.name === index;
  return speaksOfIt ? tex(where) : `${index} \\,:\\, ${tex(where)}`;
}

function cases(tree: Kind<'if'>): string {
  const rows: string[] = [];
  let rest: Expression = tree;
  for (; rest.kind === 'if'; rest = rest.no) rows.push(`${tex(rest.yes)} & \\text{if } ${tex(rest.condition)}`);
  rows.push(`${tex(rest)} & \\text{otherwise}`);
  return `\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`;
}

function logic({ connective, operands }: Kind<'logic'>): Piece {
  const strength = strengths[connective];
  if (connective === 'not') {
    const [operand] = operands;
    if (operand?.kind === 'is') return truth(is(operand, false), strength);
    if (operand?.kind === 'fact') return fact(operand, false);
    return truth(`\\text{not } ${operand ? enclosed(piece(operand), strength) : ''}`, strength);
  }
  const sign = connective === 'implies' ? ' \\Rightarrow ' : ` \\text{ ${connective} } `;
  const sides = operands.map((operand) => {
    const one = piece(operand);
    return one.strength === strength && connective !== 'implies' ? one.tex : enclosed(one, strength);
  });
  return truth(sides.join(sign), strength);
}

const is = (tree: Kind<'is'>, holds: boolean): string =>
  `${symbol(tree.name)} \\text{ ${holds ? 'is' : 'is not'} } ${word(tree.word)}`;

function fact({ fact: kind, operands }: Kind<'fact'>, holds: boolean): Piece {
  const [first = '', second = ''] = operands.map(tex);
  const verb = holds ? 'is' : 'is not';
  switch (kind) {
    case 'given':
    case 'finite':
      return truth(`${first} \\text{ ${verb} ${kind}}`, strengths.comparison);
    case 'integer':
      return truth(`${first} \\text{ ${verb} whole}`, strengths.comparison);
    case 'same_shape':
      return truth(`${first} \\text{ ${holds ? 'has' : 'has not'} the shape of } ${second}`, strengths.comparison);
    case 'rank':
    case 'rows':
      return atom(`${word(kind)}(${first})`);
    case 'quotient':
      return atom(`\\lfloor ${first} / ${second} \\rfloor`);
    case 'remainder':
      return atom(`(${first} \\bmod ${second})`);
  }
}
