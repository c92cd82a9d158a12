/** Lines of the spec as blocks of mathematics, those of each mode under its condition. */
import { tex } from '../../spec/formula/tex.ts';
import { choices, texAligned, texHead, texLine } from '../../spec/formula/tex-lines.ts';
import type { Line } from '../../spec/formula/tree.ts';
import { EVERY_MODE, type Lines, type Loss, type Mode } from '../../spec/loss.ts';
import { blocks, code, list, math, mathBlock } from '../markdown.ts';

/** One block for the lines of every mode, then one for each mode that has its own, under a sentence that says when. */
export function typeset(loss: Loss, lines: Lines, head: (line: Line) => string = texHead): string {
  const parts = [EVERY_MODE, ...loss.modes.map(({ name }) => name)].flatMap((mode) => {
    const own = lines.get(mode) ?? [];
    if (own.length === 0) return [];
    const block = mathBlock(texAligned(own.map((line) => texLine(line, head(line)))));
    return [mode === EVERY_MODE ? '' : modeSentence(loss, mode), block, choicesList(own)];
  });
  return blocks(...parts);
}

function modeSentence(loss: Loss, name: string): string {
  const mode = loss.modes.find((one) => one.name === name);
  if (loss.modes.length < 2 || !mode) return '';
  return `Mode ${code(name)}, ${modeCondition(loss, mode)}:`;
}

/** When a question is in a mode: modes are tried in order, and the last needs no condition. */
export function modeCondition(loss: Loss, mode: Mode): string {
  const earlier = loss.modes.indexOf(mode) > 0;
  if (mode.when === undefined) return earlier ? 'otherwise' : 'always';
  return `${earlier ? 'otherwise ' : ''}when ${math(tex(mode.when))}`;
}

/** What else may be computed where a line leaves a choice. */
function choicesList(lines: readonly Line[]): string {
  const sentences = lines.flatMap((line) =>
    choices(line.body).map(
      ({ first, others }) => `${math(first)} may also be computed as ${others.map(math).join(' or ')}`,
    ),
  );
  return list([...new Set(sentences)]);
}
