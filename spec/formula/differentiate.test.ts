/** Gradients against derivatives worked by hand, at points where both are exact or known to every bit. */
import { expect, test } from 'vitest';
import { bigint } from '../oracle/bigint.ts';
import { exactValues } from '../oracle/exact.ts';
import { expanderFor, type Setting } from '../testing.ts';
import { differentiate } from './differentiate.ts';
import { Graph } from './graph.ts';
import { parse } from './parse.ts';

/** ∂f/∂x[i] for every entry of the input x, times `seed`. */
function gradient(text: string, x: readonly number[], setting: Setting = {}, seed = 1): readonly number[] {
  const graph = new Graph();
  const expander = expanderFor(
    { sizes: { n: x.length, k: x.length }, ...setting, inputs: { ...setting.inputs, x } },
    graph,
  );
  const result = expander.number(parse(text));
  const leaves = x.map((_value, index) => expander.leaf('x', index));
  return exactValues(bigint, differentiate(graph, new Map([[result, graph.constant(seed)]]), leaves));
}

// Derivatives by the rules of calculus; every value here is exact in binary, or e = Math.E to the last bit.
test.each<[formula: string, x: number[], derivative: number[]]>([
  ['x[0] + x[1]', [3, 5], [1, 1]],
  ['x[0] - x[1]', [3, 5], [1, -1]],
  ['x[0] * x[1]', [3, 5], [5, 3]],
  ['x[0] / x[1]', [3, 4], [1 / 4, -3 / 16]],
  ['-x[0]', [3], [-1]],
  ['exp(x[0])', [1], [Math.E]],
  ['log(x[0])', [8], [1 / 8]],
  ['log1p(x[0])', [3], [1 / 4]],
  ['expm1(x[0])', [1], [Math.E]],
  ['max(x[0], x[1])', [3, 5], [0, 1]],
  ['min(x[0], x[1])', [3, 5], [1, 0]],
  ['max[n](x[n])', [1, 7, 7, 2], [0, 1, 0, 0]], // of equals the first
  ['min(x[0], x[1])', [2, 2], [1, 0]],
  ['sum[n](x[n] * x[n])', [1, -2, 3], [2, -4, 6]],
  ['x[0] * x[0] * x[0]', [3], [27]],
  ['x[0] / x[0]', [3], [0]],
  ['sum[n where n != 1](x[n])', [1, 2, 4], [1, 0, 1]],
  ['x[argmax[n](x[n])] * 2', [1, 4, 3], [0, 2, 0]],
  ['detach(x[0]) * x[0]', [3], [3]],
  ['exp(x[0] - detach(max[n](x[n])))', [2, 2], [1, 0]],
  ['either(x[0] * 2, x[0] + x[0])', [3], [2]],
  ['7', [3], [0]],
])('the gradient of %s at %j is %j', (formula, x, derivative) => {
  expect(gradient(formula, x)).toEqual(derivative);
});

test('the gradient of a log-sum-exp is a softmax: one half, one quarter, one quarter', () => {
  // exp(0) : exp(−ln 2) is 2 : 1 only in the limit, so equal logits are used: each gets exactly 1/n.
  expect(gradient('log(sum[k](exp(x[k])))', [2.5, 2.5])).toEqual([0.5, 0.5]);
  expect(gradient('log(sum[k](exp(x[k])))', [-1, -1, -1, -1])).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test('what arrives from above multiplies everything', () => {
  expect(gradient('x[0] * x[1] + x[0]', [3, 5], {}, -0.5)).toEqual([-3, -1.5]);
});

test.each<[string, number[], number[]]>([
  // The text before the comma decides; only the taken side counts, though the other is infinite there.
  ['if(x[0] > 0, x[0] * x[0], log(x[0]))', [3], [6]],
  ['if(exp(x[0]) > 0, 2 * x[0], log(x[0]))', [0], [2]], // log'(0) = 1/0
  ['if(exp(x[0]) < 0, log(x[0]), 2 * x[0])', [0], [2]],
  ['if(exp(x[0]) < 0, 1 / (x[0] * x[0]), 2 * x[0])', [0], [2]],
  ['if(exp(x[0]) > 2, x[1], if(exp(x[0]) > 1, log(x[1]), 5 * x[1]))', [0, 0], [0, 5]],
  ['if(exp(x[0]) > 2, log(x[1]) * log(x[1]), 0) + x[1]', [0, 0], [0, 1]],
])('the gradient of %s at %j is %j, whatever the untaken branch would give', (formula, x, derivative) => {
  expect(gradient(formula, x)).toEqual(derivative);
});

test('a shared part of two branches gets what the taken one sends', () => {
  const lines = { 'root[n]': 'exp(x[n])' };
  const formula = 'if(exp(x[1]) > 2, root[0] * 3, root[0] * 5)';
  expect(gradient(formula, [0, 0], { lines })).toEqual([5, 0]);
  expect(gradient(formula, [0, 1], { lines })).toEqual([3, 0]);
});

test('infinities of a branch that is taken are not hidden', () => {
  expect(gradient('if(exp(x[0]) > 0, log(x[0]), 0)', [0])).toEqual([Infinity]);
  expect(gradient('x[1] * log(x[0])', [0, 0])).toEqual([NaN, -Infinity]);
});

test('one node that is the result of two questions gets what arrives at both', () => {
  const graph = new Graph();
  const expander = expanderFor({ inputs: { x: [3] } }, graph);
  const [square, cube] = [expander.number(parse('x[0] * x[0]')), expander.number(parse('x[0] * x[0] * x[0]'))];
  const seeds = new Map([
    [square, graph.constant(10)],
    [cube, graph.constant(100)],
  ]);
  expect(exactValues(bigint, differentiate(graph, seeds, [expander.leaf('x', 0)]))).toEqual([10 * 6 + 100 * 27]);
});
