/** What is allowed of a question: an answer, a refusal and by which clause, or either of them. */
import { describe, expect, test } from 'vitest';
import { interpret } from './interpret.ts';
import { readLoss } from './load.ts';
import type { Loss } from './loss.ts';
import type { ParameterValue } from './question.ts';
import { type Asked, classes, lossNamed, question, tensor } from './testing.ts';

/** Outcomes in a line each: "answer", or the clause that refuses; "(misses …)" where a `should` is not kept. */
function outcomes(loss: Loss, asked: Asked, extensions: readonly string[] = []): readonly string[] {
  return interpret(loss, question(asked), new Set(extensions)).map((meaning) => {
    const outcome = 'refused' in meaning ? meaning.refused : `answer ${meaning.bound.reduction} ${meaning.bound.mode}`;
    return meaning.misses === undefined ? outcome : `${outcome} (misses ${meaning.misses})`;
  });
}

const nll = {
  inputs: {
    input: tensor([
      [-1, -2],
      [-1, -3],
    ]),
    target: classes([0, 1]),
  },
};
const logits = {
  inputs: {
    input: tensor([
      [1, 2, 3],
      [1, 3, 0],
    ]),
    target: classes([0, 1]),
  },
};
const binary = { inputs: { input: tensor([0.5, -1, 2]), target: tensor([1, 0, 0]) } };

