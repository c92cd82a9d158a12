/** Relations between answers, which need no expected value. */
import { tex, texHead } from '../../spec/formula/tex.ts';
import type { Law, LawQuestion } from '../../spec/loss.ts';
import { clauseLink } from '../clause-link.ts';
import { blocks, code, counted, heading, link, math, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';

export function lawsSection({ loss, laws }: Material): string {
  if (loss.laws.size === 0) return '';
  const rows = [...loss.laws.values()].map((law) => {
    const instances = laws.filter((instance) => instance.law === law.name).length;
    return [
      `${code(law.name)}<br>${prose(law.says)}`,
      asks(law),
      law.holds.map((line) => math(`0 = ${tex(line.body)}`)).join('<br>'),
      math(tex(law.when)),
      `${clauseLink(law.clause)}<br>${link(counted(instances, 'instance'), `../../vectors/laws/${loss.name}.json`)}`,
    ];
  });
  return blocks(
    heading(2, 'Laws'),
    'Each is put to a subject as several questions; what stands under “Holds” must be 0 but for the rounding of the answers.',
    table(['Law', 'Also asks', 'Holds', 'Where', 'Clause'], rows),
  );
}

const asks = ({ asks: questions }: Law): string => [...questions].map(([name, question]) => `${code(name)}: ${asked(question)}`).join('<br>');

/** The further question: its loss where that is another, the positions it keeps, the inputs that change. */
function asked({ loss, where, inputs }: LawQuestion): string {
  const parts = [
    loss === undefined ? '' : link(code(loss), `${loss}.md`),
    where ? `where ${math(tex(where))}` : '',
    ...inputs.map((line) => math(`${texHead(line)} := ${tex(line.body)}`)),
  ];
  return parts.filter((part) => part !== '').join(', ') || 'the same';
}
