/** The outcomes of one point's variations as a table: what each was asked with, and what is allowed. */
import type { Loss } from '../../spec/loss.ts';
import { LOSS } from '../../spec/oracle/acceptance.ts';
import type { Outcome, Vector } from '../../vectors/format.ts';
import { answersOf, outcomeText, outputText, outputTitle } from '../answers.ts';
import { code, table } from '../markdown.ts';
import { parameterText, tensorText } from '../questions.ts';

/** Variations of one point, beyond which only the losses are told. */
const MANY = 12;

/** Whether the vectors differ in this parameter. */
export const varies = (vectors: readonly Vector[], name: string): boolean =>
  vectors.some(({ parameters }) => JSON.stringify(parameters[name]) !== JSON.stringify(vectors[0]?.parameters[name]));

/** One row for each outcome; variations with the same one share a row, and a lone refusal is a sentence. */
export function outcomesText(loss: Loss, vectors: readonly Vector[]): string {
  const names = unique(vectors.flatMap(({ parameters }) => Object.keys(parameters))).filter((name) =>
    varies(vectors, name),
  );
  const gradients = vectors.length > MANY ? [] : gradientNames(vectors);
  const rows = merged(vectors.map((vector) => [askedWith(vector, names), ...cellsOf(vector, gradients)]));
  const head = [
    'asked with',
    outputTitle(loss, LOSS),
    'upstream',
    ...gradients.map((name) => outputTitle(loss, name)),
    'also allowed',
  ];
  const used = head.map((_title, column) => rows.some((cells) => cells[column] !== ''));
  const kept = (cells: readonly string[]): readonly string[] => cells.filter((_cell, column) => used[column]);
  const [only] = rows.length === 1 ? rows.map(kept) : [];
  if (only?.length === 1 && only[0]?.startsWith('refused')) return `It is ${only[0]}.`;
  return table(kept(head), rows.map(kept));
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** Of the preferred outcomes. */
const gradientNames = (vectors: readonly Vector[]): readonly string[] =>
  unique(
    vectors.flatMap(({ outcomes }) =>
      answersOf(outcomes.slice(0, 1)).flatMap(({ gradients }) => Object.keys(gradients)),
    ),
  );

/** Rows that differ in their first cell only become one. */
function merged(rows: readonly (readonly [string, ...string[]])[]): readonly (readonly string[])[] {
  const byRest = new Map<string, string[][]>();
  for (const [asked, ...rest] of rows) {
    const key = JSON.stringify(rest);
    const [askedSoFar = [], cells = rest] = byRest.get(key) ?? [];
    byRest.set(key, [[...askedSoFar, asked], cells]);
  }
  return [...byRest.values()].map(([asked = [], cells = []]) => [asked.join('<br>'), ...cells]);
}

/** A parameter's value alone where one varies; with its name where several do. */
const askedWith = ({ parameters }: Vector, names: readonly string[]): string =>
  names
    .map((name) => {
      const value = parameters[name];
      if (value === undefined) return `no ${code(name)}`;
      return name === 'reduction' && typeof value === 'string' && value !== ''
        ? code(value)
        : parameterText(name, value);
    })
    .join(', ');

/** The first outcome's loss, what arrives, and the gradients; then the other outcomes. */
function cellsOf(vector: Vector, gradients: readonly string[]): readonly string[] {
  const [first, ...others] = vector.outcomes;
  const more = [...others.map(outcomeText), ...dialectTexts(vector)].join('<br>');
  const [answer] = first ? answersOf([first]) : [];
  const slopes = gradients.map((name) => {
    const gradient = answer?.gradients[name];
    return gradient ? outputText(gradient) : '';
  });
  const upstream = answer && vector.upstream && gradients.length > 0 ? code(tensorText(vector.upstream)) : '';
  return [first ? outcomeText(first) : '', upstream, ...slopes, more];
}

const dialectTexts = ({ dialects = {} }: Vector): readonly string[] =>
  Object.entries(dialects).flatMap(([name, outcomes]: [string, readonly Outcome[]]) =>
    outcomes.length === 0 ? [] : [`in ${code(name)}: ${[...new Set(outcomes.map(outcomeText))].join(' or ')}`],
  );
