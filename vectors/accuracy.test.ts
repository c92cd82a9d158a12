/** The width of `accurate` in units of the output's own condition, against widths laid out by hand. */
import { expect, test } from 'vitest';
import { grades } from '../spec/loss.ts';
import type { Ends } from '../spec/oracle/acceptance.ts';
import { profiles } from '../spec/profiles.ts';
import { type Asked, bind, classes, lossNamed, tensor } from '../spec/testing.ts';
import { accuracyRatio, isExcepted } from './accuracy.ts';

const float32 = profiles.get('float32');
const u = 2 ** -24;

/** The same ends at every grade. */
const atAllGrades = (ends: Ends) =>
  Object.fromEntries(grades.map((grade) => [grade, ends])) as Record<'accurate' | 'standard' | 'lenient', Ends>;

test.each<[says: string, slack: number, ratio: number]>([
  ['nothing is wide', 0, 0],
  ['four roundings', 4, 4],
  ['half a rounding', 0.5, 0.5],
])('where %s', (_, roundings, ratio) => {
  // −(−3) is 3, with condition |3·1| + |3| = 6.
  const bound = bind(lossNamed('nll_loss'), {
    inputs: { input: tensor([[-3, 0]]), target: classes([0]) },
    parameters: { reduction: 'sum' },
  });
  const slack = roundings * u * 6;
  const acceptance = new Map([['loss', atAllGrades({ low: [3 - slack], high: [3 + slack] })]]);
  expect(float32 && accuracyRatio(bound, float32, acceptance)).toBeCloseTo(ratio, 6);
});

test('what may be infinite or NaN does not count, and the widest output does', () => {
  const asked: Asked = {
    inputs: { input: tensor([[-3], [-1]]), target: classes([0, 0]) },
    parameters: { reduction: 'none' },
    gradients: ['input'],
    upstream: [0.5, 2],
  };
  const bound = bind(lossNamed('nll_loss'), asked);
  const acceptance = new Map([
    ['loss', atAllGrades({ low: [NaN, 1 - 2 * u], high: [NaN, 1 + 2 * u] })], // condition 2: ratio 1
    ['input', atAllGrades({ low: [-Infinity, -2 - 24 * u], high: [0, -2 + 24 * u] })], // condition 4: ratio 6
  ]);
  expect(float32 && accuracyRatio(bound, float32, acceptance)).toBeCloseTo(6, 6);
});

test('exceptions are those the spec names, where it names them', () => {
  const loss = lossNamed('cross_entropy');
  const inputs = { input: tensor([[1, 2]]), target: classes([0]) };
  const excepted = (parameters: Asked['parameters'], output: string, asked = inputs) =>
    isExcepted(bind(loss, { inputs: asked, parameters: parameters ?? {} }), output);
  expect(excepted({}, 'loss')).toBe(false);
  expect(excepted({}, 'input')).toBe(false);
  expect(loss.accuracy.except.some(({ output }) => output.startsWith('loss'))).toBe(false);
});
