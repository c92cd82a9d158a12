/** Both builds of the WASM subject against all float32 vectors, and the functions they are made of against the oracle. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { afterAll, describe, expect, test } from 'vitest';
import { bigint } from '../../spec/oracle/bigint.ts';
import { engine } from '../adapters/wasm/engine.ts';
import { wasmSubject } from '../adapters/wasm/subject.ts';
import type { Target } from '../channel.ts';
import { examine } from '../examine.ts';
import { findAdapter } from '../find-adapter.ts';
import { lenient } from '../judge.ts';
import { exitOf } from '../reports/tally.ts';
import { knownSubjects } from '../subjects.ts';

// As the adapter does it.
if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

interface Build {
  readonly file: string;
  readonly device: string;
}

const compiler: {
  readonly BUILDS: readonly Build[];
  compile(): Promise<string>;
  assemble(entries: readonly string[], build: Build): Promise<{ bytes: Uint8Array<ArrayBuffer>; said: string }>;
} = await import(new URL('./wasm/compile.mjs', import.meta.url).href);

const complaints = await compiler.compile();
const [plain, relaxed] = compiler.BUILDS;
if (plain === undefined || relaxed === undefined) throw new Error('there are not two builds');
const pathOf = ({ file }: Build): string => new URL(`./wasm/${file}`, import.meta.url).pathname;
const bytesOf = (build: Build) => new Uint8Array(readFileSync(pathOf(build)));

const folder = mkdtempSync(join(tmpdir(), 'lossproof-wasm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A build that has no other beside it. */
function alone(build: Build): Target {
  const copy = join(folder, build.file);
  copyFileSync(pathOf(build), copy);
  return copy;
}

test('the compiler has nothing to say', () => expect(complaints).toBe(''));

for (const build of compiler.BUILDS) {
  test(`${build.device}: every vector in float32 passes, accurately`, { timeout: 60_000 }, async () => {
    const subject = { name: 'wasm', target: alone(build), expect: [], bundled: true };
    const selection = { dtype: ['float32'] } as const;
    const examination = await examine(await findAdapter(subject.target), subject, {
      ...lenient,
      selection,
      session: {},
      today: '2026-01-01',
    });
    const { verdicts, hello } = examination;
    expect(hello.device).toBe(build.device);
    expect(verdicts.filter(({ status }) => status === 'failed').map(({ address }) => address)).toEqual([]);
    const careless = verdicts.filter(({ grade }) => grade !== undefined && grade !== 'accurate');
    expect(careless.map(({ address, grade }) => `${address}: ${grade}`)).toEqual([]);
    expect(exitOf(examination)).toBe('conforms');
    const passed = verdicts.filter(({ status }) => status === 'passed');
    expect(new Set(passed.map(({ loss }) => loss))).toEqual(new Set(Object.keys(hello.losses)));
  });
}

test('of two builds the first is run that the engine understands', async () => {
  const unknown = bytesOf(plain).map((byte, index) => (index === 4 ? 99 : byte)); // a version that there is not
  const chosen = async (...builds: readonly Uint8Array<ArrayBuffer>[]) => (await wasmSubject(...builds)).hello();
  expect(await chosen(bytesOf(relaxed), bytesOf(plain))).toMatchObject({ device: relaxed.device });
  expect(await chosen(unknown, bytesOf(plain))).toMatchObject({ device: plain.device });
});

test('the adapter prefers the build for relaxed SIMD that lies beside the module', { timeout: 60_000 }, async () => {
  const subject = knownSubjects().get('wasm');
  if (!subject) throw new Error('runner/subjects/wasm.yaml is gone');
  const selection = { loss: ['sigmoid'], dtype: ['float32'] } as const;
  const { hello } = await examine(await findAdapter(subject.target), subject, {
    ...lenient,
    selection,
    session: {},
    today: '2026-01-01',
  });
  expect(hello.device).toBe(relaxed.device);
});

/** A number of binary32 by its bits. */
const floatOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] ?? Number.NaN;
const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;

/** Numbers from one to another, evenly among those that binary32 has; both of one sign. */
function spread(from: number, to: number, count: number): readonly number[] {
  const [first, last] = [bitsOf(from), bitsOf(to)];
  return Array.from({ length: count }, (_, i) => floatOf(Math.round(first + ((last - first) * i) / (count - 1))));
}

/** A number and what is next to it: where a function changes how it computes, and where it has to be right by the bit. */
const around = (...seams: readonly number[]): readonly number[] =>
  seams.flatMap((seam) => [-2, -1, 0, 1, 2].map((step) => floatOf(bitsOf(seam) + step)));

