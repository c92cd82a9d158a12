/** The committed vectors: made again they are the same bytes, they agree with the course, and every file is well formed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { profiles } from '../spec/profiles.ts';
import { seeded } from '../spec/seeded.ts';
import { adequacyOf } from './adequacy.ts';
import { loadAcceptance, loadLaws, loadVectors, publishedLosses, type Vector } from './format.ts';
import { generate, readProduct } from './generate.ts';
import { killsOf, loadKills } from './kills.ts';
import { readRegistry } from './registry.ts';
import { Workshop } from './work.ts';

const SAMPLE = 25;

describe('made again', () => {
  const workshop = new Workshop();
  const registry = readRegistry();
  const plans = new Map(workshop.names().map((name) => [name, workshop.plan(name, Object.keys(registry[name] ?? {}))]));
  const all = [...plans].flatMap(([loss, planned]) => planned.map((one) => ({ loss, id: one.id, one })));
  const random = seeded('sample');
  const chosen = Array.from({ length: SAMPLE }, () => all.splice(random.below(all.length), 1)).flat();
  const lines = new Map(
    [...readProduct()].map(([path, text]) => [path, text.split('\n').map((line) => line.replace(/,$/, ''))]),
  );
  const committed = (path: string, id: string, key = `${JSON.stringify(id)}:`): string | undefined =>
    lines.get(path)?.find((line) => line.startsWith(key));

  test.each(chosen)(
    '$loss/$id is the same, to the byte',
    async ({ loss, id, one }) => {
      const { vector, acceptance, kills } = await workshop.answer(loss, one, 'bigint');
      expect(committed(`losses/${loss}.json`, id, `{"id":${JSON.stringify(id)},`)).toBe(JSON.stringify(vector));
      for (const profile of profiles.keys()) {
        const own = acceptance[profile];
        const line = own && `${JSON.stringify(id)}:${JSON.stringify(own)}`;
        expect(committed(`acceptance/${profile}/${loss}.json`, id), profile).toBe(line);
      }
      expect(killsOf(loadKills(loss), id)).toEqual(kills[id]);
    },
    20_000,
  );

  test('all files of one loss come out as they are', async () => {
    const [loss] = [...plans].sort(([, a], [, b]) => a.length - b.length)[0] ?? [''];
    const files = readProduct();
    const made = await generate({ arithmetic: 'bigint', losses: [loss], workers: 0 });
    expect([...made.keys()].length).toBe(4 + profiles.size);
    for (const [path, text] of made) expect(files.get(path) === text, path).toBe(true);
  }, 20_000);

  test('nothing is committed that nothing makes', () => {
    const names = new Set(workshop.names());
    const stray = [...readProduct().keys()].filter(
      (path) => path !== 'registry.json' && !names.has(path.split('/').at(-1)?.replace('.json', '') ?? ''),
    );
    expect(stray).toEqual([]);
    expect(publishedLosses()).toEqual([...names].sort());
  });
});

describe('worked examples of the course', () => {
  // The numbers as the course prints them, to four decimals.
  test.each<[loss: string, example: string, none: number[], sum: number, mean: number]>([
    ['cross_entropy', 'worked', [1.3133, 0.1269, 0.1269], 1.5671, 0.5224],
    ['cross_entropy', 'worked_weights_1_2', [1.3133, 0.2539, 0.2539], 1.821, 0.3642],
    ['cross_entropy', 'worked_weights_07_03', [0.9193, 0.0381, 0.0381], 0.9954, 0.7657],
    ['nll_loss', 'worked', [-1, -3, -3], -7, -2.3333],
    [
      'binary_cross_entropy_with_logits',
      'worked',
      [0.3133, 2.1269, 0.1269, 2.1269, 3.0486, 0.0181, 4.0181, 0.0067],
      11.7856,
      1.4732,
    ],
    [
      'binary_cross_entropy_with_logits',
      'worked_pos_weight_3',
      [0.9398, 2.1269, 0.3808, 2.1269, 3.0486, 0.0544, 4.0181, 0.0201],
      12.7158,
      1.5895,
    ],
  ])('%s/%s', (loss, example, none, sum, mean) => {
    const { vectors } = loadVectors(loss);
    const answered = (reduction: string): readonly number[] | undefined => {
      const [outcome] = vectors.find(({ id }) => id === `${example}-${reduction}`)?.outcomes ?? [];
      return outcome && 'answer' in outcome ? outcome.answer.loss.data.map(Number) : undefined;
    };
    const printed = (reduction: string) => answered(reduction)?.map((value) => Number(value.toFixed(4)));
    expect(printed('none')).toEqual(none);
    expect(printed('sum')).toEqual([sum]);
    expect(printed('mean')).toEqual([mean]);
  });
});

describe.each(publishedLosses())('%s', (loss) => {
  const { vectors } = loadVectors(loss); // checked against its schema; so are the others
  const acceptances = [...profiles.keys()].map((profile) => [profile, loadAcceptance(profile, loss)] as const);
  const laws = loadLaws(loss);

  test('every file says whose it is', () => {
    for (const [profile, acceptance] of acceptances) expect(acceptance).toMatchObject({ format: 1, profile, loss });
    expect(laws).toMatchObject({ format: 1, loss });
  });

  test('ids are unique, and every one is registered', () => {
    const ids = vectors.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(readRegistry()[loss] ?? {})).toEqual(expect.arrayContaining(ids));
  });

  test('every answer has an acceptance in each profile of its dtypes that was not dropped, of the right size', () => {
    for (const vector of vectors) {
      const answers = answersOf(vector);
      for (const [profile, { vectors: accepted }] of acceptances) {
        const own = accepted[vector.id];
        const dtype = profiles.get(profile)?.dtype ?? 'float64';
        const expected = answers.length > 0 && vector.dtypes.includes(dtype) && vector.dropped?.[profile] === undefined;
        expect(own !== undefined, `${vector.id} in ${profile}`).toBe(expected);
        for (const [index, outputs] of (own ?? []).entries()) {
          const answer = answers[index];
          expect(Object.keys(outputs).sort()).toEqual(['loss', ...Object.keys(answer?.gradients ?? {})].sort());
          for (const [output, byGrade] of Object.entries(outputs)) {
            const size = (output === 'loss' ? answer?.loss : answer?.gradients[output])?.data.length;
            for (const ends of Object.values(byGrade)) expect(ends.map((end) => end.length)).toEqual([size, size]);
          }
        }
      }
    }
  });

  test('the exact answer is accepted at every grade, once it is rounded to binary32', () => {
    for (const vector of vectors) {
      const own = acceptances.find(([profile]) => profile === 'float32')?.[1].vectors[vector.id] ?? [];
      for (const [index, outputs] of own.entries()) {
        for (const [output, byGrade] of Object.entries(outputs)) {
          const answer = answersOf(vector)[index];
          const exact = (output === 'loss' ? answer?.loss : answer?.gradients[output])?.data ?? [];
          for (const [low, high] of Object.values(byGrade)) {
            const outside = exact.findIndex((value, entry) => {
              const [least, rounded, most] = [Number(low[entry]), Math.fround(Number(value)), Number(high[entry])];
              return Number.isNaN(rounded) ? !Number.isNaN(least) : !(least <= rounded && rounded <= most);
            });
            expect(outside, `${vector.id} ${output}`).toBe(-1);
          }
        }
      }
    }
  });

  test('a mean or sum has no more than 64 entries', () => {
    const large = vectors.filter((vector) => answersOf(vector).some(({ loss: { data } }) => data.length > 64));
    expect(large.map(({ id }) => id)).toEqual([]);
  });

  test('the gradient that arrives is never 1 everywhere', () => {
    const ones = vectors.filter(
      ({ upstream }) => upstream && upstream.data.length > 0 && upstream.data.every((value) => value === 1),
    );
    expect(ones.map(({ id }) => id)).toEqual([]);
  });

  test('nothing is left to be shown, covered or killed', () => {
    expect(adequacyOf(new Workshop().loss(loss)).problems).toEqual([]);
  });
});

/** Answers among the outcomes, the dialects' after the base's, as acceptances are listed. */
const answersOf = ({ outcomes, dialects = {} }: Vector) =>
  [...outcomes, ...Object.values(dialects).flat()].flatMap((outcome) => ('answer' in outcome ? [outcome.answer] : []));

test('everything committed stays readable in size: under 25 MB', () => {
  const bytes = [...readProduct().values()].reduce((sum, text) => sum + text.length, 0);
  expect(bytes).toBeLessThan(25e6);
  expect(readFileSync(new URL('registry.json', import.meta.url), 'utf8').split('\n').length).toBeGreaterThan(500);
});
