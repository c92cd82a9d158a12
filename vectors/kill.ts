/** Which mistakes one question tells from a correct implementation, under each profile. */
import type { Loss, Mistake } from '../spec/loss.ts';
import { type Behaviour, Situation } from '../spec/mistaken.ts';
import type { Acceptance } from '../spec/oracle/acceptance.ts';
import { isOutside, Simulation } from '../spec/oracle/witness.ts';
import type { Profile } from '../spec/profiles.ts';
import { address, askedIn, isAskedAgain } from './address.ts';
import type { Outcome } from './format.ts';
import type { Kills } from './kills.ts';
import type { Planned } from './plan.ts';

/** What a correct implementation may do. */
export interface Allowed {
  readonly outcomes: readonly Outcome[];
  /** By profile, of those under which the question can be put; undefined where only a refusal is right. */
  readonly acceptance: ReadonlyMap<Profile, Acceptance | undefined>;
  /** Whether an entry of an output is a `must`. */
  readonly counts: (output: string, entry: number) => boolean;
}

/**
 * By vector, or vector@manner: the mistakes of which every simulated run is wrong.
 * @throws Error when a mistake that is said to be harmless does harm
 */
export function killsBy(loss: Loss, planned: Planned, allowed: Allowed): Readonly<Record<string, Kills>> {
  const rows: Record<string, Record<string, readonly string[]>> = { [planned.id]: {} };
  const situation = new Situation(loss, planned.question, planned.extensions);
  for (const mistake of loss.mistakes.values()) {
    const { asked: manner, harmless } = mistake;
    const told = new Trial(situation, mistake, allowed);
    const name = manner === undefined ? planned.id : askedIn(planned.id, manner);
    for (const profile of allowed.acceptance.keys()) {
      if (manner !== undefined && !isAskedAgain(address(loss.name, planned.id, profile.dtype))) continue;
      if (harmless !== undefined) told.checkHarmless(profile);
      else if (told.isKilled(profile)) {
        const row = rows[name] ?? {};
        rows[name] = { ...row, [profile.name]: [...(row[profile.name] ?? []), mistake.name] };
      }
    }
  }
  return rows;
}

/** One mistake put to one question. */
class Trial {
  private readonly mistake: Mistake;
  private readonly allowed: Allowed;
  /** What it may do, and how its numbers come about where it has any. */
  private readonly behaviours: readonly (readonly [Behaviour, Simulation | undefined])[];

  constructor(situation: Situation, mistake: Mistake, allowed: Allowed) {
    this.mistake = mistake;
    this.allowed = allowed;
    this.behaviours = situation.behaviours([mistake], mistake.asked).map((one) => {
      const computes = one.kind === 'answers' && !one.changes && this.mayAnswer ? one.computes : undefined;
      return [one, computes && new Simulation(computes.bound, computes.variant)];
    });
  }

  private get mayAnswer(): boolean {
    return this.allowed.outcomes.some((outcome) => 'answer' in outcome);
  }

  isKilled(profile: Profile): boolean {
    return this.behaviours.every(([one, simulation]) => this.isWrong(one, simulation, profile));
  }

  private isWrong(one: Behaviour, simulation: Simulation | undefined, profile: Profile): boolean {
    if (one.kind === 'refuses') return this.allowed.outcomes.every((outcome) => 'answer' in outcome);
    if (!this.mayAnswer || one.changes) return true;
    const acceptance = this.allowed.acceptance.get(profile);
    if (!simulation || !acceptance) return false;
    const grade = this.mistake.within === undefined ? 'lenient' : 'standard';
    for (const answers of simulation.runs(profile)) {
      if (!isOutside(answers, acceptance, grade, this.allowed.counts)) return false;
    }
    return true;
  }

  checkHarmless(profile: Profile): void {
    const acceptance = this.allowed.acceptance.get(profile);
    for (const [one, simulation] of this.behaviours) {
      const harms = this.isWrong(one, simulation, profile);
      const runs = simulation && acceptance ? [...simulation.runs(profile)] : [];
      if (harms || runs.some((answers) => acceptance && isOutside(answers, acceptance, 'lenient', this.allowed.counts)))
        throw new Error(`the mistake ${this.mistake.name} is said to be harmless, and is wrong in ${profile.name}`);
    }
  }
}