describe('the 27 combinations of size_average, reduce and reduction', () => {
  // definitions.md §1.2, PyTorch's legacy_get_string: truth decides, and `reduction` only where neither is given.
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

const unchanged = {};
test.each<[says: string, loss: string, asked: Partial<Asked>, outcomes: string[]]>([
  ['as it is', 'nll_loss', unchanged, ['answer mean only']],
  [
    'a class past the last',
    'nll_loss',
    { inputs: { ...nll.inputs, target: classes([0, 2]) } },
    ['nll_loss.target.range'],
  ],
  ['a class below 0', 'nll_loss', { inputs: { ...nll.inputs, target: classes([0, -1]) } }, ['nll_loss.target.range']],
  [
    'the ignored class before its range',
    'nll_loss',
    { inputs: { ...nll.inputs, target: classes([0, -100]) } },
    ['answer mean only'],
  ],
  [
    'a target of another length',
    'nll_loss',
    { inputs: { ...nll.inputs, target: classes([0]) } },
    ['nll_loss.target.shape'],
  ],
  [
    'a target in a column',
    'nll_loss',
    { inputs: { ...nll.inputs, target: classes([[0], [1]]) } },
    ['nll_loss.target.shape'],
  ],
  [
    'floating classes',
    'nll_loss',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'float32') } },
    ['nll_loss.target.dtype'],
  ],
  [
    'floating classes of the run’s dtype',
    'nll_loss',
    { inputs: { ...nll.inputs, target: tensor([0, 1]) } },
    ['nll_loss.target.dtype'],
  ],
  [
    'boolean classes',
    'nll_loss',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'bool') } },
    ['nll_loss.target.dtype'],
  ],
  [
    'narrow classes, answered or refused',
    'nll_loss',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'int32') } },
    ['answer mean only', 'nll_loss.target.dtype'],
  ],
  [
    'bytes for classes',
    'nll_loss',
    { inputs: { ...nll.inputs, target: tensor([0, 1], 'uint8') } },
    ['answer mean only', 'nll_loss.target.dtype'],
  ],
  [
    'a whole-number input',
    'nll_loss',
    {
      inputs: {
        ...nll.inputs,
        input: classes([
          [1, 2],
          [3, 4],
        ]),
      },
    },
    ['nll_loss.input.dtype'],
  ],
  ['an input without classes', 'nll_loss', { inputs: { ...nll.inputs, input: tensor(1) } }, ['nll_loss.input.shape']],
  ['a weight too short', 'nll_loss', { inputs: { ...nll.inputs, weight: tensor([1]) } }, ['nll_loss.weight.shape']],
  ['a weight too deep', 'nll_loss', { inputs: { ...nll.inputs, weight: tensor([[1, 1]]) } }, ['nll_loss.weight.shape']],
  ['whole weights', 'nll_loss', { inputs: { ...nll.inputs, weight: classes([1, 1]) } }, ['nll_loss.weight.dtype']],
  [
    'an input it does not have',
    'nll_loss',
    { inputs: { ...nll.inputs, pos_weight: tensor([1, 1]) } },
    ['common.parameter.unknown'],
  ],
  [
    'the gradient of the target, refused or left out',
    'nll_loss',
    { gradients: ['input', 'target'], upstream: 1 },
    ['nll_loss.differentiable', 'answer mean only'],
  ],

  ['class indices', 'cross_entropy', unchanged, ['answer mean indices']],
  [
    'probabilities, told by their shape',
    'cross_entropy',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
    },
    ['answer mean probabilities'],
  ],
  [
    'whole-number probabilities',
    'cross_entropy',
    {
      inputs: {
        ...logits.inputs,
        target: classes([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
    },
    ['cross_entropy.target.dtype'],
  ],
  [
    'an unbatched distribution',
    'cross_entropy',
    { inputs: { input: tensor([1, 2]), target: tensor([0.5, 0.5]) } },
    ['answer mean probabilities'],
  ],
  [
    'an unbatched class',
    'cross_entropy',
    { inputs: { input: tensor([1, 2]), target: classes(1) } },
    ['answer mean indices'],
  ],
  ['smoothing of 1', 'cross_entropy', { parameters: { label_smoothing: 1 } }, ['answer mean indices']],
  [
    'smoothing above 1',
    'cross_entropy',
    { parameters: { label_smoothing: 1.5 } },
    ['cross_entropy.smoothing.above_one'],
  ],
  [
    'smoothing below 0, which should be refused',
    'cross_entropy',
    { parameters: { label_smoothing: -0.5 } },
    ['cross_entropy.smoothing.below_zero', 'answer mean indices (misses cross_entropy.smoothing.below_zero)'],
  ],
  [
    'NaN smoothing, likewise',
    'cross_entropy',
    { parameters: { label_smoothing: 'NaN' } },
    ['cross_entropy.smoothing.below_zero', 'answer mean indices (misses cross_entropy.smoothing.below_zero)'],
  ],
  [
    'smoothing by a word',
    'cross_entropy',
    { parameters: { label_smoothing: 'some' } },
    ['cross_entropy.smoothing.kind'],
  ],
  [
    'a class that is out of range and smoothing below 0',
    'cross_entropy',
    { inputs: { ...logits.inputs, target: classes([0, 3]) }, parameters: { label_smoothing: -0.5 } },
    ['cross_entropy.target.range'],
  ],
  [
    'an ignored class among probabilities',
    'cross_entropy',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
      parameters: { ignore_index: 0 },
    },
    ['cross_entropy.ignore_index.probabilities'],
  ],
  [
    'an ignored class that nothing has',
    'cross_entropy',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      },
      parameters: { ignore_index: -1 },
    },
    ['answer mean probabilities'],
  ],
  [
    'the gradient of probabilities and weights',
    'cross_entropy',
    {
      inputs: {
        ...logits.inputs,
        target: tensor([
          [0, 1, 0],
          [1, 0, 0],
        ]),
        weight: tensor([1, 2, 3]),
      },
      gradients: ['input', 'target', 'weight'],
      upstream: 1,
    },
    ['answer mean probabilities'],
  ],
  [
    'the gradient of weights beside class indices',
    'cross_entropy',
    { inputs: { ...logits.inputs, weight: tensor([1, 2, 3]) }, gradients: ['weight'], upstream: 1 },
    ['cross_entropy.differentiable', 'answer mean indices'],
  ],

  ['as it is', 'binary_cross_entropy_with_logits', unchanged, ['answer mean only']],
  [
    'a target that would broadcast',
    'binary_cross_entropy_with_logits',
    { inputs: { ...binary.inputs, target: tensor([1]) } },
    ['binary_cross_entropy_with_logits.target.shape'],
  ],
  [
    'a pos_weight that enlarges',
    'binary_cross_entropy_with_logits',
    { inputs: { ...binary.inputs, pos_weight: tensor([[1, 1, 1]]) } },
    ['binary_cross_entropy_with_logits.pos_weight.broadcast'],
  ],
  [
    'a pos_weight that is spread',
    'binary_cross_entropy_with_logits',
    { inputs: { ...binary.inputs, pos_weight: tensor(2) } },
    ['answer mean only'],
  ],
  [
    'a pos_weight below 0, answered or refused',
    'binary_cross_entropy_with_logits',
    { inputs: { ...binary.inputs, pos_weight: tensor([1, -1, 2]) } },
    ['answer mean only', 'binary_cross_entropy_with_logits.pos_weight.negative'],
  ],
  [
    'label_smoothing, which it does not have',
    'binary_cross_entropy_with_logits',
    { parameters: { label_smoothing: 0.5 } },
    ['binary_cross_entropy_with_logits.parameters'],
  ],
  [
    'ignore_index, which the base does not have',
    'binary_cross_entropy_with_logits',
    { parameters: { ignore_index: -100 } },
    ['binary_cross_entropy_with_logits.parameters'],
  ],
])('%s (%s)', (_, name, change, expected) => {
  const base: Record<string, Asked> = {
    nll_loss: nll,
    cross_entropy: logits,
    binary_cross_entropy_with_logits: binary,
  };
  expect(outcomes(lossNamed(name), { ...(base[name] ?? nll), ...change })).toEqual(expected);
});

