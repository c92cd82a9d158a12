/** The vectors and laws of the suite as questions to a subject, with what it takes to judge the answers. */
import { profiles } from '../spec/common.ts';
import { seeded } from '../spec/seeded.ts';
import type { FloatDtype, Tensor } from '../spec/tensor.ts';
import {
  type AcceptanceFile,
  type Intervals,
  loadAcceptance,
  loadLaws,
  loadVectors,
  publishedLosses,
  type Vector,
} from '../vectors/format.ts';
import type { LawInstance } from '../vectors/laws.ts';
import type { Question as Asked } from '../spec/question.ts';
import type { RunRequest } from './protocol.ts';
import { address, type Selection, selects } from './select.ts';

/** What is asked; the session numbers it. */
export type Question = Omit<RunRequest, 'id' | 'ask'>;

/** One vector in one dtype. */
export interface Case {
  readonly address: string;
  readonly loss: string;
  readonly vector: Vector;
  readonly dtype: FloatDtype;
  /** By profile: for each answer among the outcomes, what its outputs may be. */
  readonly acceptance: ReadonlyMap<string, readonly Readonly<Record<string, Intervals>>[]>;
}

/** Ways in which some vectors are asked once more, to subjects that can be asked so. */
export const manners = ['again', 'strided', 'offset'] as const;
export type Manner = (typeof manners)[number];

/** Of how many vectors one is asked once more. */
const AGAIN_EVERY = 8;

/** The address of a vector asked once more: loss/vector@manner/dtype. */
export const inManner = ({ loss, vector, dtype }: Omit<Case, 'acceptance'>, manner: Manner): string => address(loss, `${vector.id}@${manner}`, dtype);

/** Whether a vector is asked once more; always the same ones. */
export const isAskedAgain = (one: Pick<Case, 'address'>): boolean => seeded(one.address).below(AGAIN_EVERY) === 0;

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
        if (isAskedAgain(one)) for (const manner of manners) yield inManner(one, manner);
      }
    }
  }
  for (const { address: law } of lawCases({})) yield law;
}

/**
 * @param judgedBy profiles whose acceptance is wanted
 * @throws VectorError when a published file is broken
 */
export function* cases(selection: Selection, judgedBy: readonly string[] = [...profiles.keys()]): Generator<Case> {
  for (const loss of publishedLosses()) {
    if (selection.loss && !selection.loss.includes(loss)) continue;
    const files = new Map<string, AcceptanceFile>();
    for (const profile of profiles.keys()) if (judgedBy.includes(profile)) files.set(profile, loadAcceptance(profile, loss));
    for (const vector of loadVectors(loss).vectors) {
      for (const dtype of vector.dtypes) {
        if (!selects(selection, loss, vector, dtype)) continue;
        const acceptance = new Map(
          [...files].flatMap(([profile, { vectors }]) => {
            const own = profiles.get(profile)?.dtype === dtype ? vectors[vector.id] : undefined;
            return own ? [[profile, own] as const] : [];
          }),
        );
        yield { address: address(loss, vector.id, dtype), loss, vector, dtype, acceptance };
      }
    }
  }
}

export function* lawCases(selection: Selection): Generator<LawCase> {
  for (const loss of publishedLosses()) {
    if (selection.loss && !selection.loss.includes(loss)) continue;
    for (const instance of loadLaws(loss).laws) {
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
