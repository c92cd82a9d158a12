/** Text of the spec that Markdown would misread, and how it is written so that it does not. */
import { expect, test } from 'vitest';
import { code, prose, table } from './markdown.ts';

test.each([
  ['plain text', 'plain text'],
  ['ignore_index stays', 'ignore_index stays'],
  ['a _leading underscore', 'a \\_leading underscore'],
  ['2 * 3 * 4', '2 \\* 3 \\* 4'],
  ['p < q & r', 'p &lt; q &amp; r'],
  ['`a * b` stays', '`a * b` stays'],
  ['x[y](z) is no link', 'x[y]\\(z) is no link'],
  ['costs $1', 'costs &#36;1'],
  ['see pytorch/pytorch#61044.', 'see [pytorch/pytorch#61044](https://github.com/pytorch/pytorch/issues/61044).'],
  ['FluxML/NNlib.jl#68', '[FluxML/NNlib.jl#68](https://github.com/FluxML/NNlib.jl/issues/68)'],
  ['TransformerEngine#2139 has no owner', 'TransformerEngine#2139 has no owner'],
])('%s', (text, expected) => {
  expect(prose(text)).toBe(expected);
});

test('a bar inside a cell does not end it, in code neither', () => {
  expect(table(['a'], [['exp(−|x|)'], [code('|x|')]])).toBe('| a |\n| --- |\n| exp(−\\|x\\|) |\n| `\\|x\\|` |');
});

test('a table without rows is nothing', () => {
  expect(table(['a'], [])).toBe('');
});
