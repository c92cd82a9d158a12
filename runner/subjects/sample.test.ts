/** The sample and the honest hostile subject: held against values worked by hand, and against each other. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tensor } from '../../spec/tensor.ts';
import adapter from '../adapters/process.ts';
import type { Target } from '../channel.ts';
import { type Outcome, openSession, type Question } from '../session.ts';
import hostile from './hostile/process.target.ts';

const subjects: readonly [name: string, target: Target][] = [
  ['sample.py', ['python3', fileURLToPath(new URL('./sample.py', import.meta.url))]],
  ['the honest hostile one', hostile('honest')],
];

const floats = (shape: readonly number[], data: readonly (number | string)[]): Tensor => ({
  dtype: 'float64',
  shape,
  data,
});
const indices = (shape: readonly number[], data: readonly number[]): Tensor => ({ dtype: 'int64', shape, data });

const input = floats([3, 3], [-1, -2, -3, -4, -5, -6, -7, -8, -9]);
const target = indices([3], [2, -100, 0]);
const weight = floats([3], [2, 4, 6]);

function ask(
  inputs: Question['inputs'],
  parameters: Question['parameters'],
  upstream?: Tensor,
): { question: Question } {
  const gradient = upstream === undefined ? { gradients: [] } : { upstream, gradients: ['input'] };
  return { question: { loss: 'nll_loss', dtype: 'float64', inputs, parameters, ...gradient } };
}

/** Worked by hand: w·(−x) at the chosen entries is 6·3 and 2·7, their weights sum to 8. */
const answers: readonly [name: string, asked: { question: Question }, answer: object][] = [
  [
    'weighted mean',
    ask({ input, target, weight }, {}, floats([], [4])),
    { loss: floats([], [4]), gradients: { input: floats([3, 3], [0, 0, -3, 0, 0, 0, -1, 0, 0]) } },
  ],
  ['mean', ask({ input, target }, { reduction: 'mean' }), { loss: floats([], [5]) }],
  [
    'sum',
    ask({ input, target, weight }, { reduction: 'sum' }, floats([], [-1])),
    { loss: floats([], [32]), gradients: { input: floats([3, 3], [0, 0, 6, 0, 0, 0, 2, 0, 0]) } },
  ],
  [
    'none',
    ask({ input, target, weight }, { reduction: 'none' }, floats([3], [1, 2, 3])),
    { loss: floats([3], [18, 0, 14]), gradients: { input: floats([3, 3], [0, 0, -6, 0, 0, 0, -6, 0, 0]) } },
  ],
  [
    'another ignore_index',
    ask({ input, target: indices([3], [1, 1, 0]) }, { ignore_index: 1 }),
    { loss: floats([], [7]) },
  ],
  [
    'all ignored',
    ask({ input, target: indices([3], [-100, -100, -100]) }, {}, floats([], [1])),
    { loss: floats([], ['NaN']), gradients: { input: floats([3, 3], Array(9).fill(0)) } },
  ],
  ['unbatched', ask({ input: floats([3], [-1, -2, -3]), target: indices([], [1]) }, {}), { loss: floats([], [2]) }],
  [
    'with inner axes',
    ask(
      { input: floats([1, 2, 2], [-1, -2, -3, -4]), target: indices([1, 2], [1, 0]) },
      { reduction: 'none' },
      floats([1, 2], [1, 1]),
    ),
    { loss: floats([1, 2], [3, 2]), gradients: { input: floats([1, 2, 2], [0, -1, -1, 0]) } },
  ],
  [
    'an infinite entry',
    ask({ input: floats([1, 2], ['-Infinity', 0]), target: indices([1], [0]) }, { reduction: 'sum' }),
    { loss: floats([], ['Infinity']) },
  ],
  ['no rows', ask({ input: floats([0, 3], []), target: indices([0], []) }, {}), { loss: floats([], ['NaN']) }],
];

const illegal: readonly [name: string, asked: { question: Question }][] = [
  ['a target out of bounds', ask({ input, target: indices([3], [0, 3, 0]) }, {})],
  ['a negative target', ask({ input, target: indices([3], [0, -1, 0]) }, {})],
  ['another batch size', ask({ input, target: indices([2], [0, 1]) }, {})],
  ['a floating target', ask({ input, target: floats([3], [0, 1, 2]) }, {})],
  ['too few weights', ask({ input, target, weight: floats([2], [1, 1]) }, {})],
  ['an unknown reduction', ask({ input, target }, { reduction: 'average' })],
  ['no class axis', ask({ input: floats([], [1]), target: indices([], [0]) }, {})],
];

/** JSON and the words have two zeros; they are one number. */
const zeroless = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, entry) => (entry === '-0' || entry === 0 ? 0 : entry)));

async function outcomesOf(
  subject: Target,
  asked: readonly { question: Question }[],
): Promise<readonly (Outcome | undefined)[]> {
  const session = await openSession(adapter, subject);
  const outcomes = new Map<object, Outcome>();
  for await (const each of session.ask(asked)) outcomes.set(each.asked, each.outcome);
  await session.close();
  expect(session.faults).toEqual([]);
  return asked.map((each) => outcomes.get(each));
}

for (const [name, subject] of subjects) {
  test(`${name} answers what is legal`, async () => {
    const outcomes = await outcomesOf(
      subject,
      answers.map(([, asked]) => asked),
    );
    for (const [i, [what, , answer]] of answers.entries()) {
      expect(zeroless(outcomes[i]), what).toMatchObject({ kind: 'answer', answer });
    }
  });

  test(`${name} refuses what is not`, async () => {
    const outcomes = await outcomesOf(
      subject,
      illegal.map(([, asked]) => asked),
    );
    for (const [i, [what]] of illegal.entries()) expect(outcomes[i], what).toMatchObject({ kind: 'refused' });
  });

  test(`${name} declines what its hello does not offer`, async () => {
    const [asked] = illegal.map(([, { question }]) => ({ question: { ...question, loss: 'huber_loss' } }));
    expect(await outcomesOf(subject, asked ? [asked] : [])).toMatchObject([{ kind: 'declined' }]);
  });
}

test('the two agree wherever they are asked', async () => {
  const dyadic = fc.integer({ min: -64, max: 64 }).map((n) => n / 8);
  const case_ = fc.record({
    n: fc.nat(4),
    c: fc.integer({ min: 1, max: 4 }),
    inner: fc.nat(3),
    seed: fc.array(dyadic, { minLength: 60, maxLength: 60 }),
    reduction: fc.constantFrom('none', 'sum', 'mean'),
  });
  const asked = fc.sample(case_, { numRuns: 300, seed: 1 }).map(({ n, c, inner, seed, reduction }) => {
    const targets = seed.slice(0, n * inner).map((v) => (v > 6 ? -100 : Math.abs(v * 8) % c));
    const shape = reduction === 'none' ? [n, inner] : [];
    const upstream = floats(shape, seed.slice(0, reduction === 'none' ? n * inner : 1));
    const inputs = {
      input: floats([n, c, inner], seed.slice(0, n * c * inner)),
      target: indices([n, inner], targets),
      weight: floats([c], seed.slice(-c)),
    };
    return ask(inputs, { reduction }, upstream);
  });
  const [first = [], second = []] = await Promise.all(subjects.map(([, subject]) => outcomesOf(subject, asked)));
  const told = (outcome: Outcome | undefined) => (outcome?.kind === 'answer' ? outcome.answer : outcome);
  for (const i of asked.keys()) expect(zeroless(told(first[i]))).toEqual(zeroless(told(second[i])));
});
