/** Losses are read whole: lines, inputs, parameters, requirements, points. */
import { describe, expect, test } from 'vitest';
import { TEXT } from './load.testing.ts';
import { readLoss } from './load.ts';
import { EVERY_MODE, type Lines } from './loss.ts';

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
