/** Questions drawn from rows: the shapes and values that the levels say, the same for the same name. */
import { describe, expect, test } from 'vitest';
import type { Loss, Recipe } from '../spec/loss.ts';
import { lossNamed } from '../spec/testing.ts';
import { drawQuestion, rowName } from './draw.ts';

type Factors = Readonly<Record<string, Readonly<Record<string, Recipe>>>>;

const withFactors = (name: string, factors: Factors): Loss => ({
  ...lossNamed(name),
  factors: new Map(Object.entries(factors).map(([factor, levels]) => [factor, new Map(Object.entries(levels))])),
});

const nll = withFactors('nll_loss', {
  layout: { C: { shape: [5] }, NC: { shape: [3, 5] }, NCd: { shape: [2, 3, 4] } },
  input: { any: { inputs: { input: { draw: 'dyadic', from: -2, to: 2, step: 0.25 }, target: { draw: 'classes' } } } },
  weight: { absent: {}, there: { inputs: { weight: { draw: 'dyadic', from: 0.5, to: 1.5, step: 0.5 } } } },
  ignored: {
    none: {},
    one: { inputs: { target: { put: 'ignore_index', at: 'one' } } },
    some: { inputs: { target: { put: 'ignore_index', at: 'some' } } },
    most: { inputs: { target: { put: 'ignore_index', at: 'all but one' } } },
    all: { inputs: { target: { put: 'ignore_index', at: 'all' } } },
  },
  index: { default: {}, inside: { parameters: { ignore_index: 1 } } },
});

const draw = (layout: string, weight: string, ignored: string, index: string) =>
  drawQuestion(nll, { layout, input: 'any', weight, ignored, index });

test('tensors have the shapes the layout gives them', () => {
  for (const [layout, input, target, classes] of [
    ['C', [5], [], 5],
    ['NC', [3, 5], [3], 5],
    ['NCd', [2, 3, 4], [2, 4], 3],
  ] as const) {
    const { inputs } = draw(layout, 'there', 'none', 'default');
    expect(inputs.input?.shape).toEqual(input);
    expect(inputs.target).toMatchObject({ dtype: 'int64', shape: target });
    expect(inputs.weight?.shape).toEqual([classes]);
    expect(inputs.target?.data.every((value) => Number(value) >= 0 && Number(value) < classes)).toBe(true);
  }
});

test('dyadic values lie on their grid, ends included', () => {
  const drawn = ['C', 'NC', 'NCd'].flatMap((layout) =>
    ['none', 'some', 'all', 'most', 'one'].flatMap(
      (ignored) => draw(layout, 'there', ignored, 'default').inputs.weight?.data ?? [],
    ),
  );
  expect(new Set(drawn)).toEqual(new Set([0.5, 1, 1.5]));
});

test('the same row is the same question, another row another', () => {
  expect(draw('NC', 'there', 'none', 'default')).toEqual(draw('NC', 'there', 'none', 'default'));
  expect(draw('NC', 'there', 'none', 'default').inputs.input).not.toEqual(
    draw('NC', 'absent', 'none', 'default').inputs.input,
  );
});

describe('values that are put', () => {
  test.each<[at: string, count: (entries: number) => readonly [least: number, most: number]]>([
    ['none', () => [0, 0]],
    ['one', () => [1, 1]],
    ['some', (entries) => [1, entries - 1]],
    ['most', (entries) => [entries - 1, entries - 1]],
    ['all', (entries) => [entries, entries]],
  ])('%s', (at, count) => {
    for (const layout of ['NC', 'NCd']) {
      for (const weight of ['absent', 'there']) {
        const data = draw(layout, weight, at, 'default').inputs.target?.data ?? [];
        const put = data.filter((value) => value === -100).length;
        const [least, most] = count(data.length);
        expect(put, layout).toBeGreaterThanOrEqual(least);
        expect(put, layout).toBeLessThanOrEqual(most);
      }
    }
  });

  test('a value that could have been drawn still leaves another', () => {
    for (const layout of ['NC', 'NCd']) {
      for (const at of ['some', 'most']) {
        const { inputs, parameters } = draw(layout, 'there', at, 'inside');
        expect(parameters).toEqual({ ignore_index: 1 });
        expect(inputs.target?.data).toContain(1);
        expect(
          inputs.target?.data.some((value) => value !== 1),
          `${layout} ${at}`,
        ).toBe(true);
      }
    }
  });
});

test('distributions are sixteenths that sum to 1 over the classes', () => {
  const loss = withFactors('cross_entropy', {
    layout: { C: { shape: [5] }, NC: { shape: [3, 5] }, NCd: { shape: [2, 3, 4] } },
    target: { soft: { inputs: { target: { draw: 'distribution' } } } },
  });
  for (const [layout, classes, inner] of [
    ['C', 5, 1],
    ['NC', 5, 1],
    ['NCd', 3, 4],
  ] as const) {
    const data = (drawQuestion(loss, { layout, target: 'soft' }).inputs.target?.data ?? []).map(Number);
    expect(data.every((value) => Number.isInteger(16 * value) && value >= 0)).toBe(true);
    for (let start = 0; start < data.length; start++) {
      if (Math.floor(start / inner) % classes !== 0) continue;
      const row = Array.from({ length: classes }, (_, c) => data[start + c * inner] ?? Number.NaN);
      expect(row.reduce((sum, value) => sum + value, 0)).toBe(1);
    }
  }
});

test('shapes of weights are aligned from the right, −1 for the size that is there', () => {
  const draw = (sizes: number[], shape: number[]) =>
    drawQuestion(
      withFactors('binary_cross_entropy_with_logits', {
        layout: { it: { shape } },
        weight: { it: { inputs: { weight: { draw: 'dyadic', from: 0, to: 1, step: 1, shape: sizes } } } },
      }),
      { layout: 'it', weight: 'it' },
    ).inputs.weight?.shape;
  expect(draw([-1], [3, 4])).toEqual([4]);
  expect(draw([-1, 1], [3, 4])).toEqual([3, 1]);
  expect(draw([-1, -1, -1], [3, 4])).toEqual([3, 4]);
  expect(draw([1], [3, 4])).toEqual([1]);
});

test('what the spec does not have is said', () => {
  expect(() => drawQuestion(nll, { layout: 'NCdef' })).toThrow(/factor "layout" has no level "NCdef"/);
  const putting = withFactors('nll_loss', { ignored: { all: { inputs: { target: { put: 'nonsense', at: 'all' } } } } });
  expect(() => drawQuestion(putting, { ignored: 'all' })).toThrow(/"nonsense" has no value to put/);
});

test('a row’s name is its levels', () => {
  expect(rowName({ a: 'x', b: 'y_z' })).toBe('x-y_z');
});
