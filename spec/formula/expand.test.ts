/** What a formula means when it is asked of numbers: indices filled in, conditions settled, untaken branches unheard of. */
import { expect, test } from 'vitest';
import { exactValue, expanderFor, nodeOf, type Setting } from '../testing.ts';
import { Graph } from './graph.ts';
import { parse } from './parse.ts';

const rows = {
  inputs: {
    x: [
      [1, 5, 2],
      [-3, 0.5, 0.25],
    ],
  },
  sizes: { n: 2, c: 3, k: 3 },
  named: { positions: 2, classes: 3 },
};

test.each<[string, number, Setting]>([
  ['1 - 2 - 4', -5, {}],
  ['8 / 2 * 4', 16, {}],
  ['-3 * -3', 9, {}],
  ['sum[n](sum[c](x[n,c]))', 5.75, rows],
  ['sum[c where c != 1](x[0,c])', 3, rows],
  ['sum[c where x[0,c] > 100](x[0,c])', 0, rows],
  ['sum[n](max[c](x[n,c]))', 5.5, rows],
  ['argmax[c](x[0,c])', 1, rows],
  ['argmax[c](0 * c)', 0, rows],
  ['x[1,classes - 1]', 0.25, rows],
  ['x[positions - 1,argmax[k](x[0,k])]', 0.5, rows],
  ['max(2, -7, 3) - min(2, -7, 3)', 10, {}],
  ['sum(1, 2, 4)', 7, {}],
  ['max[c](c * c)', 4, rows],
  ['if(reduction is mean, 1, 2)', 1, { parameters: { reduction: 'mean' } }],
  ['if(mode is indices, 1, 2)', 2, { mode: 'probabilities' }],
  ['if(given(w), 1, 2) + if(given(p), 10, 20)', 22, { parameters: { w: undefined } }],
  ['if(given(w), 1, 2) + if(given(p), 10, 20)', 11, { parameters: { w: 0 }, inputs: { p: [0] } }],
  ['w[7] * 2', 2, { absent: { w: 1 } }],
  ['p * 4', 2, { parameters: { p: 0.5 } }],
  ['rank(x) * 10 + rows(x)', 22, rows],
  ['if(finite(x[0]) and not finite(x[1]) and integer(x[2]), 1, 0)', 1, { inputs: { x: [0.5, Infinity, 3] } }],
  ['if(same_shape(x, y) and not same_shape(x, z), 1, 0)', 1, { inputs: { x: [[1, 2]], y: [[0, 0]], z: [1, 2] } }],
  ['if(all[n](x[n] > 0) or exists[n](x[n] == -3), 1, 0)', 1, { inputs: { x: [1, -3] }, sizes: { n: 2 } }],
  ['if(1 > 2 implies 3 > 4, 1, 0)', 1, {}],
])('%s is %d', (text, value, setting) => {
  expect(exactValue(text, setting)).toBe(value);
});

test('claims about nothing are true of all of it and of none of it', () => {
  const empty = expanderFor({ sizes: { n: 0 }, inputs: { x: [] } });
  expect(empty.claim(parse('all[n](x[n] > 0)'))).toBe(true);
  expect(empty.claim(parse('exists[n](x[n] > 0)'))).toBe(false);
  expect(exactValue('sum[n](x[n])', { sizes: { n: 0 }, inputs: { x: [] } })).toBe(0);
});

test('whole numbers beyond 2^53 are compared exactly', () => {
  const expander = expanderFor({ inputs: { t: [9007199254740993n, 3] }, whole: ['t'] });
  expect(expander.claim(parse('t[0] == 9007199254740992'))).toBe(false);
  expect(expander.claim(parse('t[0] > 9007199254740992 and t[1] < t[0]'))).toBe(true);
  expect(expander.claim(parse('t[1] == 3 and t[1] != 4'))).toBe(true);
});

