/** How lines stand in a typeset block: what is on their left, how rows are aligned, and what else a row allows. */
import { subscripted, tex } from './tex.ts';
import { counts, type Expression, type Line, walk } from './tree.ts';

/** A line as one row of an aligned block; a line that is true or false is an equivalence. */
export function texLine(line: Line, head = texHead(line)): string {
  return `${head} &${isTruth(line.body) ? '\\iff' : '='} ${tex(line.body)}`;
}

/** The left side of a line. */
export const texHead = ({ name, indices }: Line): string => subscripted(name, indices);

/** The left side of a gradient's line: L is what the loss flows into. */
export const texGradientHead = (line: Line): string => `\\frac{\\partial L}{\\partial ${texHead(line)}}`;

/** Rows made by {@link texLine} as one block. */
export const texAligned = (rows: readonly string[]): string =>
  ['\\begin{aligned}', rows.join(' \\\\[0.5em]\n'), '\\end{aligned}'].join('\n');

/** Every `either` in a formula, outermost first: what is typeset and what may be computed instead. */
export const choices = (tree: Expression): readonly { readonly first: string; readonly others: readonly string[] }[] =>
  [...walk(tree)].flatMap((node) => {
    if (node.kind !== 'either') return [];
    const [first = '', ...others] = node.alternatives.map(tex);
    return [{ first, others }];
  });

/** Whether an expression is true or false rather than a number. */
function isTruth(tree: Expression): boolean {
  if (tree.kind === 'fold') return tree.fold === 'all' || tree.fold === 'exists';
  if (tree.kind === 'fact') return !counts.has(tree.fact);
  return tree.kind === 'compare' || tree.kind === 'logic' || tree.kind === 'is';
}
