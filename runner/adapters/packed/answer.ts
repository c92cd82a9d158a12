/** Unpacks an answer into what the protocol says in its place. */
import type { Tensor } from '../../../spec/tensor.ts';
import type { Answer } from '../../protocol.ts';
import { ABSENT, DTYPES, HEADER, MAXIMAL_RANK, type Slots, STATUS, TENSOR } from './layout.ts';
import { bytesOf, readNumbers } from './numbers.ts';

export type Unpacked =
  | { readonly answer: Answer }
  | { readonly refused: string }
  | { readonly declined: string }
  | { readonly failed: string };

/**
 * @param block from the answer's first byte on; it may be longer than the answer
 * @throws Error with a sentence when the block is no answer
 */
export function unpackAnswer(block: Uint8Array, { inputs }: Slots): Unpacked {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const end = HEADER + TENSOR * (inputs.length + 1);
  if (view.byteLength < end) {
    throw new Error(`the answer has ${view.byteLength} bytes, and its header and descriptors take ${end}`);
  }
  const status = view.getUint32(0, true);
  if (status === STATUS.refused) return { refused: 'status 1, the question is not legal' };
  if (status === STATUS.declined) return { declined: 'status 2, the question is not offered' };
  if (status === STATUS.failed) return { failed: 'status 3, the kernel broke on this question' };
  if (status !== STATUS.answered) throw new Error(`the answer's status is ${status}; it takes 0, 1, 2 or 3`);
  const loss = readTensor(view, HEADER, 'loss');
  if (loss === undefined) throw new Error('the answer has status 0 and no loss');
  const gradients: Record<string, Tensor> = {};
  for (const [index, name] of inputs.entries()) {
    const gradient = readTensor(view, HEADER + TENSOR * (index + 1), `gradient of ${name}`);
    if (gradient !== undefined) gradients[name] = gradient;
  }
  return { answer: { loss, gradients } };
}

/** Shape and count of elements are told as they stand: whether they agree is for the judge of replies to say. */
function readTensor(view: DataView, at: number, name: string): Tensor | undefined {
  const code = view.getUint32(at, true);
  if (code === ABSENT) return undefined;
  const dtype = DTYPES[code];
  if (dtype === undefined) throw new Error(`the ${name} has dtype ${code}, which is none`);
  const rank = view.getUint32(at + 4, true);
  if (rank > MAXIMAL_RANK) throw new Error(`the ${name} has ${rank} axes; the layout has room for ${MAXIMAL_RANK}`);
  const elements = view.getUint32(at + 8, true);
  const data = view.getUint32(at + 12, true);
  if (data + bytesOf(dtype, elements) > view.byteLength) {
    throw new Error(`the ${name} ends ${data + bytesOf(dtype, elements)} bytes after the block's start, outside of it`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(at + 16 + 4 * axis, true));
  return { dtype, shape, data: readNumbers(view, data, dtype, elements) };
}
