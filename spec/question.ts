/** A question to a loss: inputs, parameters, the gradient from above, and whose gradients are wanted. */
import type { Dtype, Scalar } from './tensor.ts';

export type Level = 'must' | 'should' | 'may' | 'unspecified';

export type ParameterValue = number | string | boolean | null;

/** A tensor whose dtype, when absent, is that of the run. */
export interface QuestionTensor {
  readonly dtype?: Dtype;
  readonly shape: readonly number[];
  readonly data: readonly Scalar[];
}

export interface Question {
  readonly inputs: Readonly<Record<string, QuestionTensor>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Absent when no gradient is asked for. */
  readonly upstream?: QuestionTensor;
  readonly gradients: readonly string[];
}
