/** The suite as questions: nothing in them tells what is expected, and their addresses are what selections go by. */
import { expect, test } from 'vitest';
import { isAskedAgain } from '../vectors/address.ts';
import { publishedLosses } from '../vectors/format.ts';
import { cases, everyAddress, inManner, lawCases, questionOf } from './suite.ts';

test('addresses are unique, and every selection finds its own', () => {
  const all = [...everyAddress()];
  expect(new Set(all).size).toBe(all.length);
  const [one] = cases({ loss: ['nll_loss'], dtype: ['float32'] });
  if (!one) throw new Error('nll_loss has no vectors in float32');
  expect([...cases({ only: [one.address] })].map(({ address }) => address)).toEqual([one.address]);
  expect(
    [...cases({ loss: ['nll_loss'], clause: ['nll_loss.mean'] })].every(({ vector }) =>
      vector.clauses.includes('nll_loss.mean'),
    ),
  ).toBe(true);
  const [law] = lawCases({ loss: ['nll_loss'] });
  expect([...lawCases({ only: [law?.address ?? ''] })]).toEqual([law]);
  expect(
    [...lawCases({ clause: ['nll_loss.batch_splitting'] })].every(({ instance }) => instance.law === 'batch_splitting'),
  ).toBe(true);
});

test('one vector in eight or so is asked once more, the same ones every time, some of every loss', () => {
  const all = [...cases({}, [])];
  const again = all.filter((each) => isAskedAgain(each.address));
  expect(again.length / all.length).toBeGreaterThan(1 / 12);
  expect(again.length / all.length).toBeLessThan(1 / 6);
  expect(new Set(again.map(({ loss }) => loss))).toEqual(new Set(publishedLosses()));
  expect(again.filter((each) => isAskedAgain(each.address))).toEqual(again);
  const [one] = again;
  expect(one && inManner(one, 'strided')).toMatch(/^\w+\/[^/]+@strided\/float\d\d$/);
});

test('only the acceptance of the profiles that are asked for is read, and only that of the vector’s dtype is kept', () => {
  for (const one of cases({ loss: ['nll_loss'] }, ['float64', 'float16-eager'])) {
    const own = one.dtype === 'float64' ? 'float64' : one.dtype === 'float16' ? 'float16-eager' : undefined;
    expect([...one.acceptance.keys()].filter((profile) => profile !== own)).toEqual([]);
  }
});

test('a question holds what the protocol has, in the dtype of the run, and nothing of the answer', () => {
  for (const one of cases({ loss: ['nll_loss', 'cross_entropy'] }, [])) {
    for (const gradients of [true, false]) {
      const question = questionOf(one.loss, one.vector, one.dtype, gradients);
      const keys = [
        'dtype',
        'gradients',
        'inputs',
        'loss',
        'parameters',
        ...('upstream' in question ? ['upstream'] : []),
      ];
      expect(Object.keys(question).sort()).toEqual(keys.sort());
      expect('upstream' in question).toBe(
        gradients && one.vector.gradients.length > 0 && one.vector.upstream !== undefined,
      );
      expect(question.gradients).toEqual(gradients ? one.vector.gradients : []);
      for (const [name, { dtype }] of Object.entries(question.inputs)) {
        expect(dtype).toBe(one.vector.inputs[name]?.dtype ?? one.dtype);
      }
    }
  }
});
