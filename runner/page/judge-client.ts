/** The page's end of the judge: starts and ends subjects for it, hands verdicts and explanations on. */
import type { Verdict } from '../verdict.ts';
import type { Start } from './hosting.ts';
import type { News, Options, Order, Result, Source } from './messages.ts';

export interface Examined {
  /** How it is called where it does not say itself. */
  readonly name: string;
  readonly source: Source;
  readonly start: Start;
}

export class Judge {
  readonly #worker = new Worker(new URL('judge.js', import.meta.url), { type: 'module' });
  readonly #lives = new Map<number, () => void>();
  readonly #explained = new Map<string, (text: string) => void>();
  #subject: Examined | undefined;
  #hear: (verdicts: readonly Verdict[]) => void = () => {};
  #finish: (result: Result) => void = () => {};

  constructor() {
    this.#worker.onmessage = ({ data, ports }: MessageEvent<News>) => this.#listen(data, ports[0]);
  }

  /** One at a time. */
  examine(subject: Examined, options: Options, hear: (verdicts: readonly Verdict[]) => void): Promise<Result> {
    this.#subject = subject;
    this.#hear = hear;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#order({ ask: 'examine', name: subject.name, options });
    });
  }

  stop(): void {
    this.#order({ ask: 'stop' });
  }

  explain(address: string): Promise<string> {
    return new Promise((resolve) => {
      this.#explained.set(address, resolve);
      this.#order({ ask: 'explain', address });
    });
  }

  readonly #order = (order: Order): void => this.#worker.postMessage(order);

  #listen(news: News, port: MessagePort | undefined): void {
    switch (news.tell) {
      case 'open':
        if (this.#subject && port) this.#lives.set(news.life, this.#subject.start(this.#subject.source, port));
        return;
      case 'close':
        this.#lives.get(news.life)?.();
        this.#lives.delete(news.life);
        this.#order({ ask: 'forget', life: news.life });
        return;
      case 'verdicts':
        this.#hear(news.verdicts);
        return;
      case 'result':
        this.#finish(news.result);
        return;
      case 'explanation':
        this.#explained.get(news.address)?.(news.text);
        this.#explained.delete(news.address);
    }
  }
}
