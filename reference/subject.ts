/** The reference as a subject of the runner: answers the protocol's questions with the losses that lie in losses/. */
import { ArgumentError } from './argument_error.ts';
import type { DescribedLoss } from './described_loss.ts';
import { decode, encode, type JsonTensor } from './json_tensor.ts';
import { losses, version } from './losses.ts';
import { FLOAT_DTYPES, type Tensor } from './tensor.ts';

/** The part of the protocol's run request that is read here; the host keeps the id. */
export interface RunRequest {
  readonly loss: string;
  readonly dtype: string;
  readonly inputs: Readonly<Record<string, JsonTensor>>;
  readonly parameters: Readonly<Record<string, number | string | boolean | null>>;
  readonly upstream?: JsonTensor;
  readonly gradients: readonly string[];
  readonly memory?: 'contiguous' | 'strided' | 'offset';
}

export type RunReply =
  | {
      readonly answer: {
        readonly loss: JsonTensor;
        readonly gradients?: Readonly<Record<string, JsonTensor>>;
        readonly unchanged: boolean;
      };
    }
  | { readonly refused: string }
  | { readonly declined: string };

const hello = () => ({
  protocol: 1,
  name: 'lossproof reference',
  version,
  language: 'TypeScript',
  profiles: [...FLOAT_DTYPES],
  extensions: [...new Set([...losses.values()].flatMap((loss) => loss.extensions ?? []))],
  gradients: true,
  memory: ['offset' as const],
  unchanged: true,
  losses: Object.fromEntries(
    [...losses].map(([name, { parameters, inputs, optionalInputs }]) => [
      name,
      { dtypes: [...FLOAT_DTYPES], parameters: [...parameters], inputs: [...inputs, ...optionalInputs] },
    ]),
  ),
});

/** Anything the losses throw on purpose is a refusal; anything else is a defect, and the host's to report. */
function run(request: RunRequest): RunReply {
  const loss = losses.get(request.loss);
  if (!loss) return { declined: `the reference has no ${request.loss}; it has ${[...losses.keys()].join(', ')}` };
  if (!FLOAT_DTYPES.some((dtype) => dtype === request.dtype))
    return { declined: `the reference has no ${request.dtype}` };
  if (request.memory === 'strided') return { declined: 'the reference takes no strides' };
  const all = { ...request.inputs, ...(request.upstream && { upstream: request.upstream }) };
  const tensors: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(all)) {
    const decoded = decode(tensor, request.memory === 'offset');
    if (!decoded) return { declined: `the reference has no ${tensor.dtype}, which ${name} is in` };
    tensors[name] = decoded;
  }
  try {
    return { answer: quietly(() => answer(loss, request, tensors)) };
  } catch (error) {
    if (error instanceof ArgumentError) return { refused: error.message };
    throw error;
  }
}

function answer(loss: DescribedLoss, request: RunRequest, tensors: Readonly<Record<string, Tensor>>) {
  const options = readOptions(loss, request, tensors);
  const unchanged = watch(tensors);
  const value = loss.value(tensors, options);
  const gradients = gradientsOf(loss, request, tensors, options);
  return { loss: encode(value), ...(gradients && { gradients }), unchanged: unchanged() };
}

/**
 * Says later whether the tensors' bytes are still what they are now: of the whole buffer behind each, so that a write
 * beside an offset view is seen as well.
 */
export function watch(tensors: Readonly<Record<string, Tensor>>): () => boolean {
  const before = Object.values(tensors).map(({ data }) => new Uint8Array(data.buffer.slice(0)));
  return () => Object.values(tensors).every(({ data }, i) => sameBytes(before[i], new Uint8Array(data.buffer)));
}

const sameBytes = (before: Uint8Array, now: Uint8Array): boolean =>
  before.length === now.length && before.every((byte, i) => byte === now[i]);

/** Optional inputs and parameters as one object with camelCase names. The loss refuses the names it does not have. */
function readOptions(loss: DescribedLoss, request: RunRequest, tensors: Readonly<Record<string, Tensor>>): object {
  const optional = Object.keys(request.inputs).filter((name) => !loss.inputs.includes(name));
  return Object.fromEntries([
    ...optional.map((name) => [camelCase(name), tensors[name]]),
    ...Object.entries(request.parameters).map(([name, value]) => [camelCase(name), readParameter(value)]),
  ]);
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Words for numbers that JSON lacks become those numbers; digits, which are beyond 2^53, a bigint. */
function readParameter(value: number | string | boolean | null): number | bigint | string | boolean | null {
  if (typeof value !== 'string') return value;
  if (/^-?[1-9]\d*$/.test(value)) return BigInt(value);
  return ['NaN', 'Infinity', '-Infinity', '-0'].includes(value) ? Number(value) : value;
}

function gradientsOf(
  loss: DescribedLoss,
  request: RunRequest,
  tensors: Readonly<Record<string, Tensor>>,
  options: object,
): Record<string, JsonTensor> | undefined {
  if (request.gradients.length === 0) return undefined;
  const all = loss.gradient(tensors, tensors.upstream, options);
  return Object.fromEntries(
    request.gradients.map((name) => {
      const gradient = all[name];
      if (gradient) return [name, encode(gradient)];
      const remedy = `ask for the gradient of ${Object.keys(all).join(', ')}`;
      throw new ArgumentError(name, `is not differentiable in this ${request.loss}`, remedy);
    }),
  );
}

/** Deprecated options are asked about on purpose here: the warning is for people. A browser has no process. */
function quietly<Result>(work: () => Result): Result {
  if (!globalThis.process) return work();
  const before = process.noDeprecation ?? false;
  process.noDeprecation = true;
  try {
    return work();
  } finally {
    process.noDeprecation = before;
  }
}

export default { hello, run };
