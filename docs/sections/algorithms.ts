/** Ways to compute the loss that are right, by grade, and how far apart they may come out. */
import { tex } from '../../spec/formula/tex.ts';
import { lineText } from '../../spec/layers.ts';
import { type Algorithm, EVERY_MODE, grades, type Lines, type Loss } from '../../spec/loss.ts';
import { outputTitle } from '../answers.ts';
import { blocks, code, fenced, heading, link, list, math, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { rough } from '../numbers.ts';
import { widthsOf } from '../widths.ts';

export function algorithmsSection(material: Material): string {
  const { loss } = material;
  const algorithms = grades.flatMap((grade) =>
    [...loss.algorithms.values()].filter((algorithm) => algorithm.grade === grade),
  );
  return blocks(
    heading(2, 'Algorithms'),
    'All are equal in exact arithmetic and round differently. `either` lists forms that an implementation may choose from; a line may be stored or not.',
    ...algorithms.map(algorithmText),
    acceptanceText(material),
  );
}

function algorithmText({ name, grade, says, from, lines, gradients }: Algorithm): string {
  const over = from === undefined ? '' : ` Takes over the lines of ${code(from)} that it does not change.`;
  return blocks(
    heading(3, `${code(name)} (${grade})`),
    `${prose(says)}${over}`,
    fenced('yaml', [...part('lines', lines), ...part('gradients', gradients)].join('\n')),
  );
}

/** As it stands in the spec. */
function part(title: string, lines: Lines): string[] {
  if (lines.size === 0) return [];
  const everyMode = (lines.get(EVERY_MODE) ?? []).map((line) => `  ${lineText(line)}`);
  const byMode = [...lines]
    .filter(([mode]) => mode !== EVERY_MODE)
    .flatMap(([mode, own]) => [`  ${mode}:`, ...own.map((line) => `    ${lineText(line)}`)]);
  return [`${title}:`, ...everyMode, ...byMode];
}

function acceptanceText(material: Material): string {
  const { loss, kills } = material;
  const used = grades.filter((grade) => [...loss.algorithms.values()].some((algorithm) => algorithm.grade === grade));
  const same = grades.filter((grade) => !used.includes(grade));
  const rows = widthsOf(material).map(({ profile, output, byGrade }) => [
    link(code(profile), `../../vectors/acceptance/${profile}/${loss.name}.json`),
    outputTitle(loss, output),
    ...used.map((grade) => {
      const widths = byGrade.get(grade);
      return widths ? `${rough(widths.median)} / ${rough(widths.largest)}` : '';
    }),
  ]);
  return blocks(
    heading(3, 'How wide the acceptance is'),
    'The half-width of what an answer may be, in units of the last place of the exact answer: the median over all entries of all vectors, and the largest. ' +
      'The largest is met where an answer is nearly 0 beside what it is computed from, or subnormal. ' +
      `A grade allows what its algorithms and those of the narrower grades may answer.${same.length > 0 ? ` No algorithm is of grade ${same.map(code).join(' or ')}, so what is wider equals what is narrower.` : ''}`,
    table(['Profile', 'Output', ...used.map((grade) => `${code(grade)}: median / largest`)], rows),
    promise(loss, kills.accuracy),
  );
}

/** What the narrowest grade promises against the condition of the output. */
function promise({ accuracy }: Loss, measured: number): string {
  const bound = math(
    `\\text{half-width} \\le ${accuracy.factor} \\, u \\, \\left(\\sum_i \\lvert x_i \\, \\partial f / \\partial x_i \\rvert + \\lvert f \\rvert\\right)`,
  );
  return blocks(
    `\`accurate\` promises ${bound} with u half the distance from 1 to the next number; the widest of all vectors reaches ${rough(measured)} of ${accuracy.factor}.${accuracy.except.length > 0 ? ' Except:' : ''}`,
    list(accuracy.except.map(({ output, where, why }) => `${code(output)} where ${math(tex(where))}: ${prose(why)}`)),
  );
}
