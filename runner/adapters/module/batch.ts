/** Gathers messages that cross to another thread, since a crossing costs more than what it carries. */
import { setImmediate } from 'node:timers';

/** Milliseconds that a message waits for company, unless it waits for what the thread is doing to end. */
const PATIENCE = 2;

export class Batch<Message> {
  readonly #cross: (messages: readonly Message[]) => void;
  #gathered: Message[] = [];
  #last = performance.now();

  constructor(cross: (messages: readonly Message[]) => void) {
    this.#cross = cross;
  }

  /** Sends it with others of the same turn; at once when nothing was sent for a while, as in a thread that is slow. */
  add(message: Message): void {
    if (this.#gathered.push(message) === 1) setImmediate(() => this.flush());
    if (performance.now() - this.#last > PATIENCE) this.flush();
  }

  flush(): void {
    this.#last = performance.now();
    if (this.#gathered.length === 0) return;
    const messages = this.#gathered;
    this.#gathered = [];
    this.#cross(messages);
  }
}
