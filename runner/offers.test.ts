/** What a hello excludes is not asked, and says why; what it does not exclude is. */
import { expect, test } from 'vitest';
import type { FloatDtype } from '../spec/tensor.ts';
import type { Vector } from '../vectors/format.ts';
import { claimedProfiles, excluded, excludedLaw } from './offers.ts';
import type { Hello } from './protocol.ts';
import type { Accepted, Case, LawCase } from './suite.ts';

const hello: Hello = {
  ...{ protocol: 1, name: 'x', version: '1', profiles: ['float64', 'float16-eager'], gradients: true },
  losses: { a: { dtypes: ['float64', 'float16', 'int64'], parameters: ['reduction'], inputs: ['weight'] } },
};

const number = { shape: [], data: [1] };
const answer = { answer: { loss: number, gradients: {} } };
const accepted: Accepted = [{ loss: { accurate: [[1], [1]] } }];

interface Made {
  readonly loss?: string;
  readonly dtype?: FloatDtype;
  readonly vector?: Partial<Vector>;
  readonly profiles?: readonly string[];
}

function made({ loss = 'a', dtype = 'float64', vector, profiles = ['float64', 'float16-eager'] }: Made): Case {
  const inputs = { input: number, target: number };
  return {
    ...{ address: `${loss}/v/${dtype}`, loss, dtype },
    vector: {
      id: 'v',
      why: '',
      clauses: [],
      dtypes: [dtype],
      inputs,
      parameters: {},
      gradients: [],
      outcomes: [answer],
      ...vector,
    },
    acceptance: new Map(profiles.map((profile) => [profile, accepted])),
  };
}

const refused = { outcomes: [{ refused: 'a.rule' }] };

test('a vector is asked, or there is a reason', () => {
  const table: [made: Made, reason: string | undefined, change?: Partial<Hello>][] = [
    [{}, undefined],
    [{ loss: 'b' }, 'no loss b'],
    [{ dtype: 'float32' }, 'no profile of float32'],
    [{ dtype: 'float32', profiles: ['float32'] }, 'a not in float32', { profiles: ['float32'] }],
    [{ dtype: 'float16' }, undefined],
    [{ dtype: 'float16' }, 'no profile of float16', { profiles: ['float64'] }],
    [{ dtype: 'float16', profiles: ['float16'] }, 'nothing bounds an answer in float16-eager'],
    [{ dtype: 'float16', profiles: ['float16'] }, undefined, { profiles: ['float16', 'float16-eager'] }],
    [
      { dtype: 'float16', profiles: [] },
      'nothing bounds an answer in float16, float16-eager',
      { profiles: ['float16', 'float16-eager'] },
    ],
    [{ dtype: 'float16', profiles: [], vector: refused }, undefined],
    [{ vector: { parameters: { reduction: 'sum' } } }, undefined],
    [{ vector: { parameters: { reduction: 'sum', beta: 1 } } }, 'no parameter beta'],
    [{ vector: { parameters: { beta: 1 }, ...refused } }, undefined],
    [{ vector: { parameters: { beta: 1 }, outcomes: [answer, ...refused.outcomes] } }, 'no parameter beta'],
    [{ vector: { inputs: { input: number, weight: number } } }, undefined],
    [{ vector: { inputs: { input: number, pos_weight: number } } }, 'no input pos_weight'],
    [
      { vector: { inputs: { input: number, pos_weight: number } } },
      undefined,
      { losses: { a: { dtypes: ['float64'], parameters: [] } } },
    ],
    [{ vector: { extension: 'more' } }, 'no extension more'],
    [{ vector: { extension: 'more' } }, undefined, { extensions: ['more'] }],
    [{ vector: { without: 'more' } }, undefined],
    [{ vector: { without: 'more' } }, 'has the extension more', { extensions: ['more'] }],
    [{ vector: { gradients: ['input'] } }, undefined, { gradients: false }],
  ];
  for (const [what, reason, change] of table)
    expect([what, excluded({ ...hello, ...change }, made(what))]).toEqual([what, reason]);
});

test('a law is asked when all its questions are offered and its answers are bounded', () => {
  const asked = { name: '', loss: 'a', inputs: { input: number }, parameters: {}, gradients: [] };
  const law = (asks: LawCase['instance']['asks'], profiles: readonly string[] = ['float64']): LawCase => ({
    ...{ address: 'a/law.x/float64', loss: 'a', dtype: 'float64' },
    instance: {
      ...{ id: 'law.x', law: 'x', clause: 'a.x', dtypes: ['float64'], asks },
      holds: [{ says: 'loss', sums: [], allowed: Object.fromEntries(profiles.map((profile) => [profile, [[], []]])) }],
    },
  });
  const half: LawCase = { ...law([asked]), dtype: 'float16' };
  const { instance } = law([asked]);
  const unbounded = { says: 'loss', sums: [], allowed: {} };
  const twoLines: LawCase = { ...law([asked]), instance: { ...instance, holds: [...instance.holds, unbounded] } };
  const table: [law: LawCase, reason: string | undefined, change?: Partial<Hello>][] = [
    [law([asked]), undefined],
    [law([asked, { ...asked, name: 'other', loss: 'b' }]), 'no loss b'],
    [law([asked, { ...asked, name: 'other', parameters: { beta: 1 } }]), 'no parameter beta'],
    [law([asked]), undefined, { gradients: false }],
    [law([asked, { ...asked, name: 'other', gradients: ['input'] }]), 'no gradients', { gradients: false }],
    [law([asked], ['float32']), 'nothing bounds an answer in float64'],
    [law([asked], ['float32']), 'no profile of float64', { profiles: ['float32'] }],
    [half, 'nothing bounds an answer in float16, float16-eager', { profiles: ['float16', 'float16-eager'] }],
    [twoLines, 'nothing bounds an answer in float64'],
  ];
  for (const [one, reason, change] of table) expect(excludedLaw({ ...hello, ...change }, one)).toBe(reason);
});

test('of the claimed profiles those of the dtype count, the tightest first', () => {
  const all = { ...hello, profiles: ['float16-eager', 'float64', 'float16', 'no-such-profile'] };
  expect(claimedProfiles(all, 'float16')).toEqual(['float16', 'float16-eager']);
  expect(claimedProfiles(all, 'float64')).toEqual(['float64']);
  expect(claimedProfiles(all, 'float32')).toEqual([]);
});
