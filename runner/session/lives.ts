/** The lives of one subject, one after another: restarts it within a budget, and knows when to stop. */
import type { Adapter, Target } from '../channel.ts';
import type { Hello } from '../protocol.ts';
import { excerpt } from './faults.ts';
import { Life, type Loss, type Surroundings } from './life.ts';
import { CannotStart } from './outcome.ts';

export class Lives {
  /** Times it was started again after it had been lost. */
  restarts = 0;
  readonly #adapter: Adapter;
  readonly #target: Target;
  readonly #budget: number;
  readonly #around: Surroundings;
  #hello: Hello | undefined;
  #life: Life | undefined;
  /** The last life that was lost; the next waits until nothing of it is left. */
  #remains: Life | undefined;
  #over: Loss | undefined;
  #replies = 0;
  #silences = 0;
  #ring: () => void = () => {};

  /** `budget` bounds restarts and, together with them, questions given up because they were passed over. */
  constructor(adapter: Adapter, target: Target, budget: number, around: Omit<Surroundings, 'changed'>) {
    this.#adapter = adapter;
    this.#target = target;
    this.#budget = budget;
    this.#around = { ...around, changed: () => this.ring() };
    around.signal?.addEventListener('abort', this.#interrupt);
  }

  /** Why nothing more is asked of this subject. */
  get over(): Loss | undefined {
    return this.#over;
  }

  /** Throws {@link CannotStart}; then nothing of the subject is left. */
  async begin(): Promise<Hello> {
    this.#life = this.#newLife();
    this.#hello = await this.#life.begin();
    return this.#hello;
  }

  /** Resolves at the next {@link ring}: when an outcome came, or the end. */
  nextRing(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }

  ring(): void {
    this.#ring();
  }

  /** What became of the subject since the last look; undefined while it lives. Told once a life. */
  takeLoss(): Loss | undefined {
    const life = this.#life;
    if (life === undefined) return undefined;
    if (this.#over === undefined && this.restarts + this.#silences + life.silences > this.#budget) {
      this.#end('budget spent', 'it had passed over too many questions');
    }
    const { loss } = life;
    if (loss === undefined) return undefined;
    this.#replies += life.replies;
    this.#silences += life.silences;
    this.#remains = life;
    this.#life = undefined;
    if (loss.because === 'not restarted') this.#end(loss.because, `it ${loss.detail}`);
    if (this.#replies === 0 && life.babbles) {
      this.#end('nothing but garbage', `it ${loss.detail}, and never gave a reply`);
    }
    return loss;
  }

  /** The subject, started again if need be, or why there is none any more. */
  async alive(): Promise<Life | Loss> {
    if (this.#life === undefined && this.#over === undefined) await this.#restart();
    return this.#over ?? this.#life ?? { because: 'not restarted', detail: 'it was never started' };
  }

  /** Ends a life in which questions are open that nobody waits for any more. The next one is no restart. */
  async abandon(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    this.#remains = undefined;
    life?.lose('interrupted', 'was left with questions open');
    await life?.leave();
  }

  async close(): Promise<void> {
    this.#around.signal?.removeEventListener('abort', this.#interrupt);
    await this.#remains?.leave();
    await this.#life?.leave();
  }

  interrupt(): void {
    this.#end('interrupted', 'the run was interrupted');
    this.ring();
  }

  readonly #interrupt = () => this.interrupt();

  #newLife(): Life {
    return new Life(this.#adapter, this.#target, this.#around);
  }

  async #restart(): Promise<void> {
    const lost = this.#remains?.loss;
    if (lost !== undefined && this.restarts + this.#silences >= this.#budget) {
      this.#end('budget spent', `it had been restarted ${this.restarts} times, and last ${lost.detail}`);
      return;
    }
    await this.#remains?.leave();
    if (this.#over !== undefined) return;
    if (lost !== undefined) this.restarts++;
    this.#life = this.#newLife();
    try {
      const hello = JSON.stringify(await this.#life.begin());
      if (hello === JSON.stringify(this.#hello)) return;
      this.#around.faults.add('other hello', `started again, it says another hello: ${excerpt(hello)}`);
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      this.#life = undefined;
      this.#end('not restarted', `it could not be started again: ${error.message}`);
    }
  }

  #end(because: Loss['because'], detail: string): void {
    if (this.#over !== undefined) return;
    this.#over = { because, detail };
    this.#life?.lose(because, detail);
  }
}
