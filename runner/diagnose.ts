/** Says which known mistakes and dialects explain the failures of a subject, loss by loss. */
import { loadLosses } from '../spec/load.ts';
import type { Dialect, Loss, Mistake } from '../spec/loss.ts';
import { patchOf } from '../spec/patch.ts';
import { loadKills } from '../vectors/kills.ts';
import { Examiner } from './diagnosis/hypothesis.ts';
import { patternOf } from './diagnosis/pattern.ts';
import { search } from './diagnosis/search.ts';
import { type Suspect, suspectsOf } from './diagnosis/suspects.ts';
import type { Examination } from './examine.ts';
import { isLaw } from './reports/tally.ts';
import { cases } from './suite.ts';
import type { Verdict } from './verdict.ts';

/** What one loss of a subject behaves like. */
export interface Diagnosis {
  readonly loss: string;
  /** Failures that were looked at, and how many there are: questions wrongly answered or refused. */
  readonly examined: number;
  readonly failed: number;
  /** Of those that were looked at, how many the causes explain: all, or else at least half, or none. */
  readonly explained: number;
  /** Empty when nothing known explains half of them. */
  readonly causes: readonly Cause[];
  /** Other sets of the same size that explain as many, by name. */
  readonly alternatives: readonly (readonly string[])[];
  /** What the failures that nothing known explains have in common. */
  readonly pattern: readonly string[];
}

export interface Cause {
  readonly kind: 'mistake' | 'dialect';
  readonly name: string;
  readonly says: string;
  readonly seen: readonly string[];
  /** The lines it gets wrong, as a patch of the right ones; empty for what is no matter of lines. */
  readonly patch: string;
}

/** One diagnosis for each loss with failures that nobody expected. */
export function diagnose(examination: Examination): readonly Diagnosis[] {
  const { failures } = examination.evidence;
  if (failures.size === 0) return [];
  const losses = loadLosses();
  return [...failures.keys()].flatMap((name) => {
    const loss = losses.get(name);
    return loss ? diagnoseLoss(loss, examination) : [];
  });
}

function diagnoseLoss(loss: Loss, { hello, verdicts, expected, evidence }: Examination): readonly Diagnosis[] {
  const own = verdicts.filter((verdict) => verdict.loss === loss.name && !expected.has(verdict.address));
  const failures = (evidence.failures.get(loss.name) ?? []).filter(({ verdict }) => !expected.has(verdict.address));
  if (failures.length === 0) return [];
  const all = [...cases({ loss: [loss.name] }, hello.profiles)];
  const passed = own.filter(({ status }) => status === 'passed');
  const { sets, unexplained } = search(
    new Examiner(loss, hello),
    suspectsOf(loss, loadKills(loss.name), all),
    failures,
    passed,
  );
  const [best = [], ...others] = sets;
  const rest = best.length === 0 ? own : [...passed, ...unexplained.map(({ verdict }) => verdict)];
  return [
    {
      loss: loss.name,
      examined: failures.length,
      failed: own.filter(isFailure).length,
      explained: failures.length - unexplained.length,
      causes: best.flatMap((suspect) => causesOf(loss, suspect)),
      alternatives: others.map((set) => set.map(({ name }) => name)),
      pattern: unexplained.length === 0 ? [] : patternOf(loss, new Map(all.map((one) => [one.address, one])), rest),
    },
  ];
}

const isFailure = (verdict: Verdict): boolean =>
  verdict.status === 'failed' && !isLaw(verdict) && (verdict.outcome === 'answer' || verdict.outcome === 'refused');

const causesOf = (loss: Loss, { hypothesis: { mistakes, dialect } }: Suspect): readonly Cause[] => [
  ...mistakes.map((mistake) => mistakeCause(loss, mistake)),
  ...(dialect ? [dialectCause(dialect)] : []),
];

const mistakeCause = (loss: Loss, mistake: Mistake): Cause => ({
  kind: 'mistake',
  name: mistake.name,
  says: mistake.says,
  seen: mistake.seen,
  patch: patchOf(loss, mistake),
});

const dialectCause = ({ name, says, source }: Dialect): Cause => ({
  kind: 'dialect',
  name,
  says,
  seen: [source],
  patch: '',
});
