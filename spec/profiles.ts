/** The arithmetics that subjects claim, as profiles.yaml describes them. */
import { readText } from './files.ts';
import type { Rounding } from './formula/operators.ts';
import type { Grade } from './loss.ts';
import type { FloatDtype } from './tensor.ts';
import { readSheet } from './yaml.ts';

/** The functions an arithmetic has from a library, or must compute from others. */
export type LibraryFunction = keyof LibraryErrors;

/** How far a library function may be off where its argument lies in an interval. */
export interface ErrorRule {
  /** The interval, with its ends; without them, all that no rule before this one covers. */
  readonly from?: number;
  readonly to?: number;
  readonly ulps?: number;
  /** Further ulps for each unit of the argument's magnitude. */
  readonly per_argument?: number;
  readonly absolute?: number;
}

/** In ulps, or by rules. */
export type LibraryError = number | readonly ErrorRule[];

/** A formula in x that computes what an arithmetic has not. */
export type Composition = string;

export interface LibraryErrors {
  readonly exp: LibraryError;
  readonly log: LibraryError;
  readonly log1p: LibraryError | Composition;
  readonly expm1: LibraryError | Composition;
}

/** The rule that holds for an argument. */
export const ruleAt = (rules: readonly ErrorRule[], x: number): ErrorRule | undefined =>
  rules.find(({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }) => x >= from && x <= to);

/** How far each operation of an arithmetic may round (profiles.yaml says in what units). */
export interface Profile {
  readonly name: string;
  readonly dtype: FloatDtype;
  readonly says: string;
  /** What operations are done in, when not in `dtype`. */
  readonly computes?: 'float64' | 'float32';
  /** What is rounded to `dtype`: results only, or every result of an operation. */
  readonly stores?: 'results' | 'every result';
  /** Of sums, differences and products; when absent, to nearest. */
  readonly rounding?: number;
  readonly division: number;
  /** The least and largest magnitude of a divisor that a quotient is bounded for. */
  readonly divisors?: readonly [number, number];
  readonly ulps: LibraryErrors;
  /** Operations that may err even where the result is a number of the dtype. */
  readonly inexact?: readonly Rounding[];
  /** Overflow, infinities and NaN leave a result indeterminate. */
  readonly finite?: boolean;
  /** Why it promises nothing of a grade. */
  readonly unpromised?: Readonly<Partial<Record<Grade, string>>>;
  readonly source: string;
}

type Sheet = Readonly<Record<string, Omit<Profile, 'name'>>>;

const FILE = 'spec/profiles.yaml';
const { content } = readSheet<Sheet>(FILE, readText(FILE), 'profiles');

export const profiles: ReadonlyMap<string, Profile> = new Map(
  Object.entries(content).map(([name, profile]) => [name, { name, ...profile }]),
);
