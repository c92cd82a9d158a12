/** Lines of variants laid over one another, on the losses that are there. */
import { expect, test } from 'vitest';
import { parseLine } from './formula/parse.ts';
import { lineIn, neededBy, overlaid } from './layers.ts';
import { EVERY_MODE, type Lines, type Mistake } from './loss.ts';
import { patchOf } from './patch.ts';
import { lossNamed } from './testing.ts';

const loss = lossNamed('cross_entropy');
const nothing: Lines = new Map();
const anyMistake: Mistake = {
  ...{ name: 'any', says: '', seen: [], in: 'shifted', lines: nothing, gradients: nothing, inputs: nothing },
  ...{ answers: [], changes: [] },
};
const lines = (byMode: Record<string, Record<string, string>>): Lines =>
  new Map(
    Object.entries(byMode).map(([mode, own]) => [
      mode,
      Object.entries(own).map(([head, text]) => parseLine(head, text)),
    ]),
  );
const textOf = (overlay: Lines): Record<string, string[]> =>
  Object.fromEntries([...overlay].map(([mode, own]) => [mode, own.map(({ name, text }) => `${name}: ${text}`)]));

test('a later layer replaces a line in its place, and one of every mode those of single modes', () => {
  const base = lines({ [EVERY_MODE]: { a: '1', b: '2' }, indices: { c: '3', d: '4' } });
  const change = lines({ [EVERY_MODE]: { a: '5', c: '6' } });
  expect(textOf(overlaid(loss, [base, change]))).toEqual({
    [EVERY_MODE]: ['a: 5', 'b: 2', 'c: 6'],
    probabilities: [],
    indices: ['d: 4'],
  });
});

test('a mode’s own line hides that of every mode', () => {
  const overlay = overlaid(loss, [lines({ [EVERY_MODE]: { a: '1' }, indices: { a: '2' } })]);
  expect(lineIn(overlay, 'indices', 'a')?.text).toBe('2');
  expect(lineIn(overlay, 'probabilities', 'a')?.text).toBe('1');
});

test('only the lines that a formula speaks of are kept, also those behind others', () => {
  const all = lines({ [EVERY_MODE]: { a: 'b + 1', b: '2', c: '3' } });
  expect(textOf(neededBy(lines({ [EVERY_MODE]: { g: 'a * 2' } }), all))).toEqual({
    [EVERY_MODE]: ['a: b + 1', 'b: 2'],
  });
});

test('a mistake is a patch: the right line before the wrong one', () => {
  const mistake = { ...anyMistake, lines: lines({ indices: { denominator: 'positions' } }), gradients: nothing };
  expect(patchOf(loss, mistake)).toBe(
    ['@@ mode indices @@', '- denominator: sum[n where kept[n]](weight[target[n]])', '+ denominator: positions'].join(
      '\n',
    ),
  );
});

test('where a line is the reductions’ own, each of them is the right one', () => {
  const mistake = { ...anyMistake, lines: nothing, gradients: lines({ [EVERY_MODE]: { 'seed[n]': '1' } }) };
  const patch = patchOf(loss, mistake).split('\n');
  expect(patch).toContain('- seed[n]: upstream[n]   (none)');
  expect(patch.at(-1)).toBe('+ seed[n]: 1');
});
