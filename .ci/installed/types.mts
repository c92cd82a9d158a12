/** What TypeScript knows of an installed package: compiled, never run. */
import { ArgumentError } from 'lossproof/argument_error';
import { type CrossEntropyOptions, crossEntropy } from 'lossproof/losses/cross_entropy';
import type { ModuleSubject } from 'lossproof/protocol';
import type { FloatTensor, Tensor } from 'lossproof/tensor';

const input: Tensor = { dtype: 'float64', shape: [2], data: Float64Array.of(1, 2) };
const target: Tensor = { dtype: 'int64', shape: [], data: BigInt64Array.of(1n) };
const options: CrossEntropyOptions = { reduction: 'sum', labelSmoothing: 0.1 };

export const loss: FloatTensor = crossEntropy(input, target, options);
export const argumentOf = (error: unknown): string => (error instanceof ArgumentError ? error.argument : '');

/** A subject's author is told what a reply takes. */
export const subject: ModuleSubject = {
  hello: () => ({ protocol: 1, name: 'mine', version: '1', profiles: ['float32'], gradients: false, losses: {} }),
  run: ({ loss }) => ({ declined: `no ${loss}` }),
};

// @ts-expect-error no such option
crossEntropy(input, target, { smoothing: 0.1 });
// @ts-expect-error a float32 tensor has no float64 array
export const wrong: Tensor = { dtype: 'float32', shape: [2], data: Float64Array.of(1, 2) };
