/** What is asked: every point the spec wants visited, and a covering array over its factors. */
import { createHash } from 'node:crypto';
import type { Loss } from '../spec/loss.ts';
import { allExtensions, completeQuestion } from '../spec/points.ts';
import type { Question } from '../spec/question.ts';
import { extendArray, parseRow } from './array.ts';
import { drawQuestion, rowName } from './draw.ts';

/** A question before it is answered. */
export interface Planned {
  readonly id: string;
  readonly why: string;
  readonly question: Question;
  /** Clauses it was written for; others are found by their conditions. */
  readonly shows: readonly string[];
  /** Whether it is a row of the covering array. */
  readonly row: boolean;
  readonly extensions: ReadonlySet<string>;
  readonly extension?: string;
  readonly without?: string;
  readonly control?: string;
}

/** @param existing ids of the vectors there are; rows among them stay, more are added where triples are missing */
export function plan(loss: Loss, existing: readonly string[]): readonly Planned[] {
  const kept = existing.map((id) => parseRow(loss, id)).filter((row) => row !== undefined);
  const rows = extendArray(loss, kept).map((row): Planned => {
    const id = rowName(row);
    const question = completeQuestion(loss, id, drawQuestion(loss, row), true);
    return { id, why: 'Row of the covering array', question, shows: [], row: true, ...extensionsOf(loss, question) };
  });
  const points = [...loss.points.values()].map((point): Planned => {
    const question = completeQuestion(loss, point.name, point.question, point.allGradients ?? false);
    const { name: id, why, shows, control, without } = point;
    const extensions =
      without === undefined ? extensionsOf(loss, question) : { extensions: new Set<string>(), without };
    return { id, why, question, shows, row: false, ...extensions, ...(control === undefined ? {} : { control }) };
  });
  return [...points, ...rows];
}

function extensionsOf(loss: Loss, question: Question): { extensions: ReadonlySet<string>; extension?: string } {
  const used = Object.keys(question.parameters).flatMap((name) => loss.parameters.get(name)?.extension ?? []);
  const extensions = allExtensions(loss);
  return used[0] === undefined ? { extensions } : { extensions, extension: used[0] };
}

/** Changes when anything that is asked changes. */
export function digest({ question, without }: Planned): string {
  const { inputs, parameters, upstream, gradients } = question;
  const text = JSON.stringify([inputs, parameters, upstream, gradients, without]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
