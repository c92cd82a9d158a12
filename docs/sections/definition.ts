/** What the loss equals: its formula, its reductions, and its gradient. */
import { reductions } from '../../spec/common.ts';
import { tex } from '../../spec/formula/tex.ts';
import { texGradientHead, texHead } from '../../spec/formula/tex-lines.ts';
import { isEmpty, neededBy, overlaid } from '../../spec/layers.ts';
import { grades, type Kink, type Lines, type Loss } from '../../spec/loss.ts';
import { algorithmVariant } from '../../spec/program.ts';
import { clauseLink } from '../clause-link.ts';
import { blocks, code, heading, list, math, prose, table } from '../markdown.ts';
import { typeset } from './typeset.ts';

export function definitionSection(loss: Loss): string {
  return blocks(heading(2, 'Definition'), indicesText(loss), typeset(loss, loss.definition), reductionsText(loss));
}

/** What the letters of the formulas run over. */
function indicesText({ layout }: Loss): string {
  const letters = Object.entries(layout.indices).map(([letter, { axes, size, also = [] }]) => {
    const axesText = axes.map(axisName).join(', ');
    return `${[letter, ...also].map(math).join(', ')}: over ${axesText}; there are ${code(size)}.`;
  });
  return blocks(prose(layout.says), list(letters));
}

/** "D..." stands for any number of axes. */
export const axisName = (axis: string): string => axis.replace('...', '…');

function reductionsText(loss: Loss): string {
  if (loss.returns) return `It is a function: its value is ${overText(loss.returns)}, and nothing reduces it.`;
  const words = (loss.parameters.get('reduction')?.words ?? []).filter((word) => reductions.has(word));
  const rows = words.map((word) => {
    const lines = reductions.get(word) ?? [];
    return [
      code(word),
      ...['output', 'seed'].map((name) => {
        const line = lines.find((one) => one.name === name);
        return line ? math(`${texHead(line)} = ${tex(line.body)}`) : '';
      }),
    ];
  });
  return blocks(
    'The reduction makes the output of the losses, and hands each loss its share of the gradient that arrives from above:',
    table([code('reduction'), 'output', 'what arrives at each loss'], rows),
  );
}

const overText = (indices: readonly string[]): string =>
  indices.length === 0 ? 'one number' : `a tensor over ${indices.map(math).join(', ')}`;

export function gradientSection(loss: Loss): string {
  const isDefined = !isEmpty(loss.gradients);
  return blocks(
    heading(2, 'Gradient'),
    'L is what the output flows into, and `upstream` its derivative by the output: what arrives from above.',
    isDefined ? 'These gradients are defined by lines of their own:' : '',
    isDefined ? typeset(loss, loss.gradients, gradientHead(loss)) : '',
    derivedText(loss),
    kinksText(loss.kinks),
    algorithmGradient(loss),
  );
}

/** Gradients that no line defines. */
function derivedText({ inputs, gradients }: Loss): string {
  const defined = new Set([...gradients.values()].flat().map(({ name }) => name));
  const slopes = [...inputs.values()].filter(({ forms }) => [...forms.values()].some(({ gradient }) => gradient));
  const derived = slopes.filter(({ name }) => !defined.has(name)).map(({ name }) => code(name));
  if (derived.length === 0) return '';
  return `The gradient of ${derived.join(', ')} is the derivative of the definition. A branch that is not taken has slope 0.`;
}

/** Lines named like an input are its gradient; the rest are what they share. */
const gradientHead = (loss: Loss) => (line: Loss['kinks'][number]['low']) =>
  loss.inputs.has(line.name) ? texGradientHead(line) : texHead(line);

function kinksText(kinks: readonly Kink[]): string {
  if (kinks.length === 0) return '';
  const rows = kinks.map(({ output, indices, where, low, high, clause }) => [
    math(texGradientHead({ ...low, name: output, indices })),
    math(tex(where)),
    `${math(tex(low.body))} … ${math(tex(high.body))}`,
    clauseLink(clause),
  ]);
  return blocks(
    'Where the slope leaps, a whole interval is right:',
    table(['gradient', 'where', 'from … to', 'clause'], rows),
  );
}

/** How it is usually computed: the gradient lines of the standard algorithm, and the lines they speak of. */
function algorithmGradient(loss: Loss): string {
  const usual = [...loss.algorithms.values()]
    .map((algorithm) => ({ algorithm, variant: algorithmVariant(loss, algorithm) }))
    .filter(({ variant }) => !isEmpty(overlaid(loss, variant.gradients)))
    .sort((a, b) => preference(a.algorithm.grade) - preference(b.algorithm.grade))[0];
  if (!usual) return '';
  const gradients = overlaid(loss, usual.variant.gradients);
  const lines: Lines = neededBy(gradients, overlaid(loss, usual.variant.lines));
  return blocks(
    `The algorithm ${code(usual.algorithm.name)} (${usual.algorithm.grade}) computes it so:`,
    typeset(loss, gradients, gradientHead(loss)),
    isEmpty(lines) ? '' : 'with',
    isEmpty(lines) ? '' : typeset(loss, lines),
  );
}

/** The standard grade is what most people write; then the more careful. */
const preference = (grade: (typeof grades)[number]): number => (grade === 'standard' ? -1 : grades.indexOf(grade));
