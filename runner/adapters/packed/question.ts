/** Packs a question into one block of bytes. */
import type { Tensor } from '../../../spec/tensor.ts';
import type { RunRequest } from '../../protocol.ts';
import { ABSENT, aligned, DTYPES, HEADER, MAXIMAL_RANK, PARAMETER, type Slots, TENSOR } from './layout.ts';
import { bytesOf, writeNumbers } from './numbers.ts';
import { writeParameter } from './parameter.ts';

/** Why a question has no place in the layout: no kernel needs to see it. */
export type Unpackable = { readonly refused: string } | { readonly declined: string };

/** @returns the block, or the reply to a question that the slots have no place for */
export function packQuestion(request: RunRequest, slots: Slots): Uint8Array<ArrayBuffer> | Unpackable {
  const reply = unpackable(request, slots);
  if (reply !== undefined) return reply;
  const tensors = [...slots.inputs.map((name) => request.inputs[name]), request.upstream];
  const firstData = HEADER + TENSOR * tensors.length + PARAMETER * slots.parameters.length;
  const view = new DataView(new ArrayBuffer(tensors.reduce((end, tensor) => end + sizeOf(tensor), firstData)));
  view.setUint32(0, DTYPES.indexOf(request.dtype), true);
  view.setUint32(4, wanted(request.gradients, slots.inputs), true);
  view.setUint32(8, slots.inputs.length, true);
  view.setUint32(12, slots.parameters.length, true);
  let data = firstData;
  for (const [index, tensor] of tensors.entries()) {
    writeTensor(view, HEADER + TENSOR * index, tensor, data);
    data += sizeOf(tensor);
  }
  for (const [index, name] of slots.parameters.entries()) {
    writeParameter(view, HEADER + TENSOR * tensors.length + PARAMETER * index, request.parameters[name]);
  }
  return new Uint8Array(view.buffer);
}

/** A kernel has no place for arguments that it does not list, as a function has none, and so the call is refused. */
function unpackable({ inputs, parameters, gradients, upstream }: RunRequest, slots: Slots): Unpackable | undefined {
  const parameter = Object.keys(parameters).find((name) => !slots.parameters.includes(name));
  if (parameter !== undefined) return { refused: `there is no parameter ${parameter}` };
  const input = [...Object.keys(inputs), ...gradients].find((name) => !slots.inputs.includes(name));
  if (input !== undefined) return { refused: `there is no input ${input}` };
  const tensors = [...Object.values(inputs), ...(upstream === undefined ? [] : [upstream])];
  if (tensors.every(({ shape }) => shape.length <= MAXIMAL_RANK)) return undefined;
  return { declined: `the layout has room for ${MAXIMAL_RANK} axes` };
}

const wanted = (gradients: readonly string[], inputs: readonly string[]): number =>
  inputs.reduce((bits, name, index) => (gradients.includes(name) ? bits | (1 << index) : bits), 0);

const sizeOf = (tensor: Tensor | undefined): number =>
  tensor === undefined ? 0 : aligned(bytesOf(tensor.dtype, tensor.data.length));

function writeTensor(view: DataView, at: number, tensor: Tensor | undefined, data: number): void {
  if (tensor === undefined) {
    view.setUint32(at, ABSENT, true);
    return;
  }
  const { dtype, shape } = tensor;
  view.setUint32(at, DTYPES.indexOf(dtype), true);
  view.setUint32(at + 4, shape.length, true);
  view.setUint32(at + 8, tensor.data.length, true);
  view.setUint32(at + 12, data, true);
  for (const [axis, size] of shape.entries()) view.setUint32(at + 16 + 4 * axis, size, true);
  writeNumbers(view, data, dtype, tensor.data);
}
