/** What each profile accepts of a question’s answers, as it is stored, and which mistakes the question kills. */
import type { Bound } from '../spec/interpret.ts';
import { type Grade, grades, type Loss } from '../spec/loss.ts';
import { type Acceptance, accept, type Ends, Unbounded } from '../spec/oracle/acceptance.ts';
import type { Arithmetic } from '../spec/oracle/arithmetic.ts';
import { algorithmSimulations, falseAlarm } from '../spec/oracle/witness.ts';
import { type Profile, profiles } from '../spec/profiles.ts';
import { type FloatDtype, toScalar } from '../spec/tensor.ts';
import { accuracyRatio, isExcepted } from './accuracy.ts';
import type { Interval, Intervals, Outcome } from './format.ts';
import { holdsExactly } from './holds.ts';
import { killsBy } from './kill.ts';
import type { Kills } from './kills.ts';
import { countsOf } from './levels.ts';
import type { Planned } from './plan.ts';
import type { Solved } from './solve.ts';

interface Judged {
  readonly dtypes: readonly FloatDtype[];
  /** By profile. */
  readonly dropped: Record<string, string>;
  readonly acceptance: Record<string, readonly Record<string, Intervals>[]>;
  readonly kills: Readonly<Record<string, Kills>>;
  readonly accuracy: number;
}

/** A dtype stays when a profile of it can be judged; a question that is only refused can be asked in all that hold it. */
export function judgeProfiles<R>(
  arithmetic: Arithmetic<R>,
  loss: Loss,
  planned: Planned,
  solved: readonly Solved[],
  outcomes: readonly Outcome[],
): Judged {
  const [base] = solved;
  const dtypes = new Set<FloatDtype>();
  const dropped: Record<string, string> = {};
  const acceptance: Record<string, readonly Record<string, Intervals>[]> = {};
  const judgedIn = new Map<Profile, Acceptance | undefined>();
  const algorithms = new Map(solved.map(({ bound }) => [bound, algorithmSimulations(bound)]));
  let accuracy = 0;
  for (const profile of profiles.values()) {
    if (!holdsExactly(planned.question, profile.dtype)) continue;
    try {
      const accepted = solved.map((one) => ({
        ...one,
        ends: accept(arithmetic, one.bound, profile, one.truth, one.dialect ? { dialect: one.dialect } : {}),
      }));
      for (const { bound, ends, dialect } of accepted) {
        const alarm = dialect ? undefined : falseAlarm(algorithms.get(bound) ?? new Map(), profile, ends);
        if (alarm) throw new Error(`${profile.name}: ${alarm}`);
        const held = profile.stores === undefined && profile.unpromised?.accurate === undefined;
        if (!dialect && held) accuracy = Math.max(accuracy, checkedRatio(bound, profile, ends));
      }
      if (accepted.length > 0)
        acceptance[profile.name] = accepted.map(({ bound, ends }) => spellAcceptance(bound, profile, ends));
      judgedIn.set(profile, accepted[0]?.ends);
      dtypes.add(profile.dtype);
    } catch (error) {
      if (!(error instanceof Unbounded)) throw error;
      dropped[profile.name] = error.message;
    }
  }
  const kills = killsBy(loss, planned, {
    outcomes,
    acceptance: judgedIn,
    counts: countsOf(base?.bound, base?.truth.keys() ?? []),
  });
  return { dtypes: [...dtypes], dropped, acceptance, kills, accuracy };
}

/** @throws Error when `accurate` is wider than the spec promises */
function checkedRatio(bound: Bound, profile: Profile, ends: Acceptance): number {
  const ratio = accuracyRatio(bound, profile, ends);
  const { factor } = bound.loss.accuracy;
  if (ratio > factor) throw new Error(`${profile.name}: accurate is ${ratio} conditions wide, not ${factor}`);
  return ratio;
}

/**
 * As stored: a grade is left out where it equals the next narrower one, and `accurate` where the spec says that it
 * promises nothing, for the question or in the arithmetic.
 */
function spellAcceptance(bound: Bound, profile: Profile, acceptance: Acceptance): Record<string, Intervals> {
  return Object.fromEntries(
    [...acceptance].map(([output, byGrade]) => {
      const kept: Partial<Record<Grade, Interval>> = {};
      let narrower: string | undefined;
      for (const grade of grades) {
        if (profile.unpromised?.[grade] !== undefined || (grade === 'accurate' && isExcepted(bound, output))) continue;
        const interval = spellEnds(byGrade[grade]);
        const text = JSON.stringify(interval);
        if (text !== narrower) kept[grade] = interval;
        narrower = text;
      }
      return [output, kept];
    }),
  );
}

const spellEnds = ({ low, high }: Ends): Interval => [low.map(toScalar), high.map(toScalar)];
