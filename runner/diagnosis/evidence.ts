/** What a run has to say of one loss: the questions that failed, with what came of them, and those that passed. */
import type { Manner } from '../../spec/loss.ts';
import { isLaw } from '../reports/tally.ts';
import type { Outcome } from '../session.ts';
import type { Case } from '../suite.ts';
import type { Verdict } from '../verdict.ts';

/** One vector as it was put, and what the runner made of the answer. */
export interface Evidence {
  readonly one: Case;
  readonly manner?: Manner;
  readonly outcome: Outcome;
  readonly verdict: Verdict;
}

/** Failures of one loss that are kept whole, so that memory is bounded. */
const KEPT = 256;

/** Keeps what a diagnosis will need, as the verdicts come. */
export class EvidenceCollector {
  private readonly kept = new Map<string, Evidence[]>();

  /** Only what was answered or refused tells of arithmetic and handling. */
  add(evidence: Evidence): void {
    const { verdict, outcome } = evidence;
    if (verdict.status !== 'failed' || isLaw(verdict)) return;
    if (outcome.kind !== 'answer' && outcome.kind !== 'refused') return;
    const own = this.kept.get(verdict.loss) ?? [];
    this.kept.set(verdict.loss, own);
    if (own.length < KEPT) own.push(evidence);
  }

  /** By loss. */
  get failures(): ReadonlyMap<string, readonly Evidence[]> {
    return this.kept;
  }
}
