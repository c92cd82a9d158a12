/** The gate of generation: correct algorithms stay inside what is accepted, mistakes do not, and the gate can fail. */
import { describe, expect, test } from 'vitest';
import type { Rounding } from '../formula/operators.ts';
import type { Bound } from '../interpret.ts';
import { mistakenVariant } from '../mistaken.ts';
import { type Profile, profiles } from '../profiles.ts';
import { definition } from '../program.ts';
import { seeded } from '../seeded.ts';
import { type Asked, bind, classes, exactly, lossNamed, tensor } from '../testing.ts';
import { type Acceptance, accept } from './acceptance.ts';
import { bigint } from './bigint.ts';
import { algorithmSimulations, falseAlarm, isOutside, Simulation } from './witness.ts';

function profileNamed(name: string): Profile {
  const profile = profiles.get(name);
  if (!profile) throw new Error(`no profile "${name}"`);
  return profile;
}
const float32 = profileNamed('float32');
const none = { exp: 0, log: 0, log1p: 0, expm1: 0 };

const acceptanceOf = (bound: Bound, profile: Profile, spared?: ReadonlySet<Rounding>): Acceptance =>
  accept(bigint, bound, profile, new Map(Object.entries(exactly(bound))), spared ? { spared } : {});

const sixteenths = (name: string, count: number): number[] => {
  const random = seeded(name);
  return Array.from({ length: count }, () => (random.below(257) - 128) / 16);
};
const rows = (name: string, count: number, width: number): number[][] =>
  Array.from({ length: count }, (_, index) => sixteenths(`${name} ${index}`, width));

/** Small questions of both losses, with everything that can be given. */
const questions: readonly [string, Asked][] = [0, 1, 2, 3].flatMap((index): [string, Asked][] => {
  const name = `witness ${index}`;
  const upstream = [0.75, -1.25];
  const input = tensor(rows(name, 2, 4));
  return [
    [
      'cross_entropy',
      {
        inputs: { input, target: classes([index, 3]) },
        gradients: ['input'],
        upstream,
        parameters: { reduction: 'none' },
      },
    ],
    [
      'cross_entropy',
      {
        inputs: { input, target: classes([1, 2]), weight: tensor([1, 0.3, 2, 0.7].map(Math.fround)) },
        gradients: ['input'],
        upstream: -1.25,
        parameters: { label_smoothing: 0.1 },
      },
    ],
    [
      'binary_cross_entropy_with_logits',
      {
        inputs: { input, target: tensor(rows(`${name} target`, 2, 4).map((row) => row.map((x) => Math.abs(x) / 8))) },
        gradients: ['input'],
        upstream: 2.5,
      },
    ],
    [
      'binary_cross_entropy_with_logits',
      {
        inputs: {
          input,
          target: tensor([
            [0, 1, 0.5, 1],
            [1, 0, 0, 0.125],
          ]),
          pos_weight: tensor([3, 0.75, 1, 2]),
          weight: tensor([[0.625], [1.75]]),
        },
        gradients: ['input'],
        upstream: 1.5,
        parameters: { reduction: 'sum' },
      },
    ],
  ];
});

describe.each(['float64', 'float32', 'float16', 'bfloat16', 'bfloat16-eager'])('%s', (name) => {
  test('no simulated run of any algorithm is a false alarm', () => {
    const profile = profileNamed(name);
    for (const [loss, asked] of questions) {
      const stored = profile.dtype === 'float16' || profile.dtype === 'bfloat16' ? coarsened(asked) : asked;
      const bound = bind(lossNamed(loss), stored);
      expect(
        falseAlarm(algorithmSimulations(bound), profile, acceptanceOf(bound, profile)),
        `${loss} ${JSON.stringify(stored)}`,
      ).toBeUndefined();
    }
  });
});

/** Inputs that both halves hold exactly: quarters. */
function coarsened(asked: Asked): Asked {
  const inputs = Object.entries(asked.inputs).map(([name, { dtype, shape, data }]) => {
    const coarse = data.map((value) => Math.round(4 * Number(value)) / 4);
    return [name, dtype ? { dtype, shape, data } : { shape, data: coarse }] as const;
  });
  return { ...asked, inputs: Object.fromEntries(inputs) };
}

