/** Shows what a subject prints for people, up to a limit, and says once how much more there was. */

const LIMIT = 64 * 2 ** 10;

export class Stderr {
  readonly #write: (text: string) => void;
  readonly #decoder = new TextDecoder();
  #room = LIMIT;
  #swallowed = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  show(chunk: Uint8Array): void {
    const shown = chunk.subarray(0, this.#room);
    this.#room -= shown.length;
    this.#swallowed += chunk.length - shown.length;
    if (shown.length > 0) this.#write(this.#decoder.decode(shown, { stream: true }));
  }

  /** To be called once, when the subject is gone. */
  finish(): void {
    if (this.#swallowed > 0) this.#write(`\n… and ${this.#swallowed} bytes more on stderr, not shown\n`);
  }
}
