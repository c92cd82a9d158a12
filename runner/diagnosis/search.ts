/**
 * Finds the fewest suspects that together explain every failure and are contradicted by nothing that passed; where there
 * are none, the one that explains most.
 */
import type { Verdict } from '../verdict.ts';
import type { Evidence } from './evidence.ts';
import type { Examiner, Hypothesis } from './hypothesis.ts';
import { rowOf, type Suspect } from './suspects.ts';

/** Failures on which a suspect is tried before it may be one of two. */
const TRIED = 12;
/** Of the failures, the share at which suspects must surely be caught to be worth a whole trial. */
const COVERED = 0.5;

export interface Found {
  /** Each of the smallest sets that explain as much, the likeliest first; none when nothing explains half. */
  readonly sets: readonly (readonly Suspect[])[];
  /** Failures that these do not explain. */
  readonly unexplained: readonly Evidence[];
}

export function search(
  examiner: Examiner,
  suspects: readonly Suspect[],
  failures: readonly Evidence[],
  passed: readonly Verdict[],
): Found {
  const contradicts = (verdict: Verdict, suspect: Suspect): boolean =>
    !(suspect.isWithinLenient && verdict.grade === 'lenient') &&
    suspect.isCaught(rowOf(verdict), examiner.profileOf(verdict));
  const free = suspects.filter((suspect) => !passed.some((verdict) => contradicts(verdict, suspect)));
  const sets = new Sets(examiner, failures, free);
  const alone = sets.explaining(free.map((suspect) => [suspect]));
  const whole = alone.length > 0 ? alone : sets.explaining(sets.pairs());
  return whole.length > 0 ? { sets: whole, unexplained: [] } : sets.explainingMost();
}

class Sets {
  private readonly examiner: Examiner;
  private readonly failures: readonly Evidence[];
  private readonly free: readonly Suspect[];
  /** By suspect: which failures it surely causes. */
  private readonly caught: ReadonlyMap<Suspect, readonly boolean[]>;

  constructor(examiner: Examiner, failures: readonly Evidence[], free: readonly Suspect[]) {
    this.examiner = examiner;
    this.failures = failures;
    this.free = free;
    this.caught = new Map(
      free.map((suspect) => [
        suspect,
        failures.map(({ verdict }) => suspect.isCaught(rowOf(verdict), examiner.profileOf(verdict))),
      ]),
    );
  }

  /** Those that explain every failure, by how many of them they surely cause. */
  explaining(sets: readonly (readonly Suspect[])[]): readonly (readonly Suspect[])[] {
    const ranked = sets
      .map((set) => ({ set, count: this.count(set) }))
      .filter(({ count }) => count >= COVERED * this.failures.length)
      .sort((a, b) => b.count - a.count);
    return ranked.filter(({ set }) => this.explainsAll(set)).map(({ set }) => set);
  }

  /** The suspects alone that explain most failures, at least half of them. */
  explainingMost(): Found {
    const ranked = this.free
      .filter((suspect) => this.count([suspect]) >= this.failures.length * COVERED)
      .map((suspect) => ({
        set: [suspect],
        unexplained: this.failures.filter((failure) => !this.examiner.explains(suspect.hypothesis, failure)),
      }))
      .sort((a, b) => a.unexplained.length - b.unexplained.length);
    const [best] = ranked;
    if (!best || best.unexplained.length > this.failures.length * (1 - COVERED))
      return { sets: [], unexplained: this.failures };
    const asGood = ranked.filter(({ unexplained }) => unexplained.length === best.unexplained.length);
    return { sets: asGood.map(({ set }) => set), unexplained: best.unexplained };
  }

  /** Of two mistakes one at least explains some wrong output alone: seldom do both touch them all. */
  pairs(): readonly (readonly Suspect[])[] {
    const alone = new Set(this.free.filter((suspect) => this.explainsSome(suspect)));
    return this.free.flatMap((first, index) =>
      this.free.slice(index + 1).flatMap((second) => (alone.has(first) || alone.has(second) ? [[first, second]] : [])),
    );
  }

  private count(set: readonly Suspect[]): number {
    return this.failures.filter((_, index) => set.some((suspect) => this.caught.get(suspect)?.[index])).length;
  }

  private explainsAll(set: readonly Suspect[]): boolean {
    const hypothesis = together(set);
    return hypothesis !== undefined && this.failures.every((failure) => this.examiner.explains(hypothesis, failure));
  }

  private explainsSome(suspect: Suspect): boolean {
    const own = this.failures.filter((_, index) => this.caught.get(suspect)?.[index]);
    const stride = Math.max(1, Math.floor(own.length / TRIED));
    return own.some(
      (failure, index) => index % stride === 0 && this.examiner.explainsPart(suspect.hypothesis, failure),
    );
  }
}

/** One subject follows one dialect at most. */
export function together(set: readonly Suspect[]): Hypothesis | undefined {
  const dialects = set.flatMap(({ hypothesis }) => hypothesis.dialect ?? []);
  if (dialects.length > 1) return undefined;
  const mistakes = set.flatMap(({ hypothesis }) => hypothesis.mistakes);
  return { mistakes, ...(dialects[0] ? { dialect: dialects[0] } : {}) };
}
