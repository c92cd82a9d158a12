/** The float reading: formulas run on simulated machines give what Math.fround gives, step by step by hand. */
import { expect, test } from 'vitest';
import { Graph } from '../formula/graph.ts';
import { parse } from '../formula/parse.ts';
import { expanderFor, nodeOf, type Setting } from '../testing.ts';
import { machine } from './machine.ts';
import { Tape } from './tape.ts';

const plain = { order: 'forward', ulps: 0, flushes: false } as const;
const float32 = machine({ dtype: 'float32' }, plain);
const float64 = machine({ dtype: 'float64' }, plain);
const run = (text: string, setting: Setting = {}, on = float32, alternative = 0): number | undefined =>
  new Tape([nodeOf(text, setting)]).run(on, alternative)[0];

const { fround } = Math;
const x = [fround(0.1), fround(0.7), 3];
const row: Setting = { inputs: { x }, sizes: { n: 3 }, parameters: { rate: 0.1 } };
const [a = 0, b = 0, c = 0] = x;

test.each<[string, number]>([
  ['x[0] + x[1]', fround(a + b)],
  ['x[0] * x[1] - x[2]', fround(fround(a * b) - c)],
  ['x[0] / x[2]', fround(a / c)],
  ['-x[0] * x[1]', fround(-a * b)],
  ['exp(x[1])', fround(Math.exp(b))],
  ['log(x[0]) + log1p(x[1])', fround(fround(Math.log(a)) + fround(Math.log1p(b)))],
  ['expm1(x[0])', fround(Math.expm1(a))],
  ['sum[n](x[n] * x[n])', fround(fround(fround(a * a) + fround(b * b)) + fround(c * c))],
  ['max[n](x[n]) - min(x[0], x[1])', fround(c - a)],
  ['0.1 + x[2]', fround(fround(0.1) + c)], // a literal is held in the dtype
  ['rate * x[2]', fround(fround(0.1) * c)], // and so is a parameter
  ['if(x[0] + x[1] < 1, x[0], x[1])', a],
  ['if(exp(x[0]) >= 2, x[0], x[1])', b],
  ['if(exp(x[0]) != exp(x[0]), x[0], x[1])', b],
  ['detach(x[0])', a],
  ['log(0 * x[0])', -Infinity],
  ['exp(x[2] * 1000) * 0', NaN],
])('%s in binary32', (text, value) => {
  expect(run(text, row)).toBe(value);
});

test('in binary64 the same formula is JavaScript’s own', () => {
  expect(run('sum[n](exp(x[n])) / rate', row, float64)).toBe((Math.exp(a) + Math.exp(b) + Math.exp(c)) / 0.1);
});

test('both sides of a choice are computed, and the other does no harm', () => {
  expect(run('if(exp(x[0]) > 100, log(x[0] - x[0] - 1), 7)', row)).toBe(7);
});

test('comparisons with NaN are false, "not equal" true', () => {
  const nan: Setting = { inputs: { x: [NaN] } };
  for (const [relation, taken] of [
    ['<', 2],
    ['<=', 2],
    ['==', 2],
    ['>=', 2],
    ['>', 2],
    ['!=', 1],
  ] as const) {
    expect(run(`if(exp(x[0]) ${relation} 1, 1, 2)`, nan), relation).toBe(taken);
  }
});

test('every choice between alternatives takes the one asked for, counted around', () => {
  const text = 'either(x[0], x[1], x[2]) * 10 + either(x[0], x[1])';
  const setting = { inputs: { x: [1, 2, 3] } };
  expect([0, 1, 2].map((alternative) => run(text, setting, float64, alternative))).toEqual([11, 22, 31]);
});

test('a tape runs again on another machine as if it had not run before', () => {
  const tape = new Tape([nodeOf('x[0] * x[1]', row)]);
  expect([float64, float32, float64].map((on) => tape.run(on)[0])).toEqual([a * b, fround(a * b), a * b]);
});

test('outputs come in the order asked for, shared parts computed once', () => {
  const graph = new Graph();
  const expander = expanderFor(row, graph);
  const [sum, square] = [
    expander.number(parse('x[0] + x[2]')),
    expander.number(parse('(x[0] + x[2]) * (x[0] + x[2])')),
  ];
  const total = fround(a + c);
  expect([...new Tape([square, sum, square]).run(float32)]).toEqual([
    fround(total * total),
    total,
    fround(total * total),
  ]);
});

test('inputs are flushed by a machine that flushes', () => {
  const flushing = machine({ dtype: 'float32' }, { ...plain, flushes: true });
  expect(run('x[0]', { inputs: { x: [2 ** -130] } }, flushing)).toBe(0);
  expect(run('x[0]', { inputs: { x: [2 ** -130] } }, float32)).toBe(2 ** -130);
});

test('results are stored in a half even where operations are not', () => {
  const fused = machine({ dtype: 'float16', computes: 'float32', stores: 'results' }, plain);
  expect(run('x[0] + x[1]', { inputs: { x: [1, 2 ** -12] } }, fused)).toBe(1);
  expect(run('(x[0] + x[1]) - x[0]', { inputs: { x: [1, 2 ** -12] } }, fused)).toBe(2 ** -12);
  const eager = machine({ dtype: 'float16', computes: 'float32', stores: 'every result' }, plain);
  expect(run('(x[0] + x[1]) - x[0]', { inputs: { x: [1, 2 ** -12] } }, eager)).toBe(0);
});
