/** The normative sentences, with their sources and what shows each. */
import type { Clause } from '../../spec/loss.ts';
import type { Material } from '../material.ts';
import { clausesOf } from '../material.ts';
import { anchor, blocks, code, counted, heading, link, prose, table } from '../markdown.ts';

export function clausesSection(material: Material): string {
  return blocks(
    heading(2, 'Clauses'),
    '`must` is what conformance means; a `should` that is missed is reported; `may` and `unspecified` are never judged.',
    clauseTable(clausesOf(material.loss), [material]),
  );
}

/** @param materials the losses whose vectors and laws count */
export const clauseTable = (clauses: readonly Clause[], materials: readonly Material[]): string =>
  table(
    ['Clause', 'Level', 'Source', 'Shown by'],
    clauses.map((clause) => [
      `${anchor(clause.id)}${code(clause.id)}<br>${prose(clause.says)}`,
      clause.level,
      prose(clause.source),
      shownBy(clause, materials),
    ]),
  );

function shownBy({ id, shown, reason }: Clause, materials: readonly Material[]): string {
  if (shown === 'document') return prose(`document: ${reason}`);
  if (shown === 'none') return prose(`none: ${reason}`);
  const counts = materials.flatMap(({ loss, vectors, laws }) => [
    countLink(`../../vectors/losses/${loss.name}.json`, vectors.filter(({ clauses }) => clauses.includes(id)).length, 'vector'),
    countLink(`../../vectors/laws/${loss.name}.json`, laws.filter(({ clause }) => clause === id).length, 'instance of a law', 'instances of a law'),
  ]);
  return counts.filter((count) => count !== '').join('<br>') || 'nothing yet';
}

const countLink = (file: string, count: number, one: string, many?: string): string =>
  count === 0 ? '' : link(counted(count, one, many), file);
