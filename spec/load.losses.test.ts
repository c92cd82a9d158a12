/** What holds of every loss there is, and what all of them share. */
import { describe, expect, test } from 'vitest';
import { common, layouts, reductions } from './common.ts';
import { walk } from './formula/tree.ts';
import { commonClauses, loadLosses } from './load.ts';
import { profiles } from './profiles.ts';

describe('the losses there are', () => {
  const losses = loadLosses();

  test('each lies in a file of its name', () => {
    for (const [name, loss] of losses) expect(loss.file).toBe(`spec/losses/${name}.yaml`);
    expect([...losses.keys()]).toEqual(
      expect.arrayContaining(['cross_entropy', 'nll_loss', 'binary_cross_entropy_with_logits']),
    );
  });

  test('every clause has one id, and a loss’s clauses begin with its name', () => {
    const shared = [...commonClauses().keys()];
    for (const [name, { clauses, dialects }] of losses) {
      const own = [...clauses.keys(), ...[...dialects.values()].flatMap((dialect) => [...dialect.clauses.keys()])];
      expect(new Set([...own, ...shared]).size, name).toBe(own.length + shared.length);
      expect(
        own.filter((id) => !id.startsWith(`${name}.`)),
        name,
      ).toEqual([]);
    }
  });

  test('laws ask losses that are there', () => {
    for (const loss of losses.values()) {
      for (const { asks } of loss.laws.values()) {
        for (const { loss: other } of asks.values())
          if (other !== undefined) expect([...losses.keys()]).toContain(other);
      }
    }
  });

  test('no more alternatives stand beside one another than the witnesses try', () => {
    const lines = [...losses.values()].flatMap((loss) => [
      loss.definition,
      loss.gradients,
      ...[...loss.algorithms.values()].flatMap(({ lines, gradients }) => [lines, gradients]),
    ]);
    const all = [...lines.flatMap((group) => [...group.values()].flat()), ...[...reductions.values()].flat()];
    const counts = all.flatMap(({ body }) =>
      [...walk(body)].flatMap((tree) => (tree.kind === 'either' ? [tree.alternatives.length] : [])),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
  });

  test('every loss has an algorithm of grade accurate, without which that grade would mean nothing', () => {
    for (const [name, { algorithms }] of losses) {
      expect(
        [...algorithms.values()].some(({ grade }) => grade === 'accurate'),
        name,
      ).toBe(true);
    }
  });
});

test('what all losses share is as PyTorch has it', () => {
  expect([...reductions.keys()]).toEqual(expect.arrayContaining(['none', 'sum', 'mean']));
  expect(Object.keys(layouts)).toEqual(expect.arrayContaining(['class_positions', 'elementwise']));
  expect(common.legacy.rules.map(({ gives }) => gives)).toEqual(['none', 'sum', 'mean']);
  expect([...profiles.keys()]).toEqual(expect.arrayContaining(['float64', 'float32']));
});
