/** Losses are read whole, and a file that is not right is answered with its place and a remedy. */
import { describe, expect, test } from 'vitest';
import { common, layouts, reductions } from './common.ts';
import { walk } from './formula/tree.ts';
import { commonClauses, loadLosses, readLoss } from './load.ts';
import { EVERY_MODE, type Lines } from './loss.ts';
import { profiles } from './profiles.ts';
import { SpecError } from './yaml.ts';

const TEXT = `loss: toy
title: Toy
summary: A loss.
layout: class_positions
inputs:
  input: { means: Scores., of: [n, c], is: real, gradient: must, refuses: { shape: toy.a, dtype: toy.a } }
  target:
    means: Classes, or their chances.
    modes:
      hard: { of: [n], is: integer }
      soft: { of: [n, c], is: real, gradient: may }
    refuses: { shape: toy.a, dtype: toy.a }
modes:
  - { mode: soft, when: 'same_shape(target, input)' }
  - { mode: hard }
parameters:
  margin: { is: real, default: 1, means: x., clause: toy.a }
refuses: { parameter: toy.a, gradient: toy.a }
requires:
  - that: margin > 0
    mode: hard
    clause: toy.a
levels:
  - { output: 'input[n,c]', where: margin > 1, level: may, clause: toy.a }
definition:
  half[n,c]: 0.5 * input[n,c]
  hard:
    loss[n]: half[n,target[n]] * margin
  soft:
    loss[n]: sum[c](target[n,c] * half[n,c])
  denominator: positions
algorithms:
  plain: { says: x., grade: accurate }
  other:
    says: x.
    grade: standard
    from: plain
    lines: { 'half[n,c]': 'input[n,c] / 2' }
accuracy: { factor: 1, except: [{ output: 'input[n,c]', where: margin > 1, why: x. }] }
mistakes:
  doubled:
    says: x.
    seen: [x/y#1]
    in: other
    lines: { 'half[n,c]': '2 * input[n,c]' }
laws:
  none:
    says: x.
    clause: toy.a
    when: margin > 0
    holds: { 'value[n]': 'loss[n] - loss[n]' }
clauses:
  toy.a: { level: must, says: x., source: x, shown: vector, when: reduction is mean }
points:
  one:
    why: x.
    shows: [toy.a]
    inputs: { input: [[1, 2]], target: [0] }
    each: { reduction: [none, sum], margin: [absent, 2] }
`;

describe('what is read', () => {
  const toy = readLoss('toy.yaml', TEXT);

  test('lines of all modes stand apart from those of one', () => {
    const names = (lines: Lines, mode: string) => lines.get(mode)?.map(({ name }) => name);
    expect(names(toy.definition, EVERY_MODE)).toEqual(['half', 'denominator']);
    expect(names(toy.definition, 'hard')).toEqual(['loss']);
  });

  test('inputs have a form for each mode', () => {
    expect(toy.inputs.get('input')?.forms.get('hard')).toEqual({ of: ['n', 'c'], is: 'real', gradient: 'must' });
    expect(toy.inputs.get('input')?.forms.get('soft')).toEqual({ of: ['n', 'c'], is: 'real', gradient: 'must' });
    expect(toy.inputs.get('target')?.forms.get('hard')).toEqual({ of: ['n'], is: 'integer' });
    expect(toy.inputs.get('target')?.forms.get('soft')).toEqual({ of: ['n', 'c'], is: 'real', gradient: 'may' });
  });

  test('parameters are the loss’s and those that all losses share', () => {
    expect([...toy.parameters.keys()].sort()).toEqual(['margin', 'reduce', 'reduction', 'size_average']);
  });

  test('requirements are strict unless they say otherwise', () => {
    expect(toy.requires.map(({ level }) => level)).toEqual(['must']);
  });

  test('a point is one for each combination, named by its values', () => {
    expect([...toy.points].map(([name, { question }]) => [name, question.parameters])).toEqual([
      ['one-none-absent', { reduction: 'none' }],
      ['one-none-2', { reduction: 'none', margin: 2 }],
      ['one-sum-absent', { reduction: 'sum' }],
      ['one-sum-2', { reduction: 'sum', margin: 2 }],
    ]);
  });
});

