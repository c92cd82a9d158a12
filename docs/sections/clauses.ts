/** The normative sentences, with their sources and what shows each. */
import type { Clause } from '../../spec/loss.ts';
import { anchor, blocks, code, counted, heading, link, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { clausesOf } from '../material.ts';

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
    ['Clause', 'Level', 'Shown by', 'Source'],
    clauses.map((clause) => [
      `${anchor(clause.id)}${code(clause.id)}<br>${prose(clause.says)}`,
      clause.level,
      shownBy(clause, materials),
      prose(clause.source),
    ]),
  );

function shownBy({ id, shown, reason }: Clause, materials: readonly Material[]): string {
  if (shown === 'document') return prose(`document: ${reason}`);
  if (shown === 'none') return prose(`none: ${reason}`);
  const vectors = materials.flatMap((one) => one.vectors.filter(({ clauses }) => clauses.includes(id)));
  const laws = materials.flatMap((one) => one.laws.filter(({ clause }) => clause === id));
  const [only] = materials.length === 1 ? materials : [];
  const file = only ? `/${only.loss.name}.json` : '';
  const counts = [
    vectors.length > 0 ? link(counted(vectors.length, 'vector'), `../../vectors/losses${file}`) : '',
    laws.length > 0
      ? link(counted(laws.length, 'instance of a law', 'instances of a law'), `../../vectors/laws${file}`)
      : '',
  ];
  return counts.filter((count) => count !== '').join('<br>') || 'nothing yet';
}
