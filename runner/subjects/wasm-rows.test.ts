/** Rows longer than vectors have: where runs of four, sixteen and 256 classes end, with answers that need no computing. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import type { Tensor } from '../../spec/tensor.ts';
import { wasmSubject } from '../adapters/wasm/subject.ts';
import type { RunRequest } from '../protocol.ts';

if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const { BUILDS, compile } = await import(new URL('./wasm/compile.mjs', import.meta.url).href);
await compile();

const LENGTHS = [1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 255, 256, 257, 259, 272, 511, 512, 513, 529, 1030];
/** e^−200 is no number of binary32. */
const FAR = 200;

const float = (shape: readonly number[], data: readonly number[]): Tensor => ({ dtype: 'float32', shape, data });
const row = (classes: number, entry: (c: number) => number): readonly number[] =>
  Array.from({ length: classes }, (_, c) => entry(c));
/** Two positions with the same classes, side by side in memory, or one. */
const positions = (numbers: readonly number[], count: number): readonly number[] =>
  numbers.flatMap((x) => Array(count).fill(x));

function ask(loss: string, more: Partial<RunRequest>): RunRequest {
  return { id: 0, ask: 'run', loss, dtype: 'float32', inputs: {}, parameters: {}, gradients: ['input'], ...more };
}

for (const { file, device } of BUILDS) {
  const subject = await wasmSubject(new Uint8Array(readFileSync(new URL(`./wasm/${file}`, import.meta.url))));

  for (const count of [1, 2]) {
    const shapeOf = (classes: number): readonly number[] => [1, classes, ...(count === 1 ? [] : [count])];
    const perPosition = count === 1 ? [1] : [1, count];
    const ones = float(perPosition, Array(count).fill(1));

    /** Losses and gradients of cross-entropy at every position, one answer for labels and one for distributions. */
    function crossEntropies(logits: readonly number[], label: number): readonly object[] {
      const classes = logits.length;
      const input = float(shapeOf(classes), positions(logits, count));
      const labels: Tensor = { dtype: 'int64', shape: perPosition, data: Array(count).fill(label) };
      const certain = float(
        shapeOf(classes),
        positions(
          row(classes, (c) => Number(c === label)),
          count,
        ),
      );
      return [labels, certain].map((target) => {
        const question = { inputs: { input, target }, parameters: { reduction: 'none' }, upstream: ones };
        return Object(subject.run(ask('cross_entropy', question))).answer;
      });
    }

    test(`${device}, ${count} positions: of a class far above all others, anywhere in a row, the probability is 1`, () => {
      for (const classes of LENGTHS) {
        const places = new Set([0, classes >> 1, classes - 1]);
        for (const top of places) {
          for (const label of places) {
            const logits = row(classes, (c) => (c === top ? FAR : 0));
            const slopes = row(classes, (c) => Number(c === top) - Number(c === label));
            for (const answer of crossEntropies(logits, label)) {
              const expected = {
                loss: float(perPosition, Array(count).fill(label === top ? 0 : FAR)),
                gradients: { input: float(shapeOf(classes), positions(slopes, count)) },
              };
              expect(zeroless(answer), `class ${label} of ${classes}, ${top} on top`).toMatchObject(expected);
            }
          }
        }
      }
    });

    test(`${device}, ${count} positions: equal classes have equal shares, however many they are`, () => {
      for (const classes of LENGTHS) {
        const label = classes >> 1;
        const share = Math.fround(1 / classes);
        const slopes = row(classes, (c) => (c === label ? -Math.fround((classes - 1) / classes) : share));
        for (const answer of crossEntropies(
          row(classes, () => 3),
          label,
        )) {
          const { loss, gradients } = Object(answer);
          for (const value of loss.data)
            expect(Math.abs(value - Math.log(classes))).toBeLessThanOrEqual(Math.log(classes) * 2 ** -23);
          const expected = positions(slopes, count);
          const errors = gradients.input.data.map((slope: number, i: number) =>
            Math.abs(slope / (expected[i] ?? 0) - 1),
          );
          if (classes > 1) expect(Math.max(...errors), `of ${classes}`).toBeLessThanOrEqual(2 ** -22);
          else expect(zeroless(gradients.input.data)).toEqual(Array(count).fill(0));
        }
      }
    });

    test(`${device}, ${count} positions: log-softmax of a class far above all others`, () => {
      for (const classes of LENGTHS) {
        for (const top of new Set([0, classes >> 1, classes - 1])) {
          const shape = shapeOf(classes);
          const input = float(
            shape,
            positions(
              row(classes, (c) => (c === top ? FAR : 0)),
              count,
            ),
          );
          const upstream = float(
            shape,
            positions(
              row(classes, (c) => Number(c === 0)),
              count,
            ),
          );
          const question = { inputs: { input }, parameters: { dim: 1 }, upstream };
          const { answer } = Object(subject.run(ask('log_softmax', question)));
          const values = row(classes, (c) => (c === top ? 0 : -FAR));
          const slopes = row(classes, (c) => Number(c === 0) - Number(c === top));
          expect(zeroless(answer), `${top} of ${classes} on top`).toMatchObject({
            loss: float(shape, positions(values, count)),
            gradients: { input: float(shape, positions(slopes, count)) },
          });
        }
      }
    });
  }
}

/** JSON and the words have two zeros; they are one number. */
function zeroless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, entry) => (entry === '-0' || entry === 0 ? 0 : entry)));
}
