/** The vectors and laws of the suite as questions to a subject, with what it takes to judge the answers. */
import { filesIn } from '../spec/files.ts';
import { type Manner, manners } from '../spec/loss.ts';
import { profiles } from '../spec/profiles.ts';
import type { Question as Asked } from '../spec/question.ts';
import type { FloatDtype, Tensor } from '../spec/tensor.ts';
import { address, askedIn, isAskedAgain } from '../vectors/address.ts';
import {
  type AcceptanceFile,
  type Intervals,
  loadAcceptance,
  loadLaws,
  loadVectors,
  publishedLosses,
  type Vector,
  VectorError,
} from '../vectors/format.ts';
import type { LawInstance } from '../vectors/laws.ts';
import type { RunRequest } from './protocol.ts';
import { type Selection, selects } from './select.ts';

/** What is asked; the session numbers it. */
export type Question = Omit<RunRequest, 'id' | 'ask'>;

/** One vector in one dtype. */
export interface Case {
  readonly address: string;
  readonly loss: string;
  readonly vector: Vector;
  readonly dtype: FloatDtype;
  /** By profile. */
  readonly acceptance: ReadonlyMap<string, Accepted>;
}

/** For each answer among a vector's outcomes, dialects' last: by output, what it may be. */
export type Accepted = readonly Readonly<Record<string, Intervals>>[];

/** The address of a vector asked once more: loss/vector@manner/dtype. */
export const inManner = ({ loss, vector, dtype }: Omit<Case, 'acceptance'>, manner: Manner): string =>
  address(loss, askedIn(vector.id, manner), dtype);

/** One instance of a law in one dtype. */
export interface LawCase {
  readonly address: string;
  readonly loss: string;
  readonly instance: LawInstance;
  readonly dtype: FloatDtype;
}

/** Every address there is, whatever is selected. @throws VectorError when a published file is broken */
export function* everyAddress(): Generator<string> {
  for (const loss of publishedLosses()) {
    for (const vector of loadVectors(loss).vectors) {
      for (const dtype of vector.dtypes) {
        const one = { loss, vector, dtype, address: address(loss, vector.id, dtype) };
        yield one.address;
        if (isAskedAgain(one.address)) for (const manner of manners) yield inManner(one, manner);
      }
    }
  }
  for (const { address: law } of lawCases({})) yield law;
}

/**
 * @param judgedBy profiles whose acceptance is wanted
 * @throws VectorError when a published file is broken or missing
 */
export function* cases(selection: Selection, judgedBy: readonly string[] = [...profiles.keys()]): Generator<Case> {
  for (const loss of selectedLosses(selection)) {
    const files = new Map<string, AcceptanceFile>();
    for (const profile of profiles.keys()) {
      if (judgedBy.includes(profile))
        files.set(
          profile,
          present(() => loadAcceptance(profile, loss)),
        );
    }
    for (const vector of loadVectors(loss).vectors) {
      for (const dtype of vector.dtypes) {
        if (!selects(selection, loss, vector, dtype)) continue;
        const acceptance = new Map<string, Accepted>();
        for (const file of files.values()) {
          const own = profiles.get(file.profile)?.dtype === dtype ? acceptanceOf(vector, file) : undefined;
          if (own) acceptance.set(file.profile, own);
        }
        yield { address: address(loss, vector.id, dtype), loss, vector, dtype, acceptance };
      }
    }
  }
}

/** @throws VectorError when the file does not hold what the vector needs */
function acceptanceOf(
  { id, outcomes, dialects, dropped }: Vector,
  { profile, loss, vectors }: AcceptanceFile,
): Accepted | undefined {
  const all = [outcomes, ...Object.values(dialects ?? {})];
  const answers = all.flat().filter((outcome) => 'answer' in outcome).length;
  const own = vectors[id];
  if ((own?.length ?? 0) === answers) return own;
  if (!own && dropped?.[profile] !== undefined) return undefined;
  throw new VectorError(
    `vectors/acceptance/${profile}/${loss}.json accepts ${own?.length ?? 0} of the ${answers} answers of ${id}; ${REGENERATE}`,
  );
}

const REGENERATE = 'regenerate it with "lossproof vectors"';

/** @throws VectorError when a loss that is selected has no vectors */
function selectedLosses({ loss: selected }: Selection): readonly string[] {
  const published = publishedLosses();
  const specified = filesIn('spec/losses/')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));
  const wanted = (loss: string): boolean => selected === undefined || selected.includes(loss);
  const without = specified.find((loss) => wanted(loss) && !published.includes(loss));
  if (without !== undefined) throw new VectorError(`vectors/losses/${without}.json is missing; ${REGENERATE}`);
  return published.filter(wanted);
}

/** Reads a published file that must be there. */
function present<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error)) throw error;
    throw new VectorError(`${String(error.path)} is missing; ${REGENERATE}`);
  }
}

export function* lawCases(selection: Selection): Generator<LawCase> {
  for (const loss of selectedLosses(selection)) {
    for (const instance of present(() => loadLaws(loss)).laws) {
      for (const dtype of instance.dtypes) {
        if (!selects(selection, loss, { id: instance.id, clauses: [instance.clause] }, dtype)) continue;
        yield { address: address(loss, instance.id, dtype), loss, instance, dtype };
      }
    }
  }
}

/** The question as the subject sees it: nothing in it tells what is expected. */
export function questionOf(loss: string, asked: Asked, dtype: FloatDtype, withGradients: boolean): Question {
  const typed = (tensor: Asked['inputs'][string]): Tensor => ({ dtype, ...tensor });
  const gradients = withGradients ? asked.gradients : [];
  return {
    loss,
    dtype,
    inputs: Object.fromEntries(Object.entries(asked.inputs).map(([name, tensor]) => [name, typed(tensor)])),
    parameters: asked.parameters,
    ...(gradients.length > 0 && asked.upstream ? { upstream: typed(asked.upstream) } : {}),
    gradients,
  };
}