const lineOf = (text: string): number => TEXT.slice(0, TEXT.indexOf(text)).split('\n').length;

test.each<[says: string, right: string, wrong: string, complaint: RegExp]>([
  [
    'a key with a typo',
    'gradient: must',
    'gradeint: must',
    /^\d+:\d+ {2}"gradeint" is not known here; there are: .*\bgradient\b/,
  ],
  [
    'a section with a typo',
    'mistakes:\n',
    'mistaeks:\n',
    /^\d+:1 {2}"mistaeks" is not known here; there are: .*\bmistakes\b/,
  ],
  [
    'a section that is missing',
    'accuracy: { factor: 1, except',
    'x-accuracy: { factor: 1, except',
    /"x-accuracy" is not known here/,
  ],
  [
    'no such layout',
    'layout: class_positions',
    'layout: class_position',
    /^\d+:1 {2}no layout "class_position"; there are: class_positions, elementwise/,
  ],
  [
    'lines of an unknown mode',
    '  hard:\n    loss',
    '  hrad:\n    loss',
    /^\d+:3 {2}"hrad" is no mode; there are: soft, hard/,
  ],
  [
    'an input of an unknown mode',
    'hard: { of: [n], is',
    'hrad: { of: [n], is',
    /^\d+:7 {2}"hrad" is no mode; there are: soft, hard/,
  ],
  [
    'a requirement of an unknown mode',
    'mode: hard\n',
    'mode: hrad\n',
    /^\d+:5 {2}"hrad" is no mode; there are: soft, hard/,
  ],
  [
    'a broken formula',
    '0.5 * input[n,c]',
    '0.5 * * input[n,c]',
    /^\d+:3 {2}"\*" cannot start a term\n {4}0\.5 \* \* input\[n,c\]\n {10}\^$/,
  ],
  ['a broken claim', 'margin > 1, level', 'margin >, level', /^\d+:\d+ {2}the formula ends too soon\n {4}margin >\n/],
  [
    'a broken condition of a clause',
    'when: reduction is mean',
    'when: reduction is',
    /^\d+:\d+ {2}expected a word after "is"/,
  ],
  ['a line’s head', 'half[n,c]: 0.5', 'Half[n,c]: 0.5', /^\d+:3 {2}a line is named like "total", "loss\[n\]"/],
  [
    'an algorithm that is not there',
    'from: plain',
    'from: plian',
    /^\d+:5 {2}"plian" is no algorithm above this one; there are: plain/,
  ],
  [
    'an algorithm from itself',
    'from: plain',
    'from: other',
    /^\d+:5 {2}"other" is no algorithm above this one; there are: plain/,
  ],
  [
    'a mistake in an algorithm that is not there',
    'in: other',
    'in: another',
    /^\d+:5 {2}"another" is no algorithm; there are: plain, other/,
  ],
  [
    'a clause that is not there',
    'shape: toy.a, dtype: toy.a } }\n  target',
    'shape: toy.b, dtype: toy.a } }\n  target',
    /^\d+:\d+ {2}no clause has the id "toy\.b"; state it under clauses/,
  ],
  ['a clause that no point can show', 'shows: [toy.a]', 'shows: [toy.c]', /^\d+:5 {2}no clause has the id "toy\.c"/],
  [
    'a level of no output',
    "output: 'input[n,c]', where: margin > 1, level",
    "output: 'input[n]', where: margin > 1, level",
    /"input\[n\]" is no output; there are: loss, loss\[n\], input\[n,c\], target\[n,c\], target\[n\]/,
  ],
  [
    'an exception of no output',
    "output: 'input[n,c]', where: margin > 1, why",
    "output: 'inputs', where: margin > 1, why",
    /"inputs" is no output; there are: loss, input, target/,
  ],
  [
    'a grade of no list',
    'grade: standard',
    'grade: normal',
    /^\d+:5 {2}"grade" must be one of: accurate, standard, lenient/,
  ],
  ['rows of different lengths', '[[1, 2]]', '[[1, 2], [3]]', /^\d+:3 {2}rows of one tensor differ in length/],
  [
    'a shape that does not hold its data',
    '[[1, 2]]',
    '{ shape: [3], data: [1, 2] }',
    /^\d+:3 {2}shape \[3\] does not hold 2 entries/,
  ],
  ['broken YAML', 'mistakes:\n  doubled:', 'mistakes:\n doubled:\n   x: [', /^\d+:\d+ {2}/],
])('%s', (_, right, wrong, complaint) => {
  expect(TEXT.split(right), `"${right}" stands in the text once`).toHaveLength(2);
  let message = '';
  try {
    readLoss('toy.yaml', TEXT.replace(right, wrong));
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    message = error.message;
  }
  expect(message).toMatch(/^toy\.yaml:/);
  expect(message.slice('toy.yaml:'.length)).toMatch(complaint);
  expect(message).not.toMatch(/\n {4}at /);
  const line = Number(message.split(':')[1]);
  if (!wrong.includes('x: [')) expect(Math.abs(line - lineOf(right))).toBeLessThanOrEqual(3);
});