test('NaN equals nothing, itself neither', () => {
  const expander = expanderFor({ inputs: { x: [NaN, 1] } });
  for (const claim of ['x[0] == x[0]', 'x[0] < 1', 'x[0] >= 1'])
    expect(expander.claim(parse(claim)), claim).toBe(false);
  expect(expander.claim(parse('x[0] != x[0] and not finite(x[0])'))).toBe(true);
});

test('the branch that is not taken is never looked at', () => {
  const target = { inputs: { x: [1, 2], target: [-100] }, whole: ['target'] };
  expect(exactValue('if(target[0] == -100, 7, x[target[0]] + missing)', target)).toBe(7);
  expect(exactValue('if(x[0] < x[1], 3, log(-1))', target)).toBe(3);
  expect(exactValue('if(exp(x[0]) > 1, 3, log(-1))', target)).toBe(3); // decided by computed numbers
});

test('a line is evaluated once for each value of its indices', () => {
  const graph = new Graph();
  const expander = expanderFor(
    { inputs: { x: [1, 2] }, sizes: { n: 2 }, lines: { 'e[n]': 'exp(x[n])', total: 'sum[n](e[n] * e[n])' } },
    graph,
  );
  expect(expander.line('e', [0])).toBe(expander.line('e', [0]));
  expect(expander.line('e', [0])).not.toBe(expander.line('e', [1]));
  const exponentials = new Set<number>();
  const visit = (node: ReturnType<typeof expander.line>): void => {
    if (node.kind === 'operation' && node.operator === 'exp') exponentials.add(node.id);
    node.operands.forEach(visit);
  };
  visit(expander.line('total', []));
  expect(exponentials.size).toBe(2);
});

// What is exact in every arithmetic costs no operation, or an implementation could be blamed for rounding it.
test.each([
  ['x + 0', 'x'],
  ['0 + x', 'x'],
  ['x - 0', 'x'],
  ['0 - x', '-x'],
  ['1 * x', 'x'],
  ['x * 1', 'x'],
  ['x / 1', 'x'],
  ['- -x', 'x'],
  ['sum(x)', 'x'],
  ['sum(0, x, 0)', 'x'],
  ['sum[n where n == 5](x)', '0'],
  ['max(x)', 'x'],
  ['either(x, x * 1)', 'x'],
  ['either(x + y, x + y)', 'x + y'],
])('%s is %s itself', (text, plain) => {
  const [graph, setting] = [new Graph(), { inputs: { x: 3, y: 4 }, sizes: { n: 2 } }];
  expect(nodeOf(text, setting, graph)).toBe(nodeOf(plain, setting, graph));
});

test.each(['0 * x', 'x * 0', 'x - x', '0 / x', 'x / x', 'x * -1'])(
  '%s is left as it is: it may be NaN, or round',
  (text) => {
    expect(nodeOf(text, { inputs: { x: 3 } }).kind).toBe('operation');
  },
);

test.each([
  ['missing + 1', /no line is named "missing"/],
  ['missing[0]', /nothing is named "missing"/],
  ['x[0.5]', /an index is a whole number/],
  ['x[exp(0)]', /an index is a whole number/],
  ['sum[q](1)', /"q" is no index of this layout/],
  ['1 + (2 < 3)', /a compare is true or false, not a number/],
  ['1 + all[n](1 < 2)', /"all" is true or false, not a number/],
  ['if(exp(x[0]) > 1 and x[0] > 0, 1, 0)', /a condition on computed numbers is one comparison/],
  ['if(x[0], 1, 0)', /a condition on computed numbers is one comparison/],
  ['reduction + 1', /the parameter "reduction" is no number here/],
])('%s makes no sense: %s', (text, problem) => {
  expect(() => exactValue(text, { inputs: { x: [1] }, sizes: { n: 1 }, parameters: { reduction: 'mean' } })).toThrow(
    problem,
  );
});

test('a claim speaks of exact data, not of computed numbers', () => {
  const expander = expanderFor({ inputs: { x: [1] } });
  expect(() => expander.claim(parse('exp(x[0]) > 1'))).toThrow(/may only speak of its exact data/);
  expect(() => expander.claim(parse('x[0] + 1'))).toThrow(/may only speak of its exact data/);
});
