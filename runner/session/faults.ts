/** Collects a subject's faults: each is counted, a few are kept in words, so that a flood of them takes no memory. */
import type { Fault, FaultKind } from './outcome.ts';

const KEPT = 3;

export class Faults {
  readonly #byKind = new Map<FaultKind, { kind: FaultKind; times: number; sentences: string[] }>();

  add(kind: FaultKind, sentence: string): void {
    const fault = this.#byKind.get(kind) ?? { kind, times: 0, sentences: [] };
    this.#byKind.set(kind, fault);
    fault.times++;
    if (fault.sentences.length < KEPT) fault.sentences.push(sentence);
  }

  /** In the order in which each kind was first seen. */
  get list(): readonly Fault[] {
    return [...this.#byKind.values()];
  }
}

/** The beginning of what a subject said, fit to print: one line, no control characters, at most `length` long. */
export function excerpt(text: string, length = 80): string {
  const printable = text.slice(0, 4 * length).replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufffd]+/gu, '·');
  const cut = [...printable].slice(0, length).join('');
  return cut.length < text.length && cut.length < printable.length ? `${cut}…` : cut;
}
