/** Every mistake of the spec, and pairs of them, as subjects over stdio: is each diagnosed as what it is? */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadLosses } from '../../../spec/load.ts';
import type { Grade, Loss, Mistake } from '../../../spec/loss.ts';
import { Situation } from '../../../spec/mistaken.ts';
import { Simulation } from '../../../spec/oracle/witness.ts';
import { allExtensions } from '../../../spec/points.ts';
import { type Profile, profiles } from '../../../spec/profiles.ts';
import { seeded } from '../../../spec/seeded.ts';
import { loadVectors } from '../../../vectors/format.ts';
import { killers, killsOf, loadKills } from '../../../vectors/kills.ts';
import adapter from '../../adapters/process.ts';
import { diagnose } from '../../diagnose.ts';
import { examine } from '../../examine.ts';

const PAIRS = 30;
const stdio = fileURLToPath(new URL('./stdio.ts', import.meta.url));

/** One subject: a loss, the mistakes it makes, and the profile in which they show. */
export interface Trial {
  readonly loss: string;
  readonly mistakes: readonly string[];
  readonly profile: string;
  /** The grade that is asked for: some mistakes lie within `lenient`. */
  readonly grade: Grade;
}

export interface Result extends Trial {
  readonly found: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
}

/** @returns undefined for a mistake that nothing kills */
function trialOf(loss: Loss, mistakes: readonly Mistake[]): Trial | undefined {
  const kills = loadKills(loss.name);
  const shown = mistakes.map(({ name }) => new Set([...killers(kills, name).values()].flat()));
  const profile = ['float32', ...(shown[0] ?? [])].find((name) => shown.every((own) => own.has(name)));
  if (profile === undefined) return undefined;
  const grade = mistakes.some(({ within }) => within !== undefined) ? 'standard' : 'lenient';
  return { loss: loss.name, mistakes: mistakes.map(({ name }) => name), profile, grade };
}

const expressible = (loss: Loss): readonly Mistake[] =>
  [...loss.mistakes.values()].filter(({ harmless }) => harmless === undefined);

export const singles = (): readonly Trial[] =>
  [...loadLosses().values()].flatMap((loss) => expressible(loss).flatMap((mistake) => trialOf(loss, [mistake]) ?? []));

/** Drawn at random, always the same. */
export function pairs(count = PAIRS): readonly Trial[] {
  const losses = [...loadLosses().values()].filter((loss) => expressible(loss).length > 1);
  const random = seeded('pairs of mistakes');
  const drawn = new Map<string, Trial>();
  while (drawn.size < count) {
    const loss = random.pick(losses);
    const [first, second] = [random.pick(expressible(loss)), random.pick(expressible(loss))];
    const trial = first === second ? undefined : trialOf(loss, [first, second]);
    if (trial && bothShow(loss, [first, second], trial.profile))
      drawn.set([loss.name, ...trial.mistakes].sort().join(), trial);
  }
  return [...drawn.values()];
}

/** Whether some answers of both together are neither what the one nor what the other answers alone. */
function bothShow(loss: Loss, both: readonly [Mistake, Mistake], profileName: string): boolean {
  const profile = profiles.get(profileName);
  const kills = loadKills(loss.name);
  const differs = both.map(() => false);
  for (const vector of loadVectors(loss.name).vectors) {
    const told = killsOf(kills, vector.id)[profileName] ?? [];
    if (!profile || !both.some(({ name }) => told.includes(name))) continue;
    const situation = new Situation(loss, vector, allExtensions(loss));
    const together = summary(situation, both, profile);
    for (const [index, one] of both.entries()) differs[index] ||= summary(situation, [one], profile) !== together;
    if (differs.every(Boolean)) return true;
  }
  return false;
}

/** What is done with a question, in few digits. */
function summary(situation: Situation, mistakes: readonly Mistake[], profile: Profile): string {
  const [behaviour] = situation.behaviours(mistakes);
  if (behaviour?.kind !== 'answers') return 'refused';
  if (behaviour.changes || !behaviour.computes) return `changed ${behaviour.changes}`;
  const [values] = new Simulation(behaviour.computes.bound, behaviour.computes.variant).runs(profile);
  return JSON.stringify(Array.from(values ?? [], ([, data]) => Array.from(data, (value) => value.toPrecision(2))));
}

/** Runs one over stdio and diagnoses it. */
export async function attempt(trial: Trial): Promise<Result> {
  const { loss, mistakes, profile, grade } = trial;
  const target = [process.execPath, '--import', 'tsx', stdio, loss, profile, ...mistakes];
  const examination = await examine(
    adapter,
    { target, expect: [] },
    {
      level: 'must',
      grade,
      selection: { loss: [loss] },
      session: { window: 64 },
      today: '',
    },
  );
  const [found] = diagnose(examination);
  return {
    ...trial,
    found: found?.causes.map(({ name }) => name) ?? [],
    alternatives: found?.alternatives ?? [],
  };
}

/** Whether what was made is named; where nothing tells two apart, all that answer alike are. */
export const isRight = ({ mistakes, found, alternatives }: Result): boolean =>
  [found, ...alternatives].some((set) => [...mistakes].sort().join() === [...set].sort().join());

/** Tries them all, as many at once as there are processors. */
export async function sweep(trials: readonly Trial[], tell: (result: Result) => void): Promise<readonly Result[]> {
  const waiting = [...trials];
  const results: Result[] = [];
  const attend = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      const result = await attempt(trial);
      results.push(result);
      tell(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, attend));
  return results;
}
