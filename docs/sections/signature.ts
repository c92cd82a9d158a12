/** What the loss takes: inputs in each mode, parameters, what is refused, and what is asked less strictly. */
import { tex } from '../../spec/formula/tex.ts';
import { texGradientHead, texHead } from '../../spec/formula/tex-lines.ts';
import type { Line } from '../../spec/formula/tree.ts';
import type { Input, InputForm, LevelRule, Loss, Parameter } from '../../spec/loss.ts';
import { clauseLink } from '../clause-link.ts';
import { blocks, code, heading, math, prose, table } from '../markdown.ts';
import { axisName } from './definition.ts';

export function signatureSection(loss: Loss): string {
  return blocks(
    heading(2, 'Inputs and parameters'),
    table(
      ['Input', 'Meaning', 'Shape', 'Holds', 'Gradient', 'When absent'],
      [...loss.inputs.values()].flatMap((input) => inputRows(loss, input)),
    ),
    table(['Parameter', 'Kind', 'Default', 'Meaning', 'Clause'], [...loss.parameters.values()].map(parameterRow)),
    refusals(loss),
    levels(loss.levels),
  );
}

/** One row, or one for each mode where they differ. */
function inputRows(loss: Loss, input: Input): string[][] {
  const forms = [...input.forms];
  const differ = forms.some(([, form]) => JSON.stringify(form) !== JSON.stringify(forms[0]?.[1]));
  return (differ ? forms : forms.slice(0, 1)).map(([mode, form], position) => [
    position === 0 ? code(input.name) : '',
    position === 0 ? prose(input.means) : '',
    `${differ ? `${mode}: ` : ''}${shapesOf(loss, input, form)}`,
    { real: 'floating numbers', integer: 'whole numbers' }[form.is],
    form.gradient ?? 'none',
    input.absent === undefined ? 'required' : `${input.absent} everywhere`,
  ]);
}

/** The shape under each pattern of the layout. */
function shapesOf({ layout }: Loss, { broadcast }: Input, { of }: InputForm): string {
  const patterns = of.every((index) => isLeading(layout, index))
    ? [layout.patterns]
    : Object.values(layout.beside ?? {});
  const shapes = patterns.flat().map((pattern) => {
    const axes = pattern.filter((axis) => of.some((index) => layout.indices[index]?.axes.includes(axis)));
    return code(`(${axes.map(axisName).join(', ')})`);
  });
  return `${broadcast ? 'spreads to ' : ''}${[...new Set(shapes)].join(' or ')}`;
}

const isLeading = (layout: Loss['layout'], index: string): boolean =>
  layout.indices[index]?.axes.some((axis) => layout.patterns.some((pattern) => pattern.includes(axis))) ?? false;

function parameterRow({ name, is, words, default: usual, means, extension, clause }: Parameter): string[] {
  const kind = { real: 'number', integer: 'whole number', flag: 'flag', word: (words ?? []).map(code).join(', ') }[is];
  const only = extension === undefined ? '' : ` Extension ${code(extension)}.`;
  return [
    code(name),
    kind,
    usual === undefined ? 'absent' : code(String(usual)),
    `${prose(means)}${only}`,
    clauseLink(clause),
  ];
}

/** What must hold, or the question is refused. */
function refusals(loss: Loss): string {
  const answered = { must: 'refused', should: 'refused, or answered', may: 'answered, or refused' };
  const rows = loss.requires.map(({ that, mode, level, instead, clause }) => {
    const changed = Object.entries(instead ?? {}).map(([name, value]) => `${code(name)} = ${code(String(value))}`);
    const as = level === 'should' && changed.length > 0 ? ` as with ${changed.join(', ')}` : '';
    return [math(tex(that)), mode === undefined ? 'every' : code(mode), `${answered[level]}${as}`, clauseLink(clause)];
  });
  const sentence =
    `An unknown parameter is refused by ${clauseLink(loss.refuses.parameter)}; ` +
    `asking for a gradient that there is none of, by ${clauseLink(loss.refuses.gradient)}.`;
  return blocks(heading(3, 'What is refused'), table(['Must hold', 'Mode', 'Otherwise', 'Clause'], rows), sentence);
}

/** Outputs that are asked for less strictly under a condition. */
function levels(rules: readonly LevelRule[]): string {
  if (rules.length === 0) return '';
  const rows = rules.map(({ output, indices, where, level, clause }) => [
    outputName({ name: output, indices, body: where, text: '' }),
    level,
    clauseLink(clause),
    math(tex(where)),
  ]);
  return blocks(heading(3, 'What is asked less strictly'), table(['Output', 'Level', 'Clause', 'Where'], rows));
}

/** A loss without indices is the reduced one. */
function outputName(output: Line): string {
  if (output.name !== 'loss') return math(texGradientHead(output));
  return output.indices.length === 0 ? 'the reduced loss' : math(texHead(output));
}
