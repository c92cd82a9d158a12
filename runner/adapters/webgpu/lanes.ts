/** As many lanes as are used at once, up to a number; whoever comes later waits for one. */
import { Lane } from './lane.ts';

/** Enough that the GPU is never idle while an answer is read. */
const MOST = 16;

export class Lanes {
  readonly #device: GPUDevice;
  readonly #free: Lane[] = [];
  readonly #waiting: ((lane: Lane) => void)[] = [];
  #made = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  async use<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = await this.#take();
    try {
      return await work(lane);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(lane);
      else next(lane);
    }
  }

  #take(): Lane | Promise<Lane> {
    const lane = this.#free.pop();
    if (lane !== undefined) return lane;
    if (this.#made === MOST) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#made++;
    return new Lane(this.#device);
  }
}
