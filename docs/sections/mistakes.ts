/** What goes wrong in the wild: the wrong lines beside the right ones, and the smallest question that shows it. */
import { profiles } from '../../spec/common.ts';
import type { Mistake } from '../../spec/loss.ts';
import { outputTitle } from '../answers.ts';
import { anchor, blocks, code, fenced, heading, link, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { explainCommand, questionText, vectorCount } from '../questions.ts';
import { patchOf } from './patch.ts';
import { type Shown, showMistake } from './shown.ts';

export function mistakesSection(material: Material): string {
  const mistakes = [...material.loss.mistakes.values()];
  if (mistakes.length === 0) return '';
  return blocks(
    heading(2, 'Mistakes'),
    'Each was shipped by somebody. A vector kills it when all its simulated runs lie outside what is allowed.',
    table(
      ['Mistake', 'What goes wrong', 'Vectors that kill it'],
      mistakes.map((mistake) => [
        link(code(mistake.name), `#mistake.${mistake.name}`),
        prose(mistake.says),
        String(killers(material, mistake).length),
      ]),
    ),
    ...mistakes.map((mistake) => mistakeText(material, mistake)),
  );
}

/** Ids of the vectors that kill it under some profile. */
const killers = ({ kills }: Material, { name }: Mistake): readonly string[] =>
  Object.entries(kills.vectors).flatMap(([id, byProfile]) =>
    Object.values(byProfile).some((names) => names.includes(name)) ? [id] : [],
  );

function mistakeText(material: Material, mistake: Mistake): string {
  const within = mistake.within === undefined ? '' : ` It is judged against \`standard\`: ${prose(mistake.within)}`;
  return blocks(
    heading(3, `${anchor(`mistake.${mistake.name}`)}${code(mistake.name)}`),
    `${prose(mistake.says)} Seen in ${mistake.seen.map(prose).join(', ')}.${within}`,
    fenced('diff', patchOf(material.loss, mistake)),
    smallestText(material, showMistake(material, mistake)),
  );
}

function smallestText({ loss }: Material, shown: Shown | undefined): string {
  if (!shown) return '';
  const { vector, profile, count, rows } = shown;
  return blocks(
    `${vectorCount(count)} ${count === 1 ? 'kills' : 'kill'} it in ${profile}; the smallest: ${questionText(vector)}.`,
    table(
      ['', 'Exact answer', `With the mistake, in ${profile}`],
      rows.map(({ output, exact, mistaken }) => [outputTitle(loss, output), code(exact), code(mistaken)]),
    ),
    code(explainCommand(loss.name, vector, profiles.get(profile)?.dtype)),
  );
}
