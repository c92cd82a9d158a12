/** The arithmetics that subjects claim, as profiles.yaml describes them. */
import { readText } from './files.ts';
import type { FloatDtype } from './tensor.ts';
import { readSheet } from './yaml.ts';

/** How far each operation of an arithmetic may round (profiles.yaml says in what units). */
export interface Profile {
  readonly name: string;
  readonly dtype: FloatDtype;
  readonly says: string;
  /** What operations are done in, when not in `dtype`. */
  readonly computes?: 'float64' | 'float32';
  /** What is rounded to `dtype`: results only, or every result of an operation. */
  readonly stores?: 'results' | 'every result';
  readonly division: number;
  readonly ulps: { readonly exp: number; readonly log: number; readonly log1p: number; readonly expm1: number };
  readonly flushes: boolean;
  readonly source: string;
}

type Sheet = Readonly<Record<string, Omit<Profile, 'name'>>>;

const FILE = 'spec/profiles.yaml';
const { content } = readSheet<Sheet>(FILE, readText(FILE), 'profiles');

export const profiles: ReadonlyMap<string, Profile> = new Map(
  Object.entries(content).map(([name, profile]) => [name, { name, ...profile }]),
);