test('an input that has neither one form nor several is refused', () => {
  const text = TEXT.replace('of: [n, c], is: real, gradient: must, ', '');
  expect(() => readLoss('toy.yaml', text)).toThrow('toy.yaml:6:3  "input" needs "of" and "is", or both for each mode');
});

describe('the losses there are', () => {
  const losses = loadLosses();

  test('each lies in a file of its name', () => {
    for (const [name, loss] of losses) expect(loss.file).toBe(`spec/losses/${name}.yaml`);
    expect([...losses.keys()]).toEqual(
      expect.arrayContaining(['cross_entropy', 'nll_loss', 'binary_cross_entropy_with_logits']),
    );
  });

  test('every clause has one id, and a loss’s clauses begin with its name', () => {
    const shared = [...commonClauses().keys()];
    for (const [name, { clauses, dialects }] of losses) {
      const own = [...clauses.keys(), ...[...dialects.values()].flatMap((dialect) => [...dialect.clauses.keys()])];
      expect(new Set([...own, ...shared]).size, name).toBe(own.length + shared.length);
      expect(
        own.filter((id) => !id.startsWith(`${name}.`)),
        name,
      ).toEqual([]);
    }
  });

  test('laws ask losses that are there', () => {
    for (const loss of losses.values()) {
      for (const { asks } of loss.laws.values()) {
        for (const { loss: other } of asks.values())
          if (other !== undefined) expect([...losses.keys()]).toContain(other);
      }
    }
  });

  test('no more alternatives stand beside one another than the witnesses try', () => {
    const lines = [...losses.values()].flatMap((loss) => [
      loss.definition,
      loss.gradients,
      ...[...loss.algorithms.values()].flatMap(({ lines, gradients }) => [lines, gradients]),
    ]);
    const all = [...lines.flatMap((group) => [...group.values()].flat()), ...[...reductions.values()].flat()];
    const counts = all.flatMap(({ body }) =>
      [...walk(body)].flatMap((tree) => (tree.kind === 'either' ? [tree.alternatives.length] : [])),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  });

  test('every loss has an algorithm of grade accurate, without which that grade would mean nothing', () => {
    for (const [name, { algorithms }] of losses) {
      expect(
        [...algorithms.values()].some(({ grade }) => grade === 'accurate'),
        name,
      ).toBe(true);
    }
  });
});

test('what all losses share is as PyTorch has it', () => {
  expect([...reductions.keys()]).toEqual(expect.arrayContaining(['none', 'sum', 'mean']));
  expect(Object.keys(layouts)).toEqual(expect.arrayContaining(['class_positions', 'elementwise']));
  expect(common.legacy.rules.map(({ gives }) => gives)).toEqual(['none', 'sum', 'mean']);
  expect([...profiles.keys()]).toEqual(expect.arrayContaining(['float64', 'float32']));
});