describe('the gate can fail', () => {
  const alarms = (profile: Profile, spared?: Rounding): number =>
    questions.filter(([loss, asked]) => {
      const bound = bind(lossNamed(loss), asked);
      return (
        falseAlarm(algorithmSimulations(bound), float32, acceptanceOf(bound, profile, spared && new Set([spared]))) !==
        undefined
      );
    }).length;

  test.each<[string, Profile]>([
    ['library functions that may not err', { ...float32, ulps: none }],
    ['an exact exponential', { ...float32, ulps: { ...float32.ulps, exp: 0 } }],
    ['neither library errors nor rounded quotients', { ...float32, ulps: none, division: 0 }],
    ['the profile of another dtype', { ...profileNamed('float64'), dtype: 'float32', computes: 'float64' }],
  ])('a profile with %s raises alarms', (_, narrowed) => {
    expect(alarms(narrowed)).toBeGreaterThan(0);
  });

  test('an alarm says which algorithm answers what, and what would be right', () => {
    const [loss, asked] = questions[0] ?? ['', { inputs: {} }];
    const bound = bind(lossNamed(loss), asked);
    expect(
      falseAlarm(algorithmSimulations(bound), float32, acceptanceOf(bound, { ...float32, ulps: none, division: 0 })),
    ).toMatch(/^algorithm \w+ answers -?[\d.e+-]+ for (loss|input)\[\d+\], outside \[-?[\d.e+-]+, -?[\d.e+-]+\]$/);
  });

  test('an acceptance without the errors of exp raises alarms too', () => {
    expect(alarms(float32, 'exp')).toBeGreaterThan(0);
  });

  test('sums need their slack: many small terms beside a large one', () => {
    const input = tensor([[0, ...Array.from({ length: 40 }, () => -16)]]);
    const bound = bind(lossNamed('cross_entropy'), { inputs: { input, target: classes([0]) } });
    const tight = { ...float32, ulps: { exp: 1, log: 1, log1p: 1, expm1: 1 } };
    expect(falseAlarm(algorithmSimulations(bound), float32, acceptanceOf(bound, float32))).toBeUndefined();
    expect(
      falseAlarm(
        algorithmSimulations(bound),
        float32,
        acceptanceOf(bound, tight, new Set<Rounding>(['sum', 'exp', 'log'])),
      ),
    ).toMatch(/algorithm/);
  });
});

describe('mistakes', () => {
  const all = () => true;
  const killed = (
    loss: string,
    mistake: string,
    asked: Asked,
    counts: (output: string, entry: number) => boolean = all,
  ): boolean => {
    const bound = bind(lossNamed(loss), asked);
    const found = bound.loss.mistakes.get(mistake);
    if (!found) throw new Error(`no mistake "${mistake}"`);
    const runs = [...new Simulation(bound, mistakenVariant(bound.loss, [found])).runs(float32)];
    const acceptance = acceptanceOf(bound, float32);
    return runs.every((answers) => isOutside(answers, acceptance, 'lenient', counts));
  };
  const input = tensor([
    [1, 2],
    [1, 3],
    [1, 3],
  ]);
  const weighted = (weight: number[]): Asked => ({
    inputs: { input, target: classes([0, 1, 1]), weight: tensor(weight) },
    gradients: ['input'],
    upstream: 1.5,
  });

  test('a mean over the batch is found where the weights do not average 1, and not where they do', () => {
    expect(killed('cross_entropy', 'mean-over-batch', weighted([1, 2]))).toBe(true);
    expect(killed('cross_entropy', 'mean-over-batch', weighted([1, 1]))).toBe(false);
  });

  test('a missing shift is found past the overflow of exp, and not before', () => {
    const of = (x: number): Asked => ({ inputs: { input: tensor([[x, 0]]), target: classes([1]) } });
    expect(killed('cross_entropy', 'no-max-shift', of(89))).toBe(true);
    expect(killed('cross_entropy', 'no-max-shift', of(8))).toBe(false);
  });

  test('a gradient that ignores what arrives is found unless that is 1', () => {
    const of = (upstream: number): Asked => ({ ...weighted([1, 2]), upstream });
    expect(killed('cross_entropy', 'upstream-ignored', of(1.5))).toBe(true);
    expect(killed('cross_entropy', 'upstream-ignored', of(1))).toBe(false);
  });

  test('entries that do not count kill nothing', () => {
    expect(killed('cross_entropy', 'mean-over-batch', weighted([1, 2]), () => false)).toBe(false);
    expect(killed('cross_entropy', 'upstream-ignored', weighted([1, 2]), (output) => output === 'loss')).toBe(false);
  });

  test('NaN kills where the truth is a number', () => {
    const asked: Asked = {
      inputs: { input: tensor([-100]), target: tensor([1]) },
      gradients: ['input'],
      upstream: 1.5,
    };
    expect(killed('binary_cross_entropy_with_logits', 'gradient-overflows-left', asked)).toBe(true);
  });
});

test('simulated runs differ among each other, and are the same when repeated', () => {
  const [loss, asked] = questions[0] ?? ['', { inputs: {} }];
  const bound = bind(lossNamed(loss), asked);
  const runs = () =>
    [...new Simulation(bound, definition).runs(float32)].map((answers) => String([...answers.values()].map(String)));
  expect(runs()).toEqual(runs());
  expect(new Set(runs()).size).toBeGreaterThan(2);
});
