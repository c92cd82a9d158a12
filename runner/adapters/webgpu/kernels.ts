/** The kernels of a folder, each compiled when it is first asked for: that takes longest, above all in software. */
import { type ReadFile, readSource } from './folder.ts';
import { compile, type Kernel } from './kernel.ts';

export class Kernels {
  readonly #device: GPUDevice;
  readonly #read: ReadFile;
  readonly #ofLoss = new Map<string, Promise<Kernel>>();
  readonly #ofCode = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice, read: ReadFile) {
    this.#device = device;
    this.#read = read;
  }

  /** Rejects with a sentence when a file is missing, or does not compile. */
  of(loss: string, dtype: string): Promise<Kernel> {
    const name = `${loss} ${dtype}`;
    const kernel = this.#ofLoss.get(name) ?? this.#make(loss, dtype);
    this.#ofLoss.set(name, kernel);
    return kernel;
  }

  /** Where the text is the same in several dtypes it is compiled once. */
  async #make(loss: string, dtype: string): Promise<Kernel> {
    const source = await readSource(this.#read, loss, dtype);
    const kernel = this.#ofCode.get(source.code) ?? compile(this.#device, source);
    this.#ofCode.set(source.code, kernel);
    return kernel;
  }
}
