/** Makes a subject of a GPU and a folder of WGSL, in a browser as in Node. runner/README.md documents the folder. */
import type { LossSupport, ModuleSubject, RunRequest } from '../../protocol.ts';
import { type Unpacked, unpackAnswer } from '../packed/answer.ts';
import { type Slots, slotsOf } from '../packed/layout.ts';
import { packQuestion } from '../packed/question.ts';
import { type ReadFile, readHello } from './folder.ts';
import { Kernels } from './kernels.ts';
import { Lanes } from './lanes.ts';
import { sizesOf } from './sizes.ts';

/** Milliseconds that the word of a GPU's loss may come after the errors that it causes. */
const AFTERMATH = 100;

export interface WebgpuSubject extends ModuleSubject {
  /** Resolves when the GPU is gone, to a clause: what is still asked is then never answered. */
  readonly lost: Promise<string>;
}

/**
 * @param through what the GPU is reached by, where that is no browser
 * @throws Error with a sentence when the folder has no hello.json that can be read, or a loss of it has no kernel
 */
export async function webgpuSubject(device: GPUDevice, read: ReadFile, through?: string): Promise<WebgpuSubject> {
  const hello = await readHello(device, read, through);
  const kernels = new Kernels(device, read);
  const lanes = new Lanes(device);
  const lost = device.lost.then(({ message, reason }) => `lost its GPU: ${message || reason}`);
  let uncaptured: string | undefined;
  device.onuncapturederror = ({ error }) => {
    uncaptured ??= error.message;
  };

  async function answer(request: RunRequest, support: LossSupport): Promise<Unpacked | { readonly broken: string }> {
    const slots = slotsOf(support);
    const question = packQuestion(request, slots);
    if (!(question instanceof Uint8Array)) return question;
    const kernel = await kernels.of(request.loss, request.dtype);
    const block = await lanes.use((lane) => lane.ask(kernel, question, sizesOf(request, slots)));
    const said = uncaptured;
    uncaptured = undefined;
    if (said !== undefined) throw new Error(`the GPU says, of no question in particular: ${said.trim()}`);
    return readAnswer(block, request, slots);
  }

  return {
    lost,
    hello: () => hello,
    async run(request) {
      const support = hello.losses[request.loss];
      if (support === undefined) return { declined: `there is no ${request.loss}.wgsl` };
      if (!support.dtypes.includes(request.dtype)) return { declined: `${request.loss} is not in ${request.dtype}` };
      try {
        return await answer(request, support);
      } catch (error) {
        // No question is at fault where the GPU is lost, and then `lost` tells of it.
        if (await Promise.race([lost, soon()])) return new Promise(() => {});
        return { failed: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function readAnswer(block: Uint8Array, { loss }: RunRequest, slots: Slots): Unpacked | { readonly broken: string } {
  try {
    return unpackAnswer(block, slots);
  } catch (error) {
    return { broken: `${loss}.wgsl left no answer: ${error instanceof Error ? error.message : error}` };
  }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AFTERMATH));
