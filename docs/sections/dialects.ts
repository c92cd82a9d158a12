/** What other ecosystems mean by the same name, side by side with the base. */
import { tex } from '../../spec/formula/tex.ts';
import type { Dialect } from '../../spec/loss.ts';
import { LOSS } from '../../spec/oracle/acceptance.ts';
import type { Outcome, Vector } from '../../vectors/format.ts';
import { answersOf, outputText, outputTitle } from '../answers.ts';
import { clauseLink } from '../clause-link.ts';
import { blocks, code, heading, math, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { explainCommand, questionText, smallest, vectorCount } from '../questions.ts';

export function dialectsSection(material: Material): string {
  const dialects = [...material.loss.dialects.values()];
  if (dialects.length === 0) return '';
  return blocks(
    heading(2, 'Dialects'),
    'Other ecosystems’ deliberate definitions; a subject that names one is judged by it. Where nothing is said, the base holds.',
    table(
      ['Dialect', 'Says', 'Has questions where', 'Differs by', 'Source'],
      dialects.map((dialect) => [
        code(dialect.name),
        prose(dialect.says),
        math(tex(dialect.has)),
        [...dialect.clauses.keys()].map(clauseLink).join('<br>'),
        prose(dialect.source),
      ]),
    ),
    ...dialects.map((dialect) => example(material, dialect)),
  );
}

/** The smallest question to which the dialect and the base have different answers, with both. */
function example({ loss, vectors }: Material, { name }: Dialect): string {
  const outcomesOf = (vector: Vector): readonly Outcome[] => vector.dialects?.[name] ?? [];
  const differing = vectors.filter((vector) => outcomesOf(vector).length > 0);
  const vector = smallest(differing.filter(isPlain)) ?? smallest(differing);
  if (!vector) return '';
  const [base] = answersOf(vector.outcomes);
  const other = answersOf(outcomesOf(vector));
  if (!base) return '';
  const row = (title: string, answer: typeof base): string[] => [
    title,
    outputText(answer.loss),
    ...Object.keys(base.gradients).map((input) => (answer.gradients[input] ? outputText(answer.gradients[input]) : '')),
  ];
  return blocks(
    heading(3, `${code(name)} beside the base`),
    `The answers differ on ${vectorCount(differing.length)}; the smallest: ${questionText(vector)}.`,
    table(
      ['', ...[LOSS, ...Object.keys(base.gradients)].map((output) => outputTitle(loss, output))],
      [
        row('base', base),
        ...other.map((answer) => row(other.length > 1 ? `${code(name)}, one of` : code(name), answer)),
      ],
    ),
    code(explainCommand(loss.name, vector)),
  );
}

/** Whether every entry of the answer is `must`. */
const isPlain = ({ outcomes }: Vector): boolean =>
  answersOf(outcomes).every(({ loss, gradients }) =>
    [loss, ...Object.values(gradients)].every(({ level }) => level === undefined),
  );
