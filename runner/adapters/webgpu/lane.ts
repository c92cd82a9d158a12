/** The buffers through which one question at a time passes the GPU: kept for the next one, and grown when it is larger. */
import type { Kernel } from './kernel.ts';

/** Bytes of the blocks that a question needs besides its own. */
export interface Sizes {
  readonly answer: number;
  readonly scratch: number;
}

type Block = 'question' | 'answer' | 'scratch' | 'plan' | 'indirect' | 'readback';

/** Small questions share a size, so that no buffer is made for them twice. */
const SMALLEST = 4096;

/** Three counts of workgroups, 4 bytes each. */
const COUNTS = 12;

export class Lane {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<Block, GPUBuffer>();
  // Read here and not where the file is loaded: in Node these names are there only once a GPU is.
  readonly #usages: Readonly<Record<Block, GPUBufferUsageFlags>> = {
    question: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    answer: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    scratch: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    plan: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    indirect: GPUBufferUsage.INDIRECT | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    readback: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  };

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * Hands everything to the queue at once; what is awaited is the answer alone.
   * @throws Error with a sentence when the GPU cannot take the question, or what the kernel planned
   */
  async ask(kernel: Kernel, question: Uint8Array<ArrayBuffer>, { answer, scratch }: Sizes): Promise<Uint8Array> {
    const plan = Math.max(COUNTS * kernel.steps.length, COUNTS);
    const { maxStorageBufferBindingSize: limit } = this.#device.limits;
    const largest = Math.max(question.byteLength, answer, scratch);
    if (largest > limit) throw new Error(`the question needs a block of ${largest} bytes, and the GPU binds ${limit}`);
    this.#device.pushErrorScope('out-of-memory');
    this.#device.pushErrorScope('validation');
    const readback = this.#buffer('readback', answer + plan);
    this.#submit(kernel, question, { question: question.byteLength, answer, scratch, plan }, readback);
    const errors = [this.#device.popErrorScope(), this.#device.popErrorScope()];
    const mapped = readback.mapAsync(GPUMapMode.READ, 0, answer + plan);
    // Where the GPU objects, the reason is in the scopes, and the mapping only fails for it.
    const [error] = (await Promise.all(errors)).filter((each) => each !== null);
    if (error !== undefined) {
      await mapped.then(() => readback.unmap()).catch(() => {});
      throw new Error(`the GPU does not take it: ${error.message.trim()}`);
    }
    await mapped;
    const bytes = new Uint8Array(readback.getMappedRange(0, answer + plan)).slice();
    readback.unmap();
    this.#lookAtPlan(kernel, new Uint32Array(bytes.buffer, answer));
    return bytes.subarray(0, answer);
  }

  #submit(
    { layout, check, steps }: Kernel,
    question: Uint8Array<ArrayBuffer>,
    bytes: Readonly<Record<'question' | 'answer' | 'scratch' | 'plan', number>>,
    readback: GPUBuffer,
  ): void {
    const names = ['question', 'answer', 'scratch', 'plan'] as const;
    const bound = names.map((name) => ({ buffer: this.#buffer(name, bytes[name]), size: bytes[name] }));
    // A buffer is longer than its block where an earlier question was larger: what is beyond is not bound.
    const group = this.#device.createBindGroup({
      layout,
      entries: bound.map((resource, binding) => ({ binding, resource })),
    });
    const indirect = this.#buffer('indirect', bytes.plan);
    this.#device.queue.writeBuffer(this.#buffer('question', bytes.question), 0, question);
    const encoder = this.#device.createCommandEncoder();
    // Nothing of an earlier question may be found, least of all its answer.
    for (const { buffer, size } of bound.slice(1)) encoder.clearBuffer(buffer, 0, size);
    const first = encoder.beginComputePass();
    first.setPipeline(check);
    first.setBindGroup(0, group);
    first.dispatchWorkgroups(1);
    first.end();
    encoder.copyBufferToBuffer(this.#buffer('plan', bytes.plan), 0, indirect, 0, bytes.plan);
    const rest = encoder.beginComputePass();
    rest.setBindGroup(0, group);
    for (const [index, { pipeline }] of steps.entries()) {
      rest.setPipeline(pipeline);
      rest.dispatchWorkgroupsIndirect(indirect, COUNTS * index);
    }
    rest.end();
    encoder.copyBufferToBuffer(this.#buffer('answer', bytes.answer), 0, readback, 0, bytes.answer);
    encoder.copyBufferToBuffer(indirect, 0, readback, bytes.answer, bytes.plan);
    this.#device.queue.submit([encoder.finish()]);
  }

  /** Counts beyond the limit are not dispatched, and nobody would say so. */
  #lookAtPlan({ steps }: Kernel, counts: Uint32Array): void {
    const { maxComputeWorkgroupsPerDimension: limit } = this.#device.limits;
    for (const [index, { name }] of steps.entries()) {
      const planned = counts.subarray(3 * index, 3 * index + 3);
      if (planned.every((count) => count <= limit)) continue;
      throw new Error(`check plans ${planned.join(' × ')} workgroups of ${name}, and the GPU takes ${limit} an axis`);
    }
  }

  #buffer(name: Block, bytes: number): GPUBuffer {
    const held = this.#buffers.get(name);
    if (held !== undefined && held.size >= bytes) return held;
    held?.destroy();
    const { maxBufferSize } = this.#device.limits;
    const roomy = Math.min(2 ** Math.ceil(Math.log2(Math.max(bytes, SMALLEST))), maxBufferSize);
    const size = Math.max(roomy, bytes);
    const buffer = this.#device.createBuffer({ label: name, size, usage: this.#usages[name] });
    this.#buffers.set(name, buffer);
    return buffer;
  }
}