describe('with the extension binary_ignore_index', () => {
  const loss = lossNamed('binary_cross_entropy_with_logits');
  const own = (parameters: Record<string, ParameterValue>) =>
    outcomes(loss, { ...binary, parameters }, ['binary_ignore_index']);

  test('ignore_index is a number', () => {
    expect(own({ ignore_index: -100 })).toEqual(['answer mean only']);
    expect(own({ ignore_index: 0 })).toEqual(['answer mean only']);
    expect(own({ ignore_index: 'none' })).toEqual(['binary_cross_entropy_with_logits.ignore_index.parameter']);
  });

  test('between 0 and 1 it should be refused, and ignores what equals it where it is not', () => {
    const clause = 'binary_cross_entropy_with_logits.ignore_index.inside';
    expect(own({ ignore_index: 0.5 })).toEqual([clause, `answer mean only (misses ${clause})`]);
  });

  test('another extension does not bring it', () => {
    expect(outcomes(loss, { ...binary, parameters: { ignore_index: 0 } }, ['other'])).toEqual([
      'binary_cross_entropy_with_logits.parameters',
    ]);
  });
});

test('an answer that misses a clause is given with the parameters the clause names', () => {
  const meanings = interpret(
    lossNamed('cross_entropy'),
    question({ ...logits, parameters: { label_smoothing: -0.5 } }),
    new Set(),
  );
  const bound = meanings.flatMap((meaning) => ('bound' in meaning ? [meaning.bound] : []));
  expect(bound.map(({ subjects }) => subjects.parameters.get('label_smoothing'))).toEqual([0]);
});

test('a loss without the legacy flags refuses them', () => {
  const text = `
loss: plain
title: Plain
summary: x.
layout: elementwise
legacy: false
inputs: { input: { means: x., of: [n], is: real, refuses: { shape: plain.shape, dtype: plain.dtype } } }
refuses: { parameter: plain.parameter, gradient: plain.gradient }
definition: { 'loss[n]': 'input[n]', denominator: positions }
algorithms: { only: { says: x., grade: accurate } }
accuracy: { factor: 1 }
mistakes: {}
clauses:
  plain.parameter: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.gradient: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.shape: { level: must, says: x., source: x, shown: none, reason: x. }
  plain.dtype: { level: must, says: x., source: x, shown: none, reason: x. }
points: {}
`;
  const plain = readLoss('plain.yaml', text);
  expect(outcomes(plain, { inputs: { input: tensor([1]) }, parameters: { reduce: true } })).toEqual([
    'plain.parameter',
  ]);
  expect(outcomes(plain, { inputs: { input: tensor([1]) }, parameters: { reduction: 'sum' } })).toEqual([
    'answer sum only',
  ]);
});

test('an upstream gradient of the wrong shape is a mistake of the question, not of the subject', () => {
  expect(() => outcomes(lossNamed('nll_loss'), { ...nll, gradients: ['input'], upstream: [1, 2] })).toThrow(
    /the upstream gradient's shape \[2\] is not that of the loss/,
  );
});

test('a question that lacks an input is a mistake of the question, and says which', () => {
  expect(() => outcomes(lossNamed('nll_loss'), { inputs: { input: tensor([[1, 2]]) } })).toThrow(
    /the question lacks "target"/,
  );
  expect(() => outcomes(lossNamed('nll_loss'), { inputs: { target: classes([1]) } })).toThrow(
    /the question lacks "input"/,
  );
});