/** e^((n + ½)·ln 2), where the exponent's rounding goes over to the next. */
const halves = Array.from({ length: 270 }, (_, i) => (i - 149.5) * Math.LN2);

const { fromNumber, nearest } = bigint;
const PRECISION = 60;

interface Measured {
  readonly exact: (x: number) => number;
  readonly at: readonly number[];
  readonly ulps: number;
  readonly special: readonly (readonly [x: number, y: number])[];
}

const exponentials = (x: number): number => nearest(bigint.exp(fromNumber(x), PRECISION, 'down'), 'float64');

const functions: Readonly<Record<string, Measured>> = {
  exponential: {
    exact: exponentials,
    at: [
      ...spread(1e-10, 88.7, 4000),
      ...spread(-1e-10, -103.97, 6000),
      ...around(...halves),
      ...around(-87.33655, 1e-44),
    ],
    ulps: 1,
    special: [
      [Infinity, Infinity],
      [-Infinity, 0],
      [NaN, NaN],
      [0, 1],
      [-0, 1],
      [89, Infinity],
      [-104, 0],
      [-3e38, 0],
    ],
  },
  exponentialOfNegative: {
    exact: exponentials,
    at: [...spread(-1e-10, -87.33654, 6000), ...around(...halves.filter((x) => x < 0 && x > -87))],
    ulps: 1,
    special: [
      [-Infinity, 0],
      [NaN, NaN],
      [0, 1],
      [-0, 1],
      [-88, 0],
      [-3e38, 0],
    ],
  },
  logarithm: {
    exact: (x) => nearest(bigint.log(fromNumber(x), PRECISION, 'down'), 'float64'),
    at: [
      ...spread(1e-45, 3.4e38, 6000),
      ...spread(0.5, 2, 4000),
      ...around(1, Math.SQRT1_2, Math.SQRT2, 2 ** -126, 2 ** -140),
    ],
    ulps: 1,
    special: [
      [0, -Infinity],
      [-0, -Infinity],
      [Infinity, Infinity],
      [NaN, NaN],
      [-1, NaN],
      [-Infinity, NaN],
      [1, 0],
    ],
  },
  logarithmOfOneAnd: {
    exact: (x) => nearest(bigint.log1p(fromNumber(x), PRECISION, 'down'), 'float64'),
    at: [...spread(1e-45, 1, 6000), ...spread(-1e-45, -0.5, 4000)],
    ulps: 1.5,
    special: [
      [NaN, NaN],
      [0, 0],
    ],
  },
};

for (const build of compiler.BUILDS) {
  describe(`the functions of ${build.device}`, async () => {
    const { bytes } = await compiler.assemble(['testing.ts'], build);
    const { exports } = new engine.Instance(await engine.compile(bytes), { env: { abort() {} } });

    for (const [name, { exact, at, ulps, special }] of Object.entries(functions)) {
      test(`${name} is right to ${ulps} ulps, and at special numbers by the bit`, () => {
        const given = [...at, ...special.map(([x]) => x)];
        const results = apply(exports, name, given);
        const worst = { ulps: 0, at: 0 };
        at.forEach((x, i) => {
          const error = ulpsBetween(results[i] ?? NaN, exact(Math.fround(x)));
          if (!(error <= worst.ulps)) Object.assign(worst, { ulps: error, at: x });
        });
        expect(worst.ulps, `at ${worst.at}`).toBeLessThanOrEqual(ulps);
        expect(special.map(([x], i) => [x, results[at.length + i]])).toEqual(special);
      });
    }
  });
}

/** In units of the last place that binary32 has for the exact number; its subnormal numbers have the same. */
function ulpsBetween(result: number, exact: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(exact))), -126);
  return Math.abs(result - exact) / 2 ** (exponent - 23);
}

function apply(exports: Readonly<Record<string, unknown>>, name: string, numbers: readonly number[]): Float32Array {
  const { allocate, memory, [name]: computes } = exports;
  if (typeof allocate !== 'function' || typeof computes !== 'function' || !(memory instanceof engine.Memory)) {
    throw new Error(`runner/subjects/wasm/testing.ts does not export ${name}`);
  }
  const count = Math.ceil(numbers.length / 4) * 4;
  const place: number = allocate(4 * count);
  new Float32Array(memory.buffer, place, count).set(numbers);
  computes(place, count);
  return new Float32Array(memory.buffer, place, numbers.length).slice();
}
