/** What a subject said to one question, beside its explanation. */
import type { Verdict } from '../verdict.ts';
import { deviation } from './text.ts';

/** Deviations that are spelled out; the report for machines has them all. */
const SHOWN = 12;

export function explainVerdict(subject: string, verdict: Verdict): string {
  const { status, reason, grade } = verdict;
  const passed = status === 'passed';
  const head = `${subject}: ${status}${reason === undefined ? '' : `, ${reason}`}${passed && grade ? ` (${grade})` : ''}`;
  const worst = passed ? [`  nearest to an end: ${verdict.worst.toFixed(2)} of what is allowed`] : [];
  return [head, ...verdict.deviations.slice(0, SHOWN).map((one) => `  ${deviation(one)}`), ...worst].join('\n');
}
