/** What all kernels share, on a GPU: halves are read and rounded as IEEE 754 says, functions keep the ulps they name. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { f16round } from '@petamoriken/float16';
import { afterAll, beforeAll, test as everywhere, expect, vi } from 'vitest';
import { seeded } from '../../../spec/seeded.ts';
import { fromScalar, toScalar } from '../../../spec/tensor.ts';
import adapter from '../../adapters/webgpu.ts';
import { openSession, type Session } from '../../session.ts';
import { missing } from '../hostile/webgpu.target.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const test = everywhere.skipIf(missing !== undefined);

/** What is computed of each entry x, by the name under which it is asked. */
const expressions = {
  itself: 'x',
  half: 'from_bits(half_to_single(single_to_half(to_bits(x))))',
  exponential: 'real(exponential(x.finite))',
  logarithm: 'logarithm(x.finite)',
  logarithm_of_one_and: 'real(logarithm_of_one_and(x.finite))',
  reciprocal: 'over(real(1.0), x)',
} as const;

const kernel = (expression: string) => `
//#import shared/answer.wgsl
//#import shared/functions.wgsl
//#import shared/work.wgsl
@compute @workgroup_size(1)
fn check() {
  declare_like(0u, 0u);
  declare_gradients();
  schedule(0u, runs_of(elements_of(0u), SIZE));
}

@compute @workgroup_size(SIZE)
fn each(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < elements_of(0u); i += groups.x * SIZE) {
    let x = load(tensor(0u), i);
    store(declared(0u), i, ${expression});
  }
}
`;

const folder = mkdtempSync(join(tmpdir(), 'webgpu-numbers-'));
let session: Session;

beforeAll(async () => {
  if (missing !== undefined) return;
  cpSync(fileURLToPath(new URL('./shared', import.meta.url)), join(folder, 'shared'), { recursive: true });
  for (const [name, expression] of Object.entries(expressions))
    writeFileSync(join(folder, `${name}.wgsl`), kernel(expression));
  const support = { dtypes: ['float32', 'float16'], parameters: [], inputs: [] };
  const losses = Object.fromEntries(Object.keys(expressions).map((name) => [name, support]));
  const hello = { protocol: 1, name: 'numbers', version: '', profiles: ['float32'], gradients: false, losses };
  writeFileSync(join(folder, 'hello.json'), JSON.stringify(hello));
  session = await openSession(adapter, folder, { stderr: () => {}, patience: 50_000 });
});

afterAll(async () => {
  await session?.close();
  rmSync(folder, { recursive: true });
});

async function compute(
  loss: keyof typeof expressions,
  numbers: readonly number[],
  dtype: 'float32' | 'float16' = 'float32',
): Promise<readonly number[]> {
  const input = { dtype, shape: [numbers.length], data: numbers.map(toScalar) };
  const question = { loss, dtype, inputs: { input }, parameters: {}, gradients: [] };
  for await (const { outcome } of session.ask([{ question }])) {
    if (outcome.kind === 'answer') return outcome.answer.loss.data.map((scalar) => Number(fromScalar(scalar)));
    throw new Error(JSON.stringify(outcome));
  }
  throw new Error('nothing was answered');
}

const random = seeded('numbers of the kernels');

const singleOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;

/** Any numbers of binary32, of every size. */
const anyNumbers = Array.from({ length: 20_000 }, () => singleOf(random.below(2 ** 32)));

/** Numbers near the middle between two halves, and on it. */
const middles = Array.from({ length: 20_000 }, () => {
  const middle = (random.below(0x7c00) << 1) | 1;
  const exponent = middle >> 11;
  const exact = exponent === 0 ? middle * 2 ** -25 : (1 + (middle & 0x7ff) / 2048) * 2 ** (exponent - 15);
  return Math.fround(exact * (1 + random.pick([-1, 0, 1]) * 2 ** -22)) * random.pick([-1, 1]);
});

test('every half is read and written unchanged', async () => {
  const halves = Array.from({ length: 65_536 }, (_, bits) => halfOf(bits));
  expect(await compute('itself', halves, 'float16')).toEqual(halves);
});

function halfOf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const digits = bits & 1023;
  if (exponent === 31) return digits === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? digits * 2 ** -24 : (1 + digits / 1024) * 2 ** (exponent - 15));
}

test('numbers are rounded to the nearest half, and to the even one between two', async () => {
  const numbers = [...anyNumbers, ...middles, 65519.996, 65520, -65520, 2 ** -25, -(2 ** -25), Infinity, Number.NaN];
  const single = numbers.map(Math.fround);
  expect(await compute('half', single)).toEqual(single.map((x) => f16round(x)));
});

const between = (low: number, high: number) =>
  Array.from({ length: 20_000 }, () => Math.fround(low + ((high - low) * random.below(2 ** 32)) / 2 ** 32));

const positive = anyNumbers.filter((x) => x >= 2 ** -126 && x < Infinity);

/** From 2^-40 to 2^40, as densely in every binade. */
const scattered = positive.map((x) => Math.fround(2 ** (Math.log2(x) / 4)));

const functions: readonly [
  name: keyof typeof expressions,
  exact: (x: number) => number,
  ulps: number,
  at: readonly number[],
][] = [
  [
    'exponential',
    Math.exp,
    2,
    [...between(-87.3, 88.7), ...between(-1, 1), ...scattered.map((x) => -x).filter((x) => x > -87.3)],
  ],
  ['logarithm', Math.log, 3, [...positive, ...between(0.5, 2)]],
  [
    'logarithm_of_one_and',
    Math.log1p,
    4,
    [...scattered, ...between(-0.999, 2), ...scattered.filter((x) => x < 0.9).map((x) => -x)],
  ],
  ['reciprocal', (x) => 1 / x, 0.51, scattered],
];

test.each(functions)('%s', async (name, exact, ulps, at) => {
  const computed = await compute(name, at);
  const off = at.map((x, i) => Math.abs((computed[i] ?? Number.NaN) - exact(x)) / ulp(exact(x)));
  expect(off.reduce((worst, each) => Math.max(worst, each), 0)).toBeLessThanOrEqual(ulps);
});

const ulp = (x: number): number => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x) || 2 ** -126))) - 23);
