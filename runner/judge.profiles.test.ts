/** By which of a subject’s profiles the judge measures it. */
import { expect, test } from 'vitest';
import { answered, hello, made, say, saying } from './judge.testing.ts';
import type { Strictness } from './judge.ts';
import type { Accepted, Case } from './suite.ts';

test('a subject that claims no profile of the dtype cannot be right', () => {
  const verdict = say(made({}), saying(8), {}, { ...hello, profiles: ['float32'] });
  expect(verdict).toMatchObject({ status: 'failed', reason: 'claims no profile of float64' });
});

test('one claimed profile that fits is enough, and the first that fits is named', () => {
  const narrow: Accepted = [{ loss: { accurate: [[7.5], [8.5]] } }];
  const wide: Accepted = [{ loss: { accurate: [[6], [10]], lenient: [[2], [14]] } }];
  const half = (acceptance: ReadonlyMap<string, Accepted>): Case => ({ ...made({ acceptance }), dtype: 'float16' });
  const both = half(
    new Map([
      ['float16', narrow],
      ['float16-eager', wide],
    ]),
  );
  const table: [
    claims: readonly string[],
    one: Case,
    value: number,
    strict: Partial<Strictness>,
    profile: string | undefined,
    status: string,
  ][] = [
    [['float16', 'float16-eager'], both, 8, {}, 'float16', 'passed'],
    [['float16', 'float16-eager'], both, 9, {}, 'float16-eager', 'passed'],
    [['float16-eager'], both, 8, {}, 'float16-eager', 'passed'],
    [['float16'], both, 9, {}, 'float16', 'failed'],
    [['float16', 'float16-eager'], both, 15, {}, 'float16', 'failed'],
    [['float16', 'float16-eager'], both, 13, { grade: 'accurate' }, 'float16-eager', 'failed'],
    [['float16', 'float16-eager'], half(new Map([['float16-eager', wide]])), 9, {}, 'float16-eager', 'passed'],
    [['bfloat16'], both, 8, {}, undefined, 'failed'],
  ];
  for (const [profiles, one, value, strict, profile, status] of table) {
    const outcome = answered({ loss: { dtype: 'float16', shape: [], data: [value] } });
    const verdict = say(one, outcome, strict, { ...hello, profiles });
    expect([profiles, value, verdict.profile, verdict.status]).toEqual([profiles, value, profile, status]);
  }
});
