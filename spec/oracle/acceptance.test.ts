/** What is accepted where nothing rounds, where a number is not all there is, and by a dialect. */
import { describe, expect, test } from 'vitest';
import { grades } from '../loss.ts';
import { bind, classes, LOSS, lossNamed, tensor } from '../testing.ts';
import { accept, allows, Unbounded } from './acceptance.ts';
import { bigint } from './bigint.ts';
import { type Judged, judge, profileNamed } from './testing.ts';

/** Ends at every grade, joined. */
const endsOf = ({ acceptance }: Judged, output = LOSS): readonly (readonly number[])[] =>
  grades.flatMap((grade) => {
    const ends = acceptance.get(output)?.[grade];
    return ends ? [ends.low, ends.high] : [];
  });

describe('what is exact is accepted exactly', () => {
  test('dyadic sums, products by powers of two, ignored positions', () => {
    const asked = {
      inputs: {
        input: tensor([
          [-1, -2],
          [-0.5, -3],
          [-4, -0.25],
        ]),
        target: classes([0, 1, -100]),
        weight: tensor([0.5, 2]),
      },
      gradients: ['input'],
      upstream: 2.5,
    };
    const sum = judge('nll_loss', { ...asked, parameters: { reduction: 'sum' } }, 'float32');
    expect(endsOf(sum)).toEqual(Array(6).fill([6.5]));
    expect(endsOf(sum, 'input')).toEqual(Array(6).fill([-1.25, 0, 0, -5, 0, 0]));
  });

  test('equal logits have a gradient that is exact where it is dyadic, and a single class has none', () => {
    const asked = {
      inputs: { input: tensor([[3], [1000]]), target: classes([0, 0]) },
      gradients: ['input'],
      upstream: 1.75,
    };
    const judged = judge('cross_entropy', asked, 'float64');
    expect(endsOf(judged)).toEqual(Array(6).fill([0]));
    expect(endsOf(judged, 'input')).toEqual(Array(6).fill([0, 0]));
  });
});

