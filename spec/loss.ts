/** A loss as the spec states it: the types of what loss-reader.ts reads from YAML. */
import type { Layout } from './bind.ts';
import type { Expression, Line } from './formula/tree.ts';
import type { Level, Question } from './question.ts';

export type Grade = 'accurate' | 'standard' | 'lenient';
/** From the narrowest to the widest. */
export const grades: readonly Grade[] = ['accurate', 'standard', 'lenient'];

export interface Loss {
  readonly name: string;
  /** Path of its file, for messages. */
  readonly file: string;
  readonly title: string;
  readonly summary: string;
  readonly layout: Layout;
  readonly inputs: ReadonlyMap<string, Input>;
  /** The first whose condition holds is the mode of a question. A loss without modes has the one mode "only". */
  readonly modes: readonly Mode[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly requires: readonly Requirement[];
  /** The clauses that an unknown parameter, or the gradient of an input that has none, breaks. */
  readonly refuses: { readonly parameter: string; readonly gradient: string };
  readonly levels: readonly LevelRule[];
  readonly definition: Lines;
  /** Gradients that are not the derivative of the value but defined by lines of their own. */
  readonly gradients: Lines;
  /** A function rather than a loss: its value is a tensor over these indices, and nothing reduces it. */
  readonly returns?: readonly string[];
  /** Where a whole interval of slopes is right. */
  readonly kinks: readonly Kink[];
  readonly algorithms: ReadonlyMap<string, Algorithm>;
  readonly mistakes: ReadonlyMap<string, Mistake>;
  readonly outOfReach: readonly OutOfReach[];
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly laws: ReadonlyMap<string, Law>;
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly accuracy: Accuracy;
  readonly factors: ReadonlyMap<string, ReadonlyMap<string, Recipe>>;
  readonly constraints: readonly Expression[];
  readonly points: ReadonlyMap<string, Point>;
}

/** Entries of a gradient that may be anything between two numbers. */
export interface Kink {
  readonly output: string;
  readonly indices: readonly string[];
  readonly where: Expression;
  readonly low: Line;
  readonly high: Line;
  readonly clause: string;
}

export interface Input {
  readonly name: string;
  readonly means: string;
  /** By mode: the indices it runs over and whether it holds whole numbers. */
  readonly forms: ReadonlyMap<string, InputForm>;
  /** Aligned from the right, spread where its size is 1. */
  readonly broadcast: boolean;
  /** What it is everywhere when it is not given; a required input has none. */
  readonly absent?: number;
  /** The clauses that a wrong shape, or a wrong dtype, breaks. */
  readonly refuses: { readonly shape: string; readonly dtype: string };
}

export interface InputForm {
  readonly of: readonly string[];
  readonly is: 'real' | 'integer';
  /** Level of its gradient; absent where it is not differentiable. */
  readonly gradient?: Level;
}

export interface Mode {
  readonly name: string;
  readonly when?: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly means: string;
  readonly is: 'real' | 'integer' | 'word' | 'flag';
  readonly words?: readonly string[];
  /** Words that may be refused or taken for another. */
  readonly synonyms?: Readonly<Record<string, string>>;
  readonly default?: number | string;
  /** Part of the base only with this extension. */
  readonly extension?: string;
  /** The clause that a wrong kind of value breaks. */
  readonly clause: string;
}

/** What must hold, or the question is refused. */
export interface Requirement {
  readonly that: Expression;
  readonly mode?: string;
  readonly clause: string;
  /**
   * How strongly the refusal is asked for: `should` allows an answer too, given with these parameters instead;
   * `may` prefers the answer and allows the refusal.
   */
  readonly level: 'must' | 'should' | 'may';
  readonly instead?: Readonly<Record<string, number>>;
}

/** Sets the level of some outputs where a condition holds. */
export interface LevelRule {
  readonly output: string;
  readonly indices: readonly string[];
  readonly where: Expression;
  readonly level: Level;
  readonly clause: string;
}

/** Lines of all modes, and those of single modes. */
export type Lines = ReadonlyMap<string, readonly Line[]>;
/** The key of {@link Lines} under which the lines of all modes stand. */
export const EVERY_MODE = '*';

/** Equal to the definition in exact arithmetic; rounds in its own way. */
export interface Algorithm {
  readonly name: string;
  readonly says: string;
  readonly grade: Grade;
  /** Another algorithm whose lines it takes over and changes. */
  readonly from?: string;
  readonly lines: Lines;
  readonly gradients: Lines;
}

/** How a question may be put once more: the same again, or with its tensors lying otherwise in memory. */
export const manners = ['again', 'strided', 'offset'] as const;
export type Manner = (typeof manners)[number];

/** Wrong, and somebody shipped it. Of arithmetic, when it has lines; of handling, by what else it has. */
export interface Mistake {
  readonly name: string;
  readonly says: string;
  readonly seen: readonly string[];
  /** The algorithm it is a mistake in. */
  readonly in: string;
  readonly lines: Lines;
  readonly gradients: Lines;
  /** What is read in place of an input's entries. */
  readonly inputs: Lines;
  /** Legal questions it refuses. */
  readonly refuses?: Expression;
  /** Clauses whose refusals it does not make. */
  readonly answers: readonly string[];
  /** Inputs that are not what they were after the call. */
  readonly changes: readonly string[];
  /** Where present, the mistake is made only when a question is asked in this manner. */
  readonly asked?: Manner;
  /** Judged against `standard` when it lies within `lenient` everywhere; says why. */
  readonly within?: string;
  /** Why no question tells it from a correct implementation. */
  readonly harmless?: string;
}

/** Reported, and nothing that can be asked shows it. */
export interface OutOfReach {
  readonly says: string;
  readonly seen: readonly string[];
  readonly why: string;
}

/** Another ecosystem's deliberate definition. */
export interface Dialect {
  readonly name: string;
  readonly says: string;
  readonly source: string;
  /** Questions it has; others are outside it. */
  readonly has: Expression;
  readonly clauses: ReadonlyMap<string, Clause>;
  /** Each is an answer this dialect allows. */
  readonly readings: readonly { readonly clause: string; readonly lines: Lines }[];
}

export interface Law {
  readonly name: string;
  readonly says: string;
  readonly clause: string;
  /** Which questions it speaks of. */
  readonly when: Expression;
  readonly asks: ReadonlyMap<string, LawQuestion>;
  /** Each is 0 for every value of its indices. */
  readonly holds: readonly Line[];
}

/** A further question made from the first one: its inputs entry by entry. */
export interface LawQuestion {
  readonly loss?: string;
  /** Which values of the first index it keeps. */
  readonly where?: Expression;
  readonly inputs: readonly Line[];
}

export interface Clause {
  readonly id: string;
  readonly level: Level;
  readonly says: string;
  readonly source: string;
  readonly shown: 'vector' | 'law' | 'document' | 'none';
  /** Why nothing shows it, or which document does. */
  readonly reason?: string;
  /** Questions that show it. */
  readonly when?: Expression;
  /** Speaks of numbers that an independent derivation can check. */
  readonly numeric: boolean;
}

export interface Accuracy {
  /** half-width ≤ factor · u · (Σ|xᵢ·∂f/∂xᵢ| + |f|) */
  readonly factor: number;
  readonly except: readonly { readonly output: string; readonly where: Expression; readonly why: string }[];
}

/** What one level of a factor does to a question under construction. */
export interface Recipe {
  readonly shape?: readonly number[];
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
  readonly inputs?: Readonly<Record<string, Draw>>;
}

export type Draw =
  | {
      readonly draw: 'dyadic';
      readonly from: number;
      readonly to: number;
      readonly step: number;
      readonly shape?: readonly number[];
    }
  | { readonly draw: 'classes' }
  | { readonly draw: 'distribution' }
  | { readonly put: number | string; readonly at: 'one' | 'some' | 'all but one' | 'all' };

export interface Point {
  readonly name: string;
  readonly why: string;
  readonly shows: readonly string[];
  readonly question: Question;
  /** Every gradient there is, rather than those the question names. */
  readonly allGradients?: boolean;
  /** An extension that the subject must not have: then the question means what it means in the base. */
  readonly without?: string;
  /** A point that shows the same in dtypes that cannot hold this one. */
  readonly sibling?: string;
  /** Why no other dtype has such a point. */
  readonly only?: string;
  /** Mistakes it was written to kill. */
  readonly for: readonly string[];
  /** Kept although it kills nothing and covers nothing: why. */
  readonly control?: string;
}
