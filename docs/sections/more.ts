/** The commands that tell more about a loss. */
import { blocks, fenced, heading, link } from '../markdown.ts';
import type { Material } from '../material.ts';
import { explainCommand, smallest } from '../questions.ts';

export function moreSection({ loss, vectors }: Material): string {
  const { name, file } = loss;
  const example = smallest(vectors.filter(({ outcomes }) => outcomes.some((outcome) => 'answer' in outcome)));
  const commands = [
    `npx lossproof run reference --loss ${name}`,
    `npx lossproof list vectors --loss ${name}`,
    `npx lossproof list mistakes --loss ${name}`,
    `npx lossproof coverage --loss ${name} --all`,
    ...(example ? [explainCommand(name, example), `${explainCommand(name, example)} reference`] : []),
  ];
  return blocks(
    heading(2, 'To see more'),
    fenced('sh', commands.join('\n')),
    `This page is made from ${link(file, `../../${file}`)} and ${link('its vectors', `../../vectors/losses/${name}.json`)} by \`npm run docs\`; change those, not this.`,
  );
}
