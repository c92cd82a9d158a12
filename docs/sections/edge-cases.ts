/** The points worth visiting, with their exact answers. */
import type { Outcome, Vector } from '../../vectors/format.ts';
import type { Loss } from '../../spec/loss.ts';
import { LOSS } from '../../spec/oracle/acceptance.ts';
import { answersOf, outcomeText, outputText, outputTitle } from '../answers.ts';
import { blocks, code, heading, link, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { DIGITS } from '../numbers.ts';
import { askedOf, explainCommand, inputsText, parameterText, sizeOf, tensorText } from '../questions.ts';

/** Entries of all inputs together, up to which a question is spelled out. */
const SMALL = 24;
/** Variations of one point, beyond which only the losses are told. */
const MANY = 12;

export function edgeCasesSection(material: Material): string {
  const points = pointsOf(material);
  const small = points.filter(([first]) => first !== undefined && sizeOf(first) <= SMALL);
  const file = link('the vectors', `../../vectors/losses/${material.loss.name}.json`);
  const [example] = small[0] ?? [];
  const left = points.length - small.length;
  return blocks(
    heading(2, 'Edge cases'),
    `Exact answers, rounded to ${DIGITS} significant digits; ${file} have them to the last bit of binary64` +
      `${example ? `, and ${code(explainCommand(material.loss.name, example))} to more` : ''}.` +
      ` A level stands behind what is not \`must\`.${left > 0 ? ` Points with larger inputs are only there: ${left}.` : ''}`,
    ...small.map((vectors) => pointText(material.loss, vectors)),
  );
}

/** The vectors of each point, in the order of the spec: those that differ only in what stands under `each`. */
function pointsOf({ loss, vectors }: Material): readonly (readonly Vector[])[] {
  const byId = new Map(vectors.map((vector) => [vector.id, vector]));
  const points = new Map<string, Vector[]>();
  for (const { name } of loss.points.values()) {
    const vector = byId.get(name);
    const [stem = ''] = name.split('-');
    if (vector) points.set(stem, [...(points.get(stem) ?? []), vector]);
  }
  return [...points.values()];
}

function pointText(loss: Loss, vectors: readonly Vector[]): string {
  const [first] = vectors;
  if (!first) return '';
  const fixed = Object.entries(first.parameters).filter(([name]) => !varies(vectors, name));
  const question = [
    inputsText(first),
    ...fixed.map(([name, value]) => parameterText(name, value)),
    askedOf(first),
  ].filter((part) => part !== '');
  const control = first.control === undefined ? '' : ` A control: ${prose(first.control)}`;
  return blocks(
    heading(3, prose(first.why)),
    `${code(stemOf(first))}: ${question.join('; ')}.${control}`,
    outcomesTable(loss, vectors),
  );
}

const stemOf = ({ id }: Vector): string => id.split('-')[0] ?? id;

const varies = (vectors: readonly Vector[], name: string): boolean =>
  vectors.some(({ parameters }) => JSON.stringify(parameters[name]) !== JSON.stringify(vectors[0]?.parameters[name]));

interface Row {
  readonly asked: string;
  readonly cells: readonly string[];
}

/** One row for each outcome; variations with the same one share a row. */
function outcomesTable(loss: Loss, vectors: readonly Vector[]): string {
  const names = [...new Set(vectors.flatMap(({ parameters }) => Object.keys(parameters)))].filter((name) =>
    varies(vectors, name),
  );
  const gradients =
    vectors.length > MANY
      ? []
      : [
          ...new Set(
            vectors.flatMap(({ outcomes }) => answersOf(outcomes).flatMap((answer) => Object.keys(answer.gradients))),
          ),
        ];
  const rows = vectors.map((vector): Row => ({ asked: askedWith(vector, names), cells: cellsOf(vector, gradients) }));
  const merged = new Map<string, string[]>();
  for (const { asked, cells } of rows)
    merged.set(JSON.stringify(cells), [...(merged.get(JSON.stringify(cells)) ?? []), asked]);
  const head = [
    ...(names.length > 0 ? ['asked with'] : []),
    outputTitle(loss, LOSS),
    ...(gradients.length > 0 ? ['upstream'] : []),
    ...gradients.map((name) => outputTitle(loss, name)),
    'also allowed',
  ];
  const body = [...merged].map(([key, asked]) => {
    const cells: readonly string[] = JSON.parse(key);
    return names.length > 0 ? [asked.join('<br>'), ...cells] : cells;
  });
  const last = head.length - 1;
  const hasMore = body.some((cells) => cells[last] !== '');
  return table(hasMore ? head : head.slice(0, last), hasMore ? body : body.map((cells) => cells.slice(0, last)));
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
  if (!first || 'refused' in first)
    return [first ? outcomeText(first) : '', ...(gradients.length > 0 ? [''] : []), ...gradients.map(() => ''), more];
  const slopes = gradients.map((name) => {
    const gradient = first.answer.gradients[name];
    return gradient ? outputText(gradient) : '';
  });
  const upstream = gradients.length === 0 ? [] : [vector.upstream ? code(tensorText(vector.upstream)) : ''];
  return [outcomeText(first), ...upstream, ...slopes, more];
}

const dialectTexts = ({ dialects = {} }: Vector): readonly string[] =>
  Object.entries(dialects).flatMap(([name, outcomes]: [string, readonly Outcome[]]) =>
    outcomes.length === 0 ? [] : [`in ${code(name)}: ${[...new Set(outcomes.map(outcomeText))].join(' or ')}`],
  );
