/** The list of vectors with their verdicts: filtered, a part at a time, each opening into its explanation. */
import type { Verdict } from '../verdict.ts';
import { breakable, element, found } from './element.ts';

/** Shown at first, and with each "show more". */
const PART = 50;

export class Cases {
  readonly #list = found('cases', HTMLUListElement);
  readonly #count = found('cases-count', HTMLElement);
  readonly #more = found('cases-more', HTMLButtonElement);
  readonly #status = found('filter-status', HTMLSelectElement);
  readonly #loss = found('filter-loss', HTMLSelectElement);
  readonly #text = found('filter-text', HTMLInputElement);
  readonly #open: (verdict: Verdict) => Promise<Node>;
  #verdicts: readonly Verdict[] = [];
  #shown = PART;

  /** @param open makes what an entry opens into */
  constructor(open: (verdict: Verdict) => Promise<Node>) {
    this.#open = open;
    for (const filter of [this.#status, this.#loss, this.#text]) filter.addEventListener('input', () => this.#filter());
    this.#more.addEventListener('click', () => {
      this.#shown += PART;
      this.#draw();
    });
  }

  show(verdicts: readonly Verdict[]): void {
    if (verdicts.length < this.#verdicts.length) this.#clear();
    this.#verdicts = verdicts;
    this.#draw();
  }

  #clear(): void {
    this.#shown = PART;
    this.#list.replaceChildren();
  }

  #filter(): void {
    this.#clear();
    this.#draw();
  }

  /** Adds what is missing, so that what is open stays open. */
  #draw(): void {
    const chosen = this.#verdicts.filter((verdict) => this.#chooses(verdict));
    const shown = Math.min(this.#shown, chosen.length);
    this.#list.append(...chosen.slice(this.#list.children.length, shown).map((verdict) => this.#entry(verdict)));
    this.#count.textContent =
      chosen.length === 0 ? `${`None ${this.#status.value}`.trim()}.` : `${shown} of ${chosen.length}`;
    this.#more.hidden = shown === chosen.length;
  }

  #chooses({ status, loss, address }: Verdict): boolean {
    const [wanted, of, holds] = [this.#status.value, this.#loss.value, this.#text.value.trim()];
    return (wanted === '' || status === wanted) && (of === '' || loss === of) && address.includes(holds);
  }

  #entry(verdict: Verdict): HTMLElement {
    const { address, status, reason, grade } = verdict;
    const said = [status, reason ?? grade].filter((word) => word !== undefined).join(', ');
    const details = element(
      'details',
      {},
      element('summary', {}, element('code', {}, ...breakable(address)), ' ', element('span', {}, said)),
    );
    details.addEventListener('toggle', async () => details.append(await this.#open(verdict)), { once: true });
    return element('li', {}, details);
  }
}
