/** How large the blocks are that a question needs besides its own. runner/README.md documents it. */
import { type Dtype, elementCount, type Tensor } from '../../../spec/tensor.ts';
import type { RunRequest } from '../../protocol.ts';
import { aligned, HEADER, type Slots, TENSOR } from '../packed/layout.ts';
import { bytesOf } from '../packed/numbers.ts';
import type { Sizes } from './lane.ts';

const SCRATCH_AT_LEAST = 2 ** 16;
const SCRATCH_AN_ELEMENT = 16;

/** A loss holds no more elements than the largest input, and a gradient as many as its own. */
export function sizesOf(request: RunRequest, { inputs }: Slots): Sizes {
  const { dtype, upstream, gradients } = request;
  const tensors = [...Object.values(request.inputs), ...(upstream === undefined ? [] : [upstream])];
  const largest = Math.max(1, ...tensors.map(elements));
  const blocks = [largest, ...gradients.map((name) => elements(request.inputs[name]))];
  const data = blocks.reduce((bytes, count) => bytes + aligned(bytesOf(widest(dtype), count)), 0);
  return {
    answer: HEADER + TENSOR * (inputs.length + 1) + data,
    scratch: Math.max(SCRATCH_AT_LEAST, SCRATCH_AN_ELEMENT * largest),
  };
}

const elements = (tensor: Tensor | undefined): number => (tensor === undefined ? 0 : elementCount(tensor.shape));

/** A kernel that writes halves may write whole words. */
const widest = (dtype: Dtype): Dtype => (dtype === 'float64' ? 'float64' : 'float32');
