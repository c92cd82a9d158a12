/** What the file of a loss, or of a function losses are made of, says of itself in its default export: no list exists. */
import type { FloatTensor, Tensor } from './tensor.ts';

/** Names are those of torch.nn.functional, in snake_case; options carry the same names in camelCase. */
export interface DescribedLoss {
  /** Tensors it cannot do without. */
  readonly inputs: readonly string[];
  /** Tensors among its options. */
  readonly optionalInputs: readonly string[];
  /** Its other options. */
  readonly parameters: readonly string[];
  /** What it can do beyond PyTorch's definition, by the extensions' names. */
  readonly extensions?: readonly string[];
  /** A scalar or a tensor. Options come unchecked: every loss checks its own, and throws an ArgumentError. */
  value(inputs: Readonly<Record<string, Tensor>>, options: object): FloatTensor;
  /** Gradients of the inputs that are differentiable in this question, by name; `upstream` has the value's shape. */
  gradient(
    inputs: Readonly<Record<string, Tensor>>,
    upstream: Tensor,
    options: object,
  ): Readonly<Partial<Record<string, FloatTensor>>>;
}
