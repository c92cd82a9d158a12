/** The vector that the page's address names: what it is, and what the chosen subject says of it. */
import { explainVerdict } from '../reports/said.ts';
import type { Verdict } from '../verdict.ts';
import { choose, chosenOptions, chosenSubject } from './choice.ts';
import { found } from './element.ts';
import { showExplanation } from './explanation.ts';
import type { Judge } from './judge-client.ts';
import { fromHash } from './link.ts';

export class OneVector {
  readonly #judge: Judge;
  readonly #setRunning: (running: boolean) => void;
  readonly #ask = found('ask', HTMLButtonElement);
  readonly #answer = found('one-answer', HTMLElement);
  #address = '';

  /** @param setRunning told when the subject begins to be asked, and when it has been */
  constructor(judge: Judge, setRunning: (running: boolean) => void) {
    this.#judge = judge;
    this.#setRunning = setRunning;
    this.#ask.addEventListener('click', () => void this.#examine());
    found('form', HTMLFormElement).addEventListener('input', () => this.#name());
  }

  /** Whether nobody else is being asked. */
  mayAsk(may: boolean): void {
    this.#ask.disabled = !may;
  }

  /** Asks at once where the subject comes with the page. */
  async show(): Promise<void> {
    const link = fromHash(location.hash);
    found('one', HTMLElement).hidden = link === undefined;
    if (link === undefined) return;
    this.#address = link.address;
    const atOnce = choose(link) && !this.#ask.disabled;
    this.#name();
    this.#answer.replaceChildren();
    found('one-body', HTMLElement).replaceChildren(showExplanation(await this.#judge.explain(link.address)));
    found('one-title', HTMLElement).focus();
    if (atOnce) await this.#examine();
  }

  #name(): void {
    const subject = chosenSubject();
    this.#ask.textContent = `Ask ${typeof subject === 'string' ? 'the chosen subject' : subject.name}`;
  }

  async #examine(): Promise<void> {
    const subject = chosenSubject();
    if (typeof subject === 'string') {
      this.#answer.textContent = subject;
      return;
    }
    this.#answer.textContent = `Asking ${subject.name} …`;
    this.#setRunning(true);
    const heard: Verdict[] = [];
    const selection = { only: [this.#address.replace(/@[^/]*/, '')] };
    const options = { ...chosenOptions(), selection };
    const { remarks } = await this.#judge.examine(subject, options, (more) => heard.push(...more));
    this.#setRunning(false);
    const texts = heard.map((verdict) => explainVerdict(`${subject.name}, ${verdict.address}`, verdict));
    const said = [...texts, ...remarks];
    this.#answer.replaceChildren(...(said.length > 0 ? said : ['Nothing was asked.']).map(showExplanation));
  }
}
