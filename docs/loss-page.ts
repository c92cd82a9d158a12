/** The reference page of one loss. */
import { INDEX } from './clause-link.ts';
import { blocks, heading, link, prose } from './markdown.ts';
import type { Material } from './material.ts';
import { algorithmsSection } from './sections/algorithms.ts';
import { clausesSection } from './sections/clauses.ts';
import { definitionSection, gradientSection } from './sections/definition.ts';
import { dialectsSection } from './sections/dialects.ts';
import { edgeCasesSection } from './sections/edge-cases.ts';
import { lawsSection } from './sections/laws.ts';
import { mistakesSection } from './sections/mistakes.ts';
import { moreSection } from './sections/more.ts';
import { signatureSection } from './sections/signature.ts';

export function lossPage(material: Material): string {
  const { loss } = material;
  const sections = [
    definitionSection(loss),
    gradientSection(loss),
    signatureSection(loss),
    clausesSection(material),
    edgeCasesSection(material),
    algorithmsSection(material),
    lawsSection(material),
    dialectsSection(material),
    mistakesSection(material),
    moreSection(material),
  ].filter((section) => section !== '');
  const contents = sections.flatMap((section) => {
    const title = /^## (.*)$/m.exec(section)?.[1];
    return title === undefined ? [] : [link(title, `#${title.toLowerCase().replaceAll(' ', '-')}`)];
  });
  return `${blocks(
    heading(1, loss.title),
    `\`${loss.name}\`: ${prose(loss.summary)}`,
    [link('All losses', INDEX), ...contents].join(' · '),
    ...sections,
  )}\n`;
}
