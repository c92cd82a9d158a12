/** Which clauses a vector shows. */
import { expect, test } from 'vitest';
import { ask, nll } from './answer.testing.ts';

test('clauses shown are those it was written for and those whose condition holds', () => {
  const { vector } = ask('nll_loss', nll, { shows: ['nll_loss.ignore_index.default'] });
  expect(vector.clauses).toEqual([...vector.clauses].sort());
  expect(vector.clauses).toEqual(
    expect.arrayContaining(['nll_loss.element', 'nll_loss.gradient', 'nll_loss.ignore_index.default']),
  );
  expect(vector.clauses).not.toContain('nll_loss.mean');
});
