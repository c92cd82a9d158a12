/** Formulas and the TeX they are typeset as, written by hand as a mathematician would. */
import { expect, test } from 'vitest';
import { loadLosses } from '../load.ts';
import { operators } from './operators.ts';
import { parse, parseLine } from './parse.ts';
import { tex } from './tex.ts';
import { choices, texAligned, texGradientHead, texLine } from './tex-lines.ts';

const input = '\\mathit{input}';

const formulas: readonly (readonly [formula: string, tex: string])[] = [
  // Numbers and names
  ['2', '2'],
  ['1e-7', '10^{-7}'],
  ['2.5e3', '2.5 \\cdot 10^{3}'],
  ['x', 'x'],
  ['label_smoothing', '\\mathit{label\\_smoothing}'],
  ['input[n,c]', `${input}_{n,c}`],
  ['input[n,target[n]]', `${input}_{n,\\mathit{target}_{n}}`],
  ['input[n,classes - 1 - c]', `${input}_{n,\\mathit{classes} - 1 - c}`],
  ['shifted.loss[n]', '\\mathit{loss}^{\\text{shifted}}_{n}'],
  // Parentheses follow the tree
  ['a + b - c', 'a + b - c'],
  ['a - (b - c)', 'a - \\left(b - c\\right)'],
  ['a + (b + c)', 'a + \\left(b + c\\right)'],
  ['(a + b) * c', '\\left(a + b\\right) \\, c'],
  ['a * b + c', 'a \\, b + c'],
  ['a * (b * c)', 'a \\, \\left(b \\, c\\right)'],
  ['a * -b', 'a \\, \\left(-b\\right)'],
  ['a - -b', 'a - \\left(-b\\right)'],
  ['-a + b', '-a + b'],
  ['-a * b', '-a \\, b'],
  ['-(a + b)', '-\\left(a + b\\right)'],
  ['- -a', '-\\left(-a\\right)'],
  ['a * 2e3', 'a \\, \\left(2 \\cdot 10^{3}\\right)'],
  ['(a + b) / (c - d)', '\\frac{a + b}{c - d}'],
  ['1 / (1 + exp(-x))', '\\frac{1}{1 + e^{-x}}'],
  ['log(1 + exp(x))', '\\ln \\left(1 + e^{x}\\right)'],
  ['log(x) * y', '\\left(\\ln x\\right) \\, y'],
  ['-log(x) * y', '\\left(-\\ln x\\right) \\, y'],
  ['y * log(x)', 'y \\, \\ln x'],
  ['log(x) + y', '\\ln x + y'],
  ['log1p(e)', '\\ln(1 + e)'],
  ['max(a + b, -c)', '\\max(a + b, -c)'],
  // Folds
  ['sum[k](exp(x[k]))', '\\sum_{k} e^{x_{k}}'],
  ['log(sum[k](exp(x[k])))', '\\ln \\sum_{k} e^{x_{k}}'],
  ['sum[c](a[c] + b[c])', '\\sum_{c} \\left(a_{c} + b_{c}\\right)'],
  ['sum[c](a[c] * b[c])', '\\sum_{c} a_{c} \\, b_{c}'],
  ['sum[c](a[c]) * b', '\\left(\\sum_{c} a_{c}\\right) \\, b'],
  ['b * sum[c](a[c])', 'b \\, \\sum_{c} a_{c}'],
  ['a * sum[c](b[c]) * d', '\\left(a \\, \\sum_{c} b_{c}\\right) \\, d'],
  ['sum[c](a[c]) + b', '\\sum_{c} a_{c} + b'],
  ['sum[c](a[c]) / b', '\\frac{\\sum_{c} a_{c}}{b}'],
  ['sum[k where k != c](x[k])', '\\sum_{k \\neq c} x_{k}'],
  ['sum[n where kept[n]](1)', '\\sum_{n \\,:\\, \\mathit{kept}_{n}} 1'],
  ['max[c](x[c])', '\\max_{c} x_{c}'],
  ['argmax[k](x[k])', '\\arg\\max_{k} x_{k}'],
  ['streaming_sumexp[c](x[c])', '\\underbrace{\\sum_{c} e^{x_{c} - \\max_{c} x_{c}}}_{\\text{in one pass}}'],
  ['detach(max[c](x[c]))', '\\underbrace{\\max_{c} x_{c}}_{\\text{slope } 0}'],
  // Choices
  ['if(x > 0, x, 0)', '\\begin{cases} x & \\text{if } x \\gt 0 \\\\ 0 & \\text{otherwise} \\end{cases}'],
  [
    'if(x > 0, 1, if(x < 0, -1, 0))',
    '\\begin{cases} 1 & \\text{if } x \\gt 0 \\\\ -1 & \\text{if } x \\lt 0 \\\\ 0 & \\text{otherwise} \\end{cases}',
  ],
  [
    'a * if(x == 0, b, c)',
    'a \\, \\left(\\begin{cases} b & \\text{if } x = 0 \\\\ c & \\text{otherwise} \\end{cases}\\right)',
  ],
  ['either(a / b, a * (1 / b))', '\\frac{a}{b}'],
  ['c - either(a + b, b + a)', 'c - \\left(a + b\\right)'],
  // Truths
  ['not kept[n] and x <= 1', '\\text{not } \\mathit{kept}_{n} \\text{ and } x \\le 1'],
  ['not (x > 1)', '\\text{not } (x \\gt 1)'],
  ['(a == 1 or b == 1) and c == 1', '(a = 1 \\text{ or } b = 1) \\text{ and } c = 1'],
  ['a == 1 or b == 1 or c == 1', 'a = 1 \\text{ or } b = 1 \\text{ or } c = 1'],
  ['a == 1 or b == 1 and c == 1', 'a = 1 \\text{ or } b = 1 \\text{ and } c = 1'],
  ['a == 1 implies b == 1', 'a = 1 \\Rightarrow b = 1'],
  ['reduction is mean', '\\mathit{reduction} \\text{ is } \\mathrm{mean}'],
  ['not (reduction is all_but)', '\\mathit{reduction} \\text{ is not } \\mathrm{all\\_but}'],
  ['not given(weight)', '\\mathit{weight} \\text{ is not given}'],
  ['finite(x[n])', 'x_{n} \\text{ is finite}'],
  ['integer(x)', 'x \\text{ is whole}'],
  ['same_shape(target, input)', `\\mathit{target} \\text{ has the shape of } ${input}`],
  ['rank(input) > 2', `\\mathrm{rank}(${input}) \\gt 2`],
  ['all[n](x[n] > 0)', '\\forall n : x_{n} \\gt 0'],
  ['exists[n](x[n] > 0) and y == 1', '(\\exists n : x_{n} \\gt 0) \\text{ and } y = 1'],
];

