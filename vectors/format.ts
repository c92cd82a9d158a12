/** The published files: what a vector and an acceptance file hold, how they are read, and how they are printed. */
import { filesIn, readText } from '../spec/files.ts';
import type { Grade } from '../spec/loss.ts';
import type { Level, ParameterValue, QuestionTensor } from '../spec/question.ts';
import type { FloatDtype, Scalar } from '../spec/tensor.ts';
import { explain, schema } from '../spec/yaml.ts';
import type { LawFile } from './laws.ts';

export const FORMAT = 1;

export interface VectorFile {
  readonly format: typeof FORMAT;
  readonly loss: string;
  readonly vectors: readonly Vector[];
}

/** One question with the set of its allowed outcomes. */
export interface Vector {
  readonly id: string;
  readonly why: string;
  readonly clauses: readonly string[];
  /** The dtypes that hold its inputs exactly and whose acceptance is bounded. */
  readonly dtypes: readonly FloatDtype[];
  /** Profiles that nothing bounds here, and why. */
  readonly dropped?: Readonly<Record<string, string>>;
  /** Asked only of subjects with this extension, or only of those without it. */
  readonly extension?: string;
  readonly without?: string;
  readonly inputs: Readonly<Record<string, QuestionTensor>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly upstream?: QuestionTensor;
  readonly gradients: readonly string[];
  readonly outcomes: readonly Outcome[];
  /** Outcomes that hold in a dialect instead. */
  readonly dialects?: Readonly<Record<string, readonly Outcome[]>>;
  /** Kept although it kills no mistake and shows no clause of its own: why. */
  readonly control?: string;
}

export type Outcome = (AnswerOutcome | RefusedOutcome) & {
  /** The `should` clause that a subject with this outcome does not keep. */
  readonly misses?: string;
};

export interface AnswerOutcome {
  readonly answer: {
    readonly loss: OutputTensor;
    readonly gradients: Readonly<Record<string, OutputTensor>>;
  };
}

export interface RefusedOutcome {
  /** The clause that refuses. */
  readonly refused: string;
}

/** The exact result, rounded once to binary64. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly data: readonly Scalar[];
  /** `must` when absent; a list when entries differ. */
  readonly level?: Level | readonly Level[];
}

/** The two ends of what is allowed, entry by entry. */
export type Interval = readonly [low: readonly Scalar[], high: readonly Scalar[]];

/** A grade is left out where it equals the next narrower one. */
export type Intervals = Readonly<Partial<Record<Grade, Interval>>>;

export interface AcceptanceFile {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly profile: string;
  readonly loss: string;
  /** By vector, then for each answer among its outcomes (dialects' after the base's), by output. */
  readonly vectors: Readonly<Record<string, readonly Readonly<Record<string, Intervals>>[]>>;
}

/** A published file is not what it should be: the suite itself is at fault. */
export class VectorError extends Error {
  override readonly name = 'VectorError';
}

/** Prints a file with one vector a line, so that a difference shows exactly the vectors that changed. */
export function printVectors({ vectors, ...head }: VectorFile): string {
  const lines = vectors.map((vector) => JSON.stringify(vector));
  return `${JSON.stringify(head).slice(0, -1)},"vectors":[\n${lines.join(',\n')}\n]}\n`;
}

export function printLaws({ laws, ...head }: LawFile): string {
  const lines = laws.map((law) => JSON.stringify(law));
  return `${JSON.stringify(head).slice(0, -1)},"laws":[\n${lines.join(',\n')}\n]}\n`;
}

export function printAcceptance({ vectors, ...head }: AcceptanceFile): string {
  const lines = Object.entries(vectors).map(([id, outputs]) => `${JSON.stringify(id)}:${JSON.stringify(outputs)}`);
  return `${JSON.stringify(head).slice(0, -1)},"vectors":{\n${lines.join(',\n')}\n}}\n`;
}

/**
 * Reads a published file and checks it against its schema.
 * @throws VectorError that names the file and the place in it
 */
export function readPublished<T>(file: string, text: string, schemaName: 'vectors' | 'acceptance' | 'laws'): T {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new VectorError(`${file}${placeIn(text, String(error))} is no JSON; regenerate it with "lossproof vectors"`);
  }
  const validate = schema(schemaName);
  if (validate(content)) return content as T;
  const [error] = validate.errors ?? [];
  throw new VectorError(
    `${file}${error?.instancePath ?? ''}: ${error ? explain(error) : 'not valid'}; regenerate it with "lossproof vectors"`,
  );
}

/** Where JSON.parse gave up, as ":line". */
function placeIn(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  return position === undefined ? '' : `:${text.slice(0, Number(position)).split('\n').length}`;
}

/** Compiles the schemas, which the first reading would otherwise wait for. */
export function prepareReading(): void {
  for (const name of ['vectors', 'acceptance', 'laws']) schema(name);
}

/** Every loss that has vectors. */
export const publishedLosses = (): readonly string[] =>
  filesIn('vectors/losses/')
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

const load = <T>(file: string, schemaName: Parameters<typeof readPublished>[2]): T =>
  readPublished(file, readText(file), schemaName);

export const loadVectors = (loss: string): VectorFile => load(`vectors/losses/${loss}.json`, 'vectors');

export const loadAcceptance = (profile: string, loss: string): AcceptanceFile =>
  load(`vectors/acceptance/${profile}/${loss}.json`, 'acceptance');

export const loadLaws = (loss: string): LawFile => load(`vectors/laws/${loss}.json`, 'laws');
