/** Relations between answers, which need no expected value. */
import { tex } from '../../spec/formula/tex.ts';
import { texHead } from '../../spec/formula/tex-lines.ts';
import type { Law, LawQuestion } from '../../spec/loss.ts';
import { clauseLink } from '../clause-link.ts';
import { blocks, code, counted, heading, link, list, math, prose } from '../markdown.ts';
import type { Material } from '../material.ts';

export function lawsSection(material: Material): string {
  const laws = [...material.loss.laws.values()];
  if (laws.length === 0) return '';
  return blocks(
    heading(2, 'Laws'),
    'Each is put to a subject as several questions, and must hold but for the rounding of the answers.',
    ...laws.map((law) => lawText(material, law)),
  );
}

function lawText({ loss, laws }: Material, { name, says, clause, when, asks, holds }: Law): string {
  const count = laws.filter((instance) => instance.law === name).length;
  const instances = link(counted(count, 'instance'), `../../vectors/laws/${loss.name}.json`);
  return blocks(
    heading(3, code(name)),
    `${prose(says)} ${clauseLink(clause)}, ${instances}.`,
    list([
      `where ${math(tex(when))}`,
      ...[...asks].map(([ask, question]) => `also asked, ${code(ask)}: ${asked(question)}`),
      ...holds.map((line) => `holds: ${math(`0 = ${tex(line.body)}`)}`),
    ]),
  );
}

/** The further question: its loss where that is another, the positions it keeps, the inputs that change. */
function asked({ loss, where, inputs }: LawQuestion): string {
  const parts = [
    loss === undefined ? '' : link(code(loss), `${loss}.md`),
    where ? `where ${math(tex(where))}` : '',
    ...inputs.map((line) => math(`${texHead(line)} := ${tex(line.body)}`)),
  ];
  return parts.filter((part) => part !== '').join(', ') || 'the same';
}
