/**
 * Our host of kernels on a machine where things go wrong that no kernel can do: webgpu-host.ts <folder>/<kind>[@<when>].
 * They go wrong on poison; where `when` is given, at that writing to the GPU, or pipeline, counted from 0 in each life.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Dawn, NoGpu, startDawn } from '../../adapters/webgpu/dawn.ts';
import { serve } from '../../adapters/webgpu/serve.ts';

/** As in kinds.mjs. */
const POISON = 13;

const MEGABYTE = 'x'.repeat(2 ** 20);

/** What happens then. */
const strikes: Readonly<Record<string, (device: GPUDevice) => void>> = {
  dies: () => process.kill(process.pid, 'SIGSEGV'),
  'half-line': () => process.stdout.write('{"id": 6, "answer": {"lo', () => process.exit(0)),
  'long-line': () => {
    for (let i = 0; i < 100; i++) process.stdout.write(MEGABYTE);
  },
  'loses-device': (device) => device.destroy(),
  'loses-device-for-good'(device) {
    writeFileSync(gone, '');
    device.destroy();
  },
};

const [folder = ''] = process.argv.slice(2);
const [kind = '', when] = basename(folder).split('@');
/** Is there once the GPU is not. */
const gone = `${folder}.gone`;
let count = 0;

if (kind === 'will-not-start') process.exit(1);
if (kind === 'twice') writeTwice();

await serve(folder, async () => {
  if (existsSync(gone)) throw new NoGpu('could not be started: the GPU is gone', 'plug it in again');
  const dawn = await startDawn();
  arm(dawn);
  return dawn;
});

function arm({ device }: Dawn): void {
  if (kind === 'loses-device-while-it-compiles') armCompiler(device);
  const strike = strikes[kind];
  if (strike === undefined) return;
  const write = device.queue.writeBuffer.bind(device.queue);
  device.queue.writeBuffer = (buffer, offset, data, ...rest) => {
    write(buffer, offset, data, ...rest);
    if (data instanceof Uint8Array && isStruck(data)) strike(device);
    return undefined;
  };
}

/** As Chromium does it where its GPU process ends: the error comes first, and then the word of what caused it. */
function armCompiler(device: GPUDevice): void {
  const compile = device.createComputePipelineAsync.bind(device);
  device.createComputePipelineAsync = (descriptor) => {
    if (count++ < Number(when)) return compile(descriptor);
    setTimeout(() => device.destroy(), 20);
    return Promise.reject(new Error('there is no GPU any more'));
  };
}

function isStruck(question: Uint8Array): boolean {
  return when === undefined ? isPoisoned(question) : count++ === Number(when);
}

/** The fourth word of the first tensor, the input, says where its numbers begin. */
function isPoisoned(question: Uint8Array): boolean {
  const view = new DataView(question.buffer, question.byteOffset, question.byteLength);
  return view.getFloat64(view.getUint32(16 + 12, true), true) === POISON;
}

function writeTwice(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array) => {
    write(text);
    return write(text);
  };
}
