/** Whether a subject left the tensors of a request as they were, told entry by entry. */
import type { Tensor } from '../../../spec/tensor.ts';
import type { RunRequest } from '../../protocol.ts';

/** Every tensor a request carries, by name. */
export type Numbers = Readonly<Record<string, Tensor>>;

export function numbersOf({ inputs, upstream }: RunRequest): Numbers {
  return upstream === undefined ? { ...inputs } : { ...inputs, upstream };
}

export function copyOf(numbers: Numbers): Numbers {
  const copies: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(numbers)) {
    copies[name] = { ...tensor, shape: [...tensor.shape], data: [...tensor.data] };
  }
  return copies;
}

/** NaN is itself, and -0 is not 0: a changed byte is a change. */
export function sameNumbers(now: Numbers, before: Numbers): boolean {
  const names = Object.keys(before);
  return names.length === Object.keys(now).length && names.every((name) => sameTensor(now[name], before[name]));
}

function sameTensor(now: Tensor | undefined, before: Tensor | undefined): boolean {
  if (now === undefined || before === undefined || now.dtype !== before.dtype) return false;
  return sameEntries(now.shape, before.shape) && sameEntries(now.data, before.data);
}

function sameEntries(now: readonly unknown[], before: readonly unknown[]): boolean {
  return now.length === before.length && before.every((entry, index) => Object.is(entry, now[index]));
}