test.each(formulas)('%s', (formula, expected) => {
  expect(tex(parse(formula))).toBe(expected);
});

test('a line is an equation, and one that is true or false is an equivalence', () => {
  expect(texLine(parseLine('loss[n]', 'a + b'))).toBe('\\mathit{loss}_{n} &= a + b');
  expect(texLine(parseLine('kept[n]', 'target[n] != ignore_index'))).toBe(
    '\\mathit{kept}_{n} &\\iff \\mathit{target}_{n} \\neq \\mathit{ignore\\_index}',
  );
  expect(texLine(parseLine('ranks', 'rank(input)'))).toBe(`\\mathit{ranks} &= \\mathrm{rank}(${input})`);
});

test('a gradient stands on its left side as a derivative', () => {
  const line = parseLine('input[n,c]', 'seed[n]');
  expect(texLine(line, texGradientHead(line))).toBe(
    `\\frac{\\partial L}{\\partial ${input}_{n,c}} &= \\mathit{seed}_{n}`,
  );
});

test('every choice between equal forms is told, the outer one first', () => {
  expect(choices(parse('x + either(a, b * either(c, d))'))).toEqual([
    { first: 'a', others: ['b \\, c'] },
    { first: 'c', others: ['d'] },
  ]);
});

test('different trees of + − · never look the same', () => {
  const trees = [
    'a - b - c',
    'a - (b - c)',
    'a + b - c',
    'a + (b - c)',
    'a * b - c',
    'a * (b - c)',
    'a * b * c',
    'a * (b * c)',
  ];
  expect(new Set(trees.map((text) => tex(parse(text)))).size).toBe(trees.length);
});

test('every line of every loss is typeset, with braces and environments that close', () => {
  for (const loss of loadLosses().values()) {
    const variants = [...loss.algorithms.values(), ...loss.mistakes.values()].flatMap(({ lines, gradients }) => [
      lines,
      gradients,
    ]);
    const blocks = [loss.definition, ...variants].flatMap((lines) => [...lines.values()]);
    for (const lines of blocks) {
      const block = texAligned(lines.map((line) => texLine(line)));
      let depth = 0;
      for (const [brace] of block.matchAll(/(?<!\\)[{}]/g)) {
        depth += brace === '{' ? 1 : -1;
        expect(depth, block).toBeGreaterThanOrEqual(0);
      }
      expect(depth, block).toBe(0);
      expect(block.split('\\left(').length, block).toBe(block.split('\\right)').length);
      expect(block, 'in a table, | would end the cell').not.toContain('|');
    }
  }
});

test('operators use no macro that GitHub refuses to render', () => {
  for (const [name, { tex: typeset }] of Object.entries(operators)) {
    if (name === 'streaming_sumexp') continue; // Stands in formulas as a fold only, which has its own form.
    expect(typeset('a', 'b'), name).not.toMatch(/\\(operatorname|mbox|phantom|href|class|style)\b/);
  }
});
