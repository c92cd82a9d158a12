/** What a reduction and the flags of old mean, and which parameters are none. */
import { describe, expect, test } from 'vitest';
import { binary, logits, nll, outcomes } from './interpret.testing.ts';
import { interpret } from './interpret.ts';
import type { ParameterValue } from './question.ts';
import { lossNamed, question } from './testing.ts';

describe('the 27 combinations of size_average, reduce and reduction', () => {
  // PyTorch's legacy_get_string: truth decides, and `reduction` only where neither is given.
  const words = ['none', 'mean', 'sum'];
  const table: readonly [
    sizeAverage: boolean | null,
    reduce: boolean | null,
    means: 'as asked' | 'none' | 'mean' | 'sum',
  ][] = [
    [null, null, 'as asked'],
    [null, true, 'mean'],
    [null, false, 'none'],
    [true, null, 'mean'],
    [true, true, 'mean'],
    [true, false, 'none'],
    [false, null, 'sum'],
    [false, true, 'sum'],
    [false, false, 'none'],
  ];
  const combinations = table.flatMap(([size_average, reduce, means]) =>
    words.map((reduction) => ({ size_average, reduce, reduction, means: means === 'as asked' ? reduction : means })),
  );

  test.each(combinations)('$size_average, $reduce and $reduction mean $means', ({ means, ...parameters }) => {
    for (const loss of ['nll_loss', 'cross_entropy', 'binary_cross_entropy_with_logits']) {
      const asked = { nll_loss: nll, cross_entropy: logits, binary_cross_entropy_with_logits: binary }[loss];
      const meanings = interpret(
        lossNamed(loss),
        question({ ...asked, inputs: asked?.inputs ?? {}, parameters }),
        new Set(),
      );
      expect(
        meanings.map((meaning) => ('bound' in meaning ? meaning.bound.reduction : meaning.refused)),
        loss,
      ).toEqual([means]);
    }
  });

  test('three times what is asked, nine means, six sums and nine nones', () => {
    const given = combinations.filter(({ size_average, reduce }) => size_average !== null || reduce !== null);
    expect(combinations).toHaveLength(27);
    expect(words.map((word) => given.filter(({ means }) => means === word).length)).toEqual([9, 9, 6]);
  });
});

test.each<[says: string, parameters: Record<string, ParameterValue>, outcomes: string[]]>([
  ['by default the mean', {}, ['answer mean only']],
  ['an unknown word', { reduction: 'average' }, ['common.reduction.unknown']],
  ['batchmean, which only KL divergence has', { reduction: 'batchmean' }, ['common.reduction.unknown']],
  ['the word Mean', { reduction: 'Mean' }, ['common.reduction.unknown']],
  ['no word at all', { reduction: '' }, ['common.reduction.unknown']],
  ['null', { reduction: null }, ['common.reduction.unknown']],
  ['a number', { reduction: 1 }, ['common.reduction.unknown']],
  [
    'a name of old, refused or taken for the mean',
    { reduction: 'elementwise_mean' },
    ['answer mean only', 'common.reduction.unknown'],
  ],
  [
    '0 for false, which should be judged by its truth',
    { size_average: 0 },
    ['answer sum only', 'legacy.truthiness (misses legacy.truthiness)'],
  ],
  ['a word for true', { size_average: 'sum' }, ['answer mean only', 'legacy.truthiness (misses legacy.truthiness)']],
  [
    '0 beside a flag that decides',
    { size_average: 0, reduce: false },
    ['answer none only', 'legacy.truthiness (misses legacy.truthiness)'],
  ],
  [
    'an overridden unknown word, which should not be looked at',
    { size_average: true, reduction: 'bogus' },
    ['answer mean only', 'legacy.unvalidated (misses legacy.unvalidated)'],
  ],
  ['a parameter it does not have', { label_smoothing: 0 }, ['common.parameter.unknown']],
  ['half a class', { ignore_index: 0.5 }, ['nll_loss.ignore_index.kind']],
  ['a word for a class', { ignore_index: 'none' }, ['nll_loss.ignore_index.kind']],
  ['NaN for a class', { ignore_index: 'NaN' }, ['nll_loss.ignore_index.kind']],
  ['no class', { ignore_index: null }, ['nll_loss.ignore_index.kind']],
  ['a truth for a class', { ignore_index: true }, ['nll_loss.ignore_index.kind']],
  ['a class beyond 2^53', { ignore_index: '9223372036854775807' }, ['answer mean only']],
])('a reduction or parameter: %s', (_, parameters, expected) => {
  expect(outcomes(lossNamed('nll_loss'), { ...nll, parameters })).toEqual(expected);
});
