/** Which names a loss, a function and the clauses that all losses share may speak of. */
import { expect, test } from 'vitest';
import { parse } from './formula/parse.ts';
import { commonClauses, readLoss } from './load.ts';
import { complaintOf, TEXT } from './names.testing.ts';
import { checkNames } from './names.ts';

test('a loss without a typo is read', () => {
  expect(readLoss('toy.yaml', TEXT).name).toBe('toy');
});

const lineOf = (text: string): number => TEXT.slice(0, TEXT.indexOf(text)).split('\n').length;

test('what the reductions ask for must be defined in every mode', () => {
  const { message, line } = complaintOf('    denominator: positions\n', '');
  expect(message).toContain('the output is made of it: "denominator" is no name here');
  expect(line).toBe(lineOf('definition:'));
});

test('the clauses that all losses share speak only of what every loss has', () => {
  const toy = readLoss('toy.yaml', TEXT);
  const complain = (_tree: unknown, _word: string, problem: string): never => {
    throw new Error(problem);
  };
  checkNames({ ...toy, clauses: commonClauses() }, complain);
  const strange = new Map([...commonClauses()].map(([id, clause]) => [id, { ...clause, when: parse('classses > 1') }]));
  expect(() => checkNames({ ...toy, clauses: strange }, complain)).toThrow('"classses" is no name here');
});

test('a function has no reduction: its output is its value', () => {
  const text = `loss: plain
title: Plain
summary: A function.
layout: elementwise
returns: [n]
inputs: { input: { means: x., of: [n], is: real, gradient: must, refuses: { shape: plain.a, dtype: plain.a } } }
parameters: { exact: { is: flag, default: 'true', means: x., clause: plain.a } }
refuses: { parameter: plain.a, gradient: plain.a }
definition: { 'value[n]': 'if(exact is true, input[n], 2 * input[n])' }
algorithms: { only: { says: x., grade: accurate } }
accuracy: { factor: 1 }
mistakes: {}
clauses: { plain.a: { level: must, says: x., source: x, shown: none, reason: x. } }
points: {}
`;
  expect(readLoss('plain.yaml', text).returns).toEqual(['n']);
  expect(() => readLoss('plain.yaml', text.replace('value[n]', 'loss[n]'))).toThrow(
    /the output is made of it: "value" is no name/,
  );
  expect(() => readLoss('plain.yaml', text.replace('exact is true', 'reduction is mean'))).toThrow(
    /"reduction" is no word’s name/,
  );
  expect(() => readLoss('plain.yaml', text.replace('exact is true', 'exact is yes'))).toThrow(
    /"yes" is no exact here; there are: true, false/,
  );
});
