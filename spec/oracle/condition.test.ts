/** Condition numbers Σ|xᵢ·∂f/∂xᵢ| + |f| against those worked by hand. */
import { expect, test } from 'vitest';
import { Graph } from '../formula/graph.ts';
import { nodeOf } from '../testing.ts';
import { conditions } from './condition.ts';

test.each<[formula: string, x: number[], condition: number]>([
  ['x[0] + x[1]', [3, -2], 3 + 2 + 1],
  ['x[0] - x[1]', [3, 3], 6], // all that cancels
  ['x[0] * x[1]', [3, -2], 6 + 6 + 6],
  ['x[0] / x[1]', [3, 4], 3 * 0.75],
  ['-x[0]', [3], 6],
  ['exp(x[0])', [2], 2 * Math.exp(2) + Math.exp(2)],
  ['log(x[0])', [8], 1 + Math.log(8)],
  ['x[0] * x[0]', [3], 3 * 6 + 9],
  ['max(x[0], x[1])', [3, 5], 5 + 5],
  ['if(exp(x[0]) > 1, x[1], log(x[0]))', [2, 7], 7 + 7],
  ['if(exp(x[0]) < 1, x[1], 3 * x[0])', [2, 7], 6 + 6],
  ['either(2 * x[0], x[0] + x[0])', [3], 6 + 6],
  ['p * x[0]', [3], 3 * 0.5 * 2 + 3 * 0.5], // parameters are rounded too
  ['5', [1], 5],
  ['x[0] * 0', [3], 0],
])('of %s at %j it is %d', (formula, x, condition) => {
  const graph = new Graph();
  const node = nodeOf(formula, { inputs: { x }, parameters: { p: 0.5 } }, graph);
  expect(conditions(graph, [node])).toEqual([expect.closeTo(condition, 12)]);
});

test('several outputs each have their own', () => {
  const graph = new Graph();
  const setting = { inputs: { x: [3] } };
  const nodes = ['x[0]', 'x[0] * x[0]', 'x[0]'].map((formula) => nodeOf(formula, setting, graph));
  expect(conditions(graph, nodes)).toEqual([6, 27, 6]);
});
