/** What a loss's YAML holds once it is read and its schema has been checked, before its formulas are. */
import type { Clause, Grade, InputForm, Loss, Mistake, OutOfReach, Parameter, Recipe } from './loss.ts';
import type { RawPoint } from './points.ts';
import type { Level } from './question.ts';

export type Table<T> = Readonly<Record<string, T>>;
export type RawLines = Table<string | number | Table<string | number>>;
export type RawClause = Omit<Clause, 'id' | 'when' | 'numeric'> & {
  readonly when?: string;
  readonly numeric?: boolean;
};

export interface RawInput {
  readonly means: string;
  readonly of?: readonly string[];
  readonly is?: 'real' | 'integer';
  readonly gradient?: Level;
  readonly modes?: Table<InputForm>;
  readonly broadcast?: boolean;
  readonly absent?: number;
  readonly refuses: { readonly shape: string; readonly dtype: string };
}

export type RawMistake = Pick<Mistake, 'says' | 'seen' | 'asked' | 'within' | 'harmless'> & {
  readonly in?: string;
  readonly lines?: RawLines;
  readonly gradients?: RawLines;
  readonly inputs?: RawLines;
  readonly refuses?: string;
  readonly answers?: readonly string[];
  readonly changes?: readonly string[];
};

export interface RawLoss {
  readonly loss: string;
  readonly title: string;
  readonly summary: string;
  readonly layout: string;
  readonly legacy?: boolean;
  readonly inputs: Table<RawInput>;
  readonly modes?: readonly { readonly mode: string; readonly when?: string }[];
  readonly parameters?: Table<Omit<Parameter, 'name'>>;
  readonly refuses: Loss['refuses'];
  readonly requires?: readonly {
    readonly that: string;
    readonly mode?: string;
    readonly clause: string;
    readonly level?: 'must' | 'should' | 'may';
    readonly instead?: Table<number>;
  }[];
  readonly levels?: readonly {
    readonly output: string;
    readonly where: string;
    readonly level: Level;
    readonly clause: string;
  }[];
  readonly definition: RawLines;
  readonly gradients?: RawLines;
  readonly returns?: readonly string[];
  readonly kinks?: readonly {
    readonly output: string;
    readonly where: string;
    readonly low: string;
    readonly high: string;
    readonly clause: string;
  }[];
  readonly algorithms: Table<{ says: string; grade: Grade; from?: string; lines?: RawLines; gradients?: RawLines }>;
  readonly accuracy: {
    readonly factor: number;
    readonly except?: readonly { output: string; where: string; why: string }[];
  };
  readonly mistakes: Table<RawMistake>;
  readonly out_of_reach?: readonly OutOfReach[];
  readonly dialects?: Table<{
    says: string;
    source: string;
    has: string;
    clauses: Table<RawClause>;
    readings: readonly { clause: string; lines: RawLines }[];
  }>;
  readonly laws?: Table<{
    says: string;
    clause: string;
    when: string;
    asks?: Table<{ loss?: string; where?: string; inputs?: Table<string> }>;
    holds: Table<string>;
  }>;
  readonly clauses: Table<RawClause>;
  readonly factors?: Table<Table<Recipe>>;
  readonly constraints?: readonly string[];
  readonly points: Table<RawPoint>;
}
