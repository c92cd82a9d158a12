/** A mistake's lines as a patch of the right ones. */
import { reductions } from './common.ts';
import { lineIn, lineText, overlaid } from './layers.ts';
import { EVERY_MODE, type Lines, type Loss, type Mistake } from './loss.ts';
import { algorithmVariant, namedAlgorithm } from './program.ts';

/** Lines with − are the algorithm's, lines with + the mistake's; @@ names the mode, where lines are one mode's own. */
export function patchOf(loss: Loss, mistake: Mistake): string {
  const right = algorithmVariant(loss, namedAlgorithm(loss, mistake.in));
  const values = overlaid(loss, [loss.definition, ...right.lines]);
  const gradients = overlaid(loss, [loss.gradients, ...right.gradients]);
  return [
    ...patch(mistake.lines, [values], ''),
    ...patch(mistake.gradients, [gradients, values], 'gradient of ', loss),
    ...patch(mistake.inputs, [], 'read as ', loss),
  ].join('\n');
}

/**
 * @param right where the right line is looked for, in this order
 * @param prefix before lines that are an input's gradient
 */
function patch(wrong: Lines, right: readonly Lines[], prefix: string, loss?: Loss): string[] {
  return [...wrong].flatMap(([mode, lines]) => {
    const rows = lines.flatMap((line) => {
      const title = loss?.inputs.has(line.name) ? prefix : '';
      const own = right.flatMap((layer) => lineIn(layer, mode, line.name) ?? [])[0];
      return [...(own ? [`- ${title}${lineText(own)}`] : reduced(line.name)), `+ ${title}${lineText(line)}`];
    });
    return mode === EVERY_MODE ? rows : [`@@ mode ${mode} @@`, ...rows];
  });
}

/** The lines of the reductions that have this name. */
const reduced = (name: string): string[] =>
  [...reductions].flatMap(([reduction, lines]) =>
    lines.filter((line) => line.name === name).map((line) => `- ${lineText(line)}   (${reduction})`),
  );
