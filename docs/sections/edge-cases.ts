/** The points worth visiting, with their exact answers. */
import type { Loss } from '../../spec/loss.ts';
import type { Vector } from '../../vectors/format.ts';
import { blocks, code, heading, link, prose } from '../markdown.ts';
import type { Material } from '../material.ts';
import { DIGITS } from '../numbers.ts';
import { askedOf, explainCommand, inputsText, parameterText, sizeOf } from '../questions.ts';
import { outcomesText, varies } from './outcomes.ts';

/** Entries of all inputs together, up to which a question is spelled out. */
const SMALL = 24;

export function edgeCasesSection(material: Material): string {
  const points = pointsOf(material);
  const small = points.filter(([first]) => first !== undefined && sizeOf(first) <= SMALL);
  const file = link('the vectors', `../../vectors/losses/${material.loss.name}.json`);
  const [example] = small[0] ?? [];
  const left = points.length - small.length;
  return blocks(
    heading(2, 'Edge cases'),
    `Exact answers, rounded to ${DIGITS} significant digits; ${file} have them to the last bit of binary64` +
      `${example ? `; ${code(explainCommand(material.loss.name, example))} tells more about one` : ''}.` +
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
    outcomesText(loss, vectors),
  );
}

const stemOf = ({ id }: Vector): string => id.split('-')[0] ?? id;
