/** What a formula is once it is read: a tree. */

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A fold over an index: a sum or maximum over it, the first index of the maximum, or a claim about all or some of it. */
export type Fold = 'sum' | 'max' | 'argmax' | 'all' | 'exists' | 'streaming_sumexp';

export type Expression =
  /** An exact decimal, kept as its text. */
  | { readonly kind: 'number'; readonly text: string }
  /** A line, input, parameter, index or size without indices. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'entry'; readonly name: string; readonly indices: readonly Expression[] }
  /** `flat(input, k)`: entry k of an input in row-major order of its own shape, wherever the layout would look. */
  | { readonly kind: 'flat'; readonly name: string; readonly position: Expression }
  | { readonly kind: 'operation'; readonly operator: string; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'fold';
      readonly fold: Fold;
      readonly index: string;
      readonly where?: Expression;
      readonly body: Expression;
    }
  /** Lazy: the branch not taken has no value and slope 0. */
  | { readonly kind: 'if'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  /** Equal in exact arithmetic, different in rounding: an implementation may do any of them. */
  | { readonly kind: 'either'; readonly alternatives: readonly Expression[] }
  /** The value of its body, with slope 0: implementations do not differentiate through a shift. */
  | { readonly kind: 'detach'; readonly body: Expression }
  | { readonly kind: 'compare'; readonly relation: Relation; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'logic';
      readonly connective: 'and' | 'or' | 'implies' | 'not';
      readonly operands: readonly Expression[];
    }
  /** `reduction is mean`, `mode is indices`: a parameter's word, or the mode. */
  | { readonly kind: 'is'; readonly name: string; readonly word: string }
  /** `given(weight)`, `finite(input[n,c])`, `quotient(n, 4)`: facts about the question, and of whole numbers. */
  | { readonly kind: 'fact'; readonly fact: Fact; readonly operands: readonly Expression[] };

export const facts = ['given', 'finite', 'integer', 'same_shape', 'rank', 'rows', 'quotient', 'remainder'] as const;
export type Fact = (typeof facts)[number];
/** Facts that are whole numbers; the others are true or false. */
export const counts: ReadonlySet<Fact> = new Set<Fact>(['rank', 'rows', 'quotient', 'remainder']);

/** One named line: `logp[n,c]: …`. Evaluated once for each value of its indices. */
export interface Line {
  readonly name: string;
  readonly indices: readonly string[];
  readonly body: Expression;
  readonly text: string;
}

/** Every subexpression, the expression itself first. */
export function* walk(tree: Expression): Generator<Expression> {
  yield tree;
  for (const child of childrenOf(tree)) yield* walk(child);
}

export function childrenOf(tree: Expression): readonly Expression[] {
  switch (tree.kind) {
    case 'number':
    case 'name':
    case 'is':
      return [];
    case 'entry':
      return tree.indices;
    case 'flat':
      return [tree.position];
    case 'operation':
    case 'logic':
    case 'fact':
      return tree.operands;
    case 'fold':
      return tree.where ? [tree.where, tree.body] : [tree.body];
    case 'if':
      return [tree.condition, tree.yes, tree.no];
    case 'either':
      return tree.alternatives;
    case 'detach':
      return [tree.body];
    case 'compare':
      return [tree.left, tree.right];
  }
}