describe('where a number is not all there is', () => {
  test('a mean over nothing is NaN, and only NaN is right', () => {
    const asked = { inputs: { input: tensor([[-1, -2]]), target: classes([-100]) } };
    const ends = judge('nll_loss', asked, 'float32').acceptance.get(LOSS)?.standard ?? { low: [], high: [] };
    expect(ends).toEqual({ low: [NaN], high: [NaN] });
    expect(allows(ends, 0, Number.NaN)).toBe(true);
    for (const wrong of [0, 1, Infinity, -Infinity]) expect(allows(ends, 0, wrong), String(wrong)).toBe(false);
  });

  test('of an infinite loss only infinity of its sign is right', () => {
    const asked = { inputs: { input: tensor([[0.5, -Infinity]]), target: classes([1]) } };
    const ends = judge('cross_entropy', asked, 'float32').acceptance.get(LOSS)?.lenient ?? { low: [], high: [] };
    expect(allows(ends, 0, Infinity)).toBe(true);
    for (const wrong of [NaN, 3.4e38, -Infinity]) expect(allows(ends, 0, wrong), String(wrong)).toBe(false);
  });

  test('NaN is never right where the truth is a number, and −0 is 0', () => {
    expect(allows({ low: [-1], high: [1] }, 0, Number.NaN)).toBe(false);
    expect(allows({ low: [0], high: [0] }, 0, -0)).toBe(true);
    expect(allows({ low: [-0], high: [-0] }, 0, 0)).toBe(true);
    expect(allows({ low: [1, 5], high: [2, 6] }, 1, 5.5)).toBe(true);
    expect(allows({ low: [1, 5], high: [2, 6] }, 1, 1.5)).toBe(false);
  });

  test('a masked logit has probability 0 and slope 0, exactly', () => {
    const asked = {
      inputs: { input: tensor([[0.5, -Infinity, 1]]), target: classes([0]) },
      gradients: ['input'],
      upstream: 1.5,
    };
    const judged = judge('cross_entropy', asked, 'float32');
    for (const ends of endsOf(judged, 'input')) expect(ends[1]).toBe(0);
  });

  test('a truth beyond the largest number of the dtype is rightly infinite there', () => {
    const asked = {
      inputs: { input: tensor([[-1e30, 0]]), target: classes([0]), weight: tensor([1e10, 1]) },
      parameters: { reduction: 'sum' },
    };
    const narrow = judge('nll_loss', asked, 'float32').acceptance.get(LOSS)?.lenient;
    expect(narrow && allows(narrow, 0, Infinity)).toBe(true);
    for (const wrong of [1e38, -Infinity, NaN]) expect(narrow && allows(narrow, 0, wrong), String(wrong)).toBe(false);
    const wide = judge('nll_loss', asked, 'float64').acceptance.get(LOSS)?.lenient;
    expect(wide && allows(wide, 0, 1e40)).toBe(true);
    expect(wide && allows(wide, 0, Infinity)).toBe(false);
  });

  test('a mean whose sum overflows leaves no acceptance, where the dtype is too narrow', () => {
    const asked = { inputs: { input: tensor([[-3e38], [-3e38]]), target: classes([0, 0]) } };
    expect(() => judge('nll_loss', asked, 'float32')).toThrow(Unbounded);
    expect(() => judge('nll_loss', asked, 'float32')).toThrow(/loss\[0\] of algorithm select may overflow/);
    expect(endsOf(judge('nll_loss', asked, 'float64'))).toEqual(Array(6).fill([3e38]));
  });

  test('a sum that may overflow on its way leaves none either', () => {
    const big = 1.5 * 2 ** 127;
    const asked = {
      inputs: { input: tensor([[-big], [-big], [big]]), target: classes([0, 0, 0]) },
      parameters: { reduction: 'sum' },
    };
    expect(() => judge('nll_loss', asked, 'float32')).toThrow(Unbounded);
    expect(endsOf(judge('nll_loss', asked, 'float64'))).toEqual(Array(6).fill([big]));
  });

  test('subnormal inputs may be read as 0', () => {
    const asked = {
      inputs: { input: tensor([[-(2 ** -130)]]), target: classes([0]) },
      parameters: { reduction: 'sum' },
    };
    expect(endsOf(judge('nll_loss', asked, 'float32')).slice(0, 2)).toEqual([[0], [2 ** -130]]);
  });

  test('nearly certain predictions keep their tiny losses only at the grade accurate', () => {
    const asked = { inputs: { input: tensor([[20, 0, 1]]), target: classes([0]) } };
    const { acceptance } = judge('cross_entropy', asked, 'float32');
    const ends = acceptance.get(LOSS);
    expect(ends && allows(ends.accurate, 0, 7.66395e-9)).toBe(true);
    expect(ends && allows(ends.accurate, 0, 0)).toBe(false); // PyTorch 1.13 answers 0 here
    expect(ends && allows(ends.standard, 0, 0)).toBe(true);
  });
});

test('a dialect’s lines change what is accepted', () => {
  const loss = lossNamed('cross_entropy');
  const lines = loss.dialects.get('onnx')?.readings[1]?.lines;
  const bound = bind(loss, {
    inputs: {
      input: tensor([
        [1, 2],
        [1, 3],
        [0, 0],
      ]),
      target: classes([0, 1, -100]),
    },
  });
  const truth = new Map([[LOSS, [(1.3132616875182228 + 0.1269280110429726) / 3]]]);
  if (!lines) throw new Error('the dialect has no second reading');
  const [low = 0] =
    accept(bigint, bound, profileNamed('float32'), truth, { dialect: lines }).get(LOSS)?.lenient.low ?? [];
  expect(low).toBeCloseTo(truth.get(LOSS)?.[0] ?? 0, 5);
});
