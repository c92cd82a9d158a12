/** What goes wrong in the wild: the wrong lines beside the right ones, and the smallest question that shows it. */
import { tex } from '../../spec/formula/tex.ts';
import type { Manner, Mistake } from '../../spec/loss.ts';
import { patchOf } from '../../spec/patch.ts';
import { profiles } from '../../spec/profiles.ts';
import { killers } from '../../vectors/kills.ts';
import { outputTitle } from '../answers.ts';
import { anchor, blocks, code, fenced, heading, link, math, prose, table } from '../markdown.ts';
import type { Material } from '../material.ts';
import { explainCommand, questionText, vectorCount } from '../questions.ts';
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
        mistake.harmless === undefined ? String(killers(material.kills, mistake.name).size) : 'harmless',
      ]),
    ),
    ...mistakes.map((mistake) => mistakeText(material, mistake)),
    ...outOfReach(material),
  );
}

/** What the patch does not show of a mistake of handling. */
function handlingText({ refuses, answers, changes, asked, harmless }: Mistake): string {
  return [
    refuses ? `It refuses legal questions where ${math(tex(refuses))}.` : '',
    answers.length > 0 ? `It answers what ${answers.map(code).join(', ')} refuses.` : '',
    changes.length > 0 ? `It leaves ${changes.map(code).join(', ')} changed.` : '',
    asked ? `Only when a question is put ${mannerTitles[asked]}.` : '',
    harmless === undefined ? '' : `It does no harm: ${prose(harmless)}`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

const mannerTitles: Readonly<Record<Manner, string>> = {
  again: 'a second time',
  strided: 'with its tensors strided in memory',
  offset: 'with its tensors at an offset in memory',
};

function mistakeText(material: Material, mistake: Mistake): string {
  const patch = patchOf(material.loss, mistake);
  const within = mistake.within === undefined ? '' : ` It is judged against \`standard\`: ${prose(mistake.within)}`;
  return blocks(
    heading(3, `${anchor(`mistake.${mistake.name}`)}${code(mistake.name)}`),
    `${prose(mistake.says)} Seen in ${mistake.seen.map(prose).join(', ')}.${within}`,
    handlingText(mistake),
    patch === '' ? '' : fenced('diff', patch),
    smallestText(material, showMistake(material, mistake)),
  );
}

/** Reports that no vector can show, and why. */
function outOfReach({ loss }: Material): readonly string[] {
  if (loss.outOfReach.length === 0) return [];
  return [
    heading(3, 'Out of reach'),
    table(
      ['What goes wrong', 'Seen in', 'Why no vector shows it'],
      loss.outOfReach.map(({ says, seen, why }) => [prose(says), seen.map(prose).join(', '), prose(why)]),
    ),
  ];
}

function smallestText({ loss }: Material, shown: Shown | undefined): string {
  if (!shown) return '';
  const { vector, manner, profile, count, rows } = shown;
  const put = manner === undefined ? '' : `, put ${mannerTitles[manner]}`;
  return blocks(
    `${vectorCount(count)} ${count === 1 ? 'kills' : 'kill'} it in ${profile}; the smallest: ${questionText(vector)}${put}.`,
    rows.length === 0
      ? ''
      : table(
          ['', 'Exact answer', `With the mistake, in ${profile}`],
          rows.map(({ output, exact, mistaken }) => [outputTitle(loss, output), code(exact), code(mistaken)]),
        ),
    code(explainCommand(loss.name, vector, profiles.get(profile)?.dtype)),
  );
}
