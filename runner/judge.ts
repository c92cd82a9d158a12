/** Judges one outcome against the set of allowed outcomes of its vector. Knows no loss. */
import { type Grade, grades } from '../spec/loss.ts';
import type { Outcome as Allowed, AnswerOutcome } from '../vectors/format.ts';
import { clean, compareAnswer, type Findings } from './compare.ts';
import { claimedProfiles } from './offers.ts';
import type { Answer, Hello } from './protocol.ts';
import type { NoAnswer, Outcome } from './session.ts';
import type { Case } from './suite.ts';
import type { Verdict } from './verdict.ts';

export interface Strictness {
  readonly dialect?: string;
  /** Outputs outside this grade fail. */
  readonly grade: Grade;
  /** `should` makes a missed `should` clause a failure. */
  readonly level: 'must' | 'should';
}

export const lenient: Strictness = { grade: 'lenient', level: 'must' };

/** Why a question was never put to the subject, or not again: nothing is known of the subject from it. */
const unasked: ReadonlySet<NoAnswer> = new Set(['budget spent', 'not restarted', 'interrupted']);

export const wasAsked = (outcome: Outcome): boolean => outcome.kind !== 'no-answer' || !unasked.has(outcome.because);

/** Findings under one of the claimed profiles. */
type Found = Findings & { readonly profile?: string };

export function judge(one: Case, outcome: Outcome, hello: Hello, strictness: Strictness): Verdict {
  const { wrong, ...rest } = find(one, outcome, hello, strictness);
  const reason = wrong ?? tooLax(rest, strictness);
  const base = { address: one.address, loss: one.loss, dtype: one.dtype, outcome: outcome.kind, ...rest };
  if (reason === undefined) return { ...base, status: 'passed' };
  return { ...base, status: wasAsked(outcome) ? 'failed' : 'unanswered', reason };
}

/** What is wrong by the strictness asked for, though no `must` is broken. */
function tooLax({ misses, grade }: Findings, strictness: Strictness): string | undefined {
  const [missed] = misses;
  if (strictness.level === 'should' && missed !== undefined) return `misses a "should": ${missed}`;
  if (grade === undefined || grades.indexOf(grade) <= grades.indexOf(strictness.grade)) return undefined;
  return `is ${grade}, not ${strictness.grade}`;
}

function find(one: Case, outcome: Outcome, hello: Hello, strictness: Strictness): Found {
  const allowed = allowedOutcomes(one, strictness.dialect);
  switch (outcome.kind) {
    case 'answer':
      return findInAnswer(one, outcome.answer, hello, allowed, strictness);
    case 'refused':
      return findInRefusal(outcome.message, allowed);
    case 'declined':
      return { ...clean, wrong: `declined what its hello claims: ${outcome.reason}` };
    case 'failed':
      return { ...clean, wrong: `failed: ${outcome.message}` };
    case 'broken':
      return { ...clean, wrong: `broke the protocol: ${outcome.detail}` };
    case 'no-answer':
      return { ...clean, wrong: `no answer: ${outcome.detail}` };
  }
}

const allowedOutcomes = (one: Case, dialect: string | undefined): readonly Allowed[] =>
  (dialect === undefined ? undefined : one.vector.dialects?.[dialect]) ?? one.vector.outcomes;

function findInRefusal(message: string, allowed: readonly Allowed[]): Findings {
  const refusals = allowed.filter((candidate) => 'refused' in candidate);
  const [refusal] = refusals;
  if (!refusal) return { ...clean, wrong: `refused a legal question: ${message}` };
  const misses = refusals.every((candidate) => candidate.misses !== undefined) ? refusal.misses : undefined;
  return misses === undefined ? clean : { ...clean, misses: [misses] };
}

/** Judged by the profile and allowed answer that suit it best: first what passes, then what is not wrong. */
function findInAnswer(
  one: Case,
  answer: Answer,
  hello: Hello,
  allowed: readonly Allowed[],
  strictness: Strictness,
): Found {
  const answers = allowed.filter((candidate): candidate is AnswerOutcome & Allowed => 'answer' in candidate);
  const [refusal] = allowed;
  if (answers.length === 0) {
    const clause = refusal && 'refused' in refusal ? refusal.refused : 'the dialect';
    return { ...clean, wrong: `answered a question that ${clause} refuses` };
  }
  if (answer.unchanged === false) return { ...clean, wrong: 'changed its inputs; work on a copy' };
  const offset = acceptanceOffset(one, strictness.dialect);
  const found: Found[] = [];
  for (const profile of claimedProfiles(hello, one.dtype)) {
    const stored = one.acceptance.get(profile);
    if (!stored) continue; // nothing bounds an answer in this profile
    for (const [index, candidate] of answers.entries()) {
      const findings = compareAnswer(one, answer, candidate, stored[offset + index] ?? {}, hello.gradients);
      const misses = candidate.misses === undefined ? findings.misses : [...findings.misses, candidate.misses];
      found.push({ ...findings, misses, profile });
    }
  }
  return (
    found.find((findings) => findings.wrong === undefined && tooLax(findings, strictness) === undefined) ??
    found.find((findings) => findings.wrong === undefined) ??
    found[0] ?? { ...clean, wrong: `claims no profile of ${one.dtype}` }
  );
}

/** Acceptance is stored for the base's answers first, then for those of each dialect. */
function acceptanceOffset(one: Case, dialect: string | undefined): number {
  const own = dialect === undefined ? undefined : one.vector.dialects?.[dialect];
  if (!own) return 0;
  let offset = answersAmong(one.vector.outcomes);
  for (const [name, outcomes] of Object.entries(one.vector.dialects ?? {})) {
    if (name === dialect) break;
    offset += answersAmong(outcomes);
  }
  return offset;
}

const answersAmong = (outcomes: readonly Allowed[]): number => outcomes.filter((outcome) => 'answer' in outcome).length;
