/** The binary layout that WASM modules and GPU kernels are asked in: sizes and codes. runner/README.md documents it. */
import type { Dtype } from '../../../spec/tensor.ts';
import type { LossSupport } from '../../protocol.ts';

/** The code of a dtype is its place here. */
export const DTYPES: readonly Dtype[] = [
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'uint8',
  'bool',
];

/** Stands for a dtype where there is no tensor. */
export const ABSENT = 0xffffffff;

/** The code of a parameter's word is its place here; any other word, which no loss has, has the code 0. */
export const WORDS: readonly string[] = ['', 'none', 'sum', 'mean', 'batchmean', 'elementwise_mean', 'l1', 'l2'];

export const KIND = { absent: 0, null: 1, number: 2, boolean: 3, word: 4 } as const;

/** What a number is, in bits: whole at all, held by the 64 bits of an integer, held by 32. */
export const WHOLE = 1;
export const FITS_64 = 2;
export const FITS_32 = 4;

export const STATUS = { answered: 0, refused: 1, declined: 2, failed: 3 } as const;

export const MAXIMAL_RANK = 8;

/** In bytes. */
export const HEADER = 16;
export const TENSOR = 48;
export const PARAMETER = 32;

/** Tensor data starts at multiples of this, counted from the block's start. */
export const ALIGNMENT = 16;

export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** In which order a loss takes its inputs and parameters. */
export interface Slots {
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
}

/** `input`, then `target`, which not every loss has, then what hello lists for the loss, as it is ordered there. */
export const slotsOf = ({ inputs = [], parameters }: LossSupport): Slots => ({
  inputs: ['input', 'target', ...inputs],
  parameters,
});
