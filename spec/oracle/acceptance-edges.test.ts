/** Acceptances where more than roundings counts: kinks, arithmetics that leave something open, ends past the largest number. */
import { describe, expect, test } from 'vitest';
import { bind, classes, LOSS, lossNamed, tensor } from '../testing.ts';
import { accept } from './acceptance.ts';
import { bigint } from './bigint.ts';
import { float32, judge, profileNamed } from './testing.ts';

const gpu = profileNamed('float32-gpu');

describe('at a kink', () => {
  const asked = (penalty: string, gradients: readonly string[]) => ({
    inputs: { input: tensor([1, 2]), theta: tensor([0, 1, 0, -2]) },
    parameters: { penalty, strength: 0.5 },
    gradients,
    upstream: 1.5,
  });

  test('every slope of the interval is right, and elsewhere only the one', () => {
    const ends = judge('objective', asked('l1', ['theta']), 'float32').acceptance.get('theta')?.accurate;
    expect(ends).toEqual({ low: [-0.75, 0.75, -0.75, -0.75], high: [0.75, 0.75, 0.75, -0.75] });
  });

  test('that the question has not, nothing is left open', () => {
    const ends = judge('objective', asked('l2', ['theta']), 'float32').acceptance.get('theta')?.accurate;
    expect(ends).toEqual({ low: [0, 1.5, 0, -3], high: [0, 1.5, 0, -3] });
  });

  test('no slope is asked where its gradient is not', () => {
    const { acceptance } = judge('objective', asked('l1', ['input']), 'float32');
    expect([...acceptance.keys()]).toEqual([LOSS, 'input']);
    expect(acceptance.get('input')?.accurate).toEqual({ low: [0.75, 0.75], high: [0.75, 0.75] });
  });
});

describe('where the arithmetic leaves a result open', () => {
  const logits = { inputs: { input: tensor([[0, 1]]), target: classes([0]) } };

  test('in every algorithm of a grade, there is no acceptance', () => {
    const impossible = { inputs: { input: tensor([0]), target: tensor([0.5]) }, parameters: { reduction: 'none' } };
    expect(() => judge('binary_cross_entropy', impossible, gpu)).toThrow(
      expect.objectContaining({
        name: 'Unbounded',
        message: 'loss[0] is indeterminate in every algorithm of standard', // of accurate nothing is promised
      }),
    );
  });

  test('in some of them, the others count; of a grade that has none left nothing is right', () => {
    const without = { ...gpu, ulps: { ...gpu.ulps, log1p: 'log(x - x)' } };
    const ends = judge('cross_entropy', logits, without).acceptance.get(LOSS);
    expect(ends?.accurate).toEqual({ low: [NaN], high: [NaN] });
    const loss = 1.3132616875182228;
    for (const grade of ['standard', 'lenient'] as const) {
      expect(ends?.[grade].low[0]).toBeCloseTo(loss, 5);
      expect(ends?.[grade].high[0]).toBeCloseTo(loss, 5);
      expect(ends?.[grade].low[0]).toBeLessThan(loss);
      expect(ends?.[grade].high[0]).toBeGreaterThan(loss);
    }
  });

  test('only NaN is right where that is the truth, or all that any algorithm answers', () => {
    const ends = (asked: Parameters<typeof bind>[1], truth: number) =>
      accept(bigint, bind(lossNamed('nll_loss'), asked), float32, new Map([[LOSS, [truth]]])).get(LOSS)?.accurate;
    const open = { low: [NaN], high: [NaN] };
    expect(ends({ inputs: { input: tensor([[-1]]), target: classes([0]) } }, NaN)).toEqual(open);
    expect(ends({ inputs: { input: tensor([[-1]]), target: classes([-100]) } }, Infinity)).toEqual(open);
    expect(ends({ inputs: { input: tensor([[-1]]), target: classes([0]) } }, 1)).toEqual({ low: [1], high: [1] });
  });
});

test('an end that a narrower dtype cannot hold leaves no acceptance', () => {
  const asked = (second: number) => ({
    inputs: { input: tensor([[-32768], [-second]]), target: classes([0, 0]) },
    parameters: { reduction: 'sum' },
  });
  // Past 65520 binary16 has only infinity. The sum is 65520 − 2^-9, which takes 25 bits in binary32.
  expect(() => judge('nll_loss', asked(32752 - 2 ** -9), 'float16')).toThrow(
    'an end of the acceptance overflows float16',
  );
  const nearest = { low: [65504], high: [65504] };
  expect(judge('nll_loss', asked(32752 - 2 ** -7), 'float16').acceptance.get(LOSS)?.accurate).toEqual(nearest);
});

test.each([-1, 1])('one such end is enough, of sign %d', (sign) => {
  const input = tensor([
    [-sign * (43680 - 2 ** -10), 0],
    [0, -sign],
  ]); // the product by 1.5 rounds in binary32, perhaps to 65520
  const asked = {
    inputs: { input, target: classes([0, 1]), weight: tensor([1.5, 1]) },
    parameters: { reduction: 'none' },
  };
  expect(() => judge('nll_loss', asked, 'float16')).toThrow('an end of the acceptance overflows float16');
});
