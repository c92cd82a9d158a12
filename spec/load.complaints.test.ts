/** A file that is not right is answered with its place and a remedy. */
import { expect, test } from 'vitest';
import { TEXT } from './load.testing.ts';
import { readLoss } from './load.ts';
import { SpecError } from './yaml.ts';

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
