/** One contender in a process of its own, which does nothing until it is asked. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Why there is no number. */
export class Unable extends Error {}

export const MODES = ['value', 'value_and_gradient'] as const;
export type Mode = (typeof MODES)[number];

export const LANGUAGES = ['JavaScript', 'WebAssembly', 'native'] as const;

/** What a contender says of itself. A yardstick is nobody's product. */
export interface Introduction {
  readonly name: string;
  readonly version: string;
  readonly language: (typeof LANGUAGES)[number];
  readonly role: 'ours' | 'peer' | 'yardstick';
}

const PATIENCE = 120_000;

export class Contender {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #complaint = '';

  constructor([program = '', ...words]: readonly string[]) {
    this.#process = spawn(program, words, { env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' } });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = text.trim().split('\n').at(-1) ?? '';
    });
    this.#process.on('error', (error) => {
      this.#complaint = error.message;
    });
    this.#process.stdin.on('error', () => {}); // it has ended, which the reply that does not come tells as well
  }

  async introduce(): Promise<Introduction> {
    const { name, version, language, role } = await this.#ask('hello');
    const known = LANGUAGES.find((known) => known === language);
    if (typeof name !== 'string' || typeof version !== 'string' || known === undefined) {
      throw new Unable('it does not say what it is');
    }
    return { name, version, language: known, role: role === 'ours' || role === 'peer' ? role : 'yardstick' };
  }

  async prepare(loss: string, rows: number, columns: number, folder: string): Promise<void> {
    await this.#ask('prepare', loss, rows, columns, folder);
  }

  /** Writes its answer to the file. */
  async answer(mode: Mode, file: string): Promise<void> {
    await this.#ask('answer', mode, file);
  }

  /** The median time of one call among at least so many milliseconds of them. */
  async sample(mode: Mode, atLeast: number): Promise<number> {
    const { milliseconds } = await this.#ask('sample', mode, atLeast);
    if (typeof milliseconds !== 'number') throw new Unable('it does not tell its time');
    return milliseconds;
  }

  end(): void {
    this.#process.kill();
  }

  async #ask(...words: readonly (string | number)[]): Promise<Readonly<Record<string, unknown>>> {
    this.#process.stdin.write(`${words.join(' ')}\n`);
    const timer = setTimeout(() => this.end(), PATIENCE);
    const { done, value } = await this.#lines.next();
    clearTimeout(timer);
    if (done) throw new Unable(this.#complaint || `it ended, or said nothing for ${PATIENCE / 1000} seconds`);
    const reply = Object(JSON.parse(value));
    if (typeof reply.cannot === 'string') throw new Unable(reply.cannot);
    return reply;
  }
}
