/** Draws questions from where they come from, one at a time and only when one is wanted, without waiting for it. */

export class Supply<A> {
  readonly #iterator: Iterator<A> | AsyncIterator<A>;
  readonly #arrived: () => void;
  #drawing = false;
  #ready: { readonly value: A } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #exhausted = false;

  /** `arrived` is called when a question can be taken that could not be before, or when the source has ended. */
  constructor(source: Iterable<A> | AsyncIterable<A>, arrived: () => void) {
    this.#iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#arrived = arrived;
  }

  /** Nothing is left, and nothing will come. */
  get isEmpty(): boolean {
    return this.#exhausted && this.#ready === undefined && this.#failure === undefined;
  }

  /** The next question, or undefined when there is none, or none yet. Throws what the source throws. */
  take(): A | undefined {
    if (this.#ready === undefined && !this.#drawing && !this.#exhausted) this.#draw();
    if (this.#failure !== undefined) throw this.#failure.error;
    const ready = this.#ready;
    this.#ready = undefined;
    return ready?.value;
  }

  /** Tells a source that was not used up that no more is wanted. It is not waited for: it may be waiting for us. */
  close(): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    Promise.resolve(this.#iterator.return?.()).catch(() => {});
  }

  #draw(): void {
    const step = this.#iterator.next();
    if ('then' in step) this.#await(step);
    else this.#accept(step);
  }

  #await(step: Promise<IteratorResult<A>>): void {
    this.#drawing = true;
    step
      .then(
        (result) => this.#accept(result),
        (error: unknown) => {
          this.#exhausted = true;
          this.#failure = { error };
        },
      )
      .finally(() => {
        this.#drawing = false;
        this.#arrived();
      });
  }

  #accept(result: IteratorResult<A>): void {
    if (result.done) this.#exhausted = true;
    else this.#ready = { value: result.value };
  }
}
