/** Times the contenders in turn, round after round, so that what disturbs the machine disturbs them alike. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, type Question, questionOf } from './cases.ts';
import { MODES, type Mode, Unable } from './contender.ts';
import { type Entrant, reasonOf } from './entrants.ts';
import { faultOf, type Truth, truthOf } from './truth.ts';

const ROUNDS = 7;
/** In milliseconds. The first sample of each is for the engine to compile what is hot, and is thrown away. */
const WARM_UP = 200;
const SAMPLE = 40;
/** What takes longer than this was timed once, and that is it. host.mjs knows it as well. */
const SLOW = 1000;

export interface Result {
  readonly test: Case;
  readonly mode: Mode;
  readonly entrant: Entrant;
  /** A sample from each round; none when it cannot do this. */
  readonly samples: readonly number[];
  readonly why?: string;
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
}

/**
 * Their time over ours: the median of what each round says, since a machine may change its pace from one to the next. NaN
 * where either was not timed.
 */
export function ratio(theirs: Result, ours: Result): number {
  const once = theirs.samples.length !== ours.samples.length;
  if (once) return median(theirs.samples) / median(ours.samples);
  return median(theirs.samples.map((sample, round) => sample / (ours.samples[round] ?? Number.NaN)));
}

export async function measure(
  test: Case,
  entrants: readonly Entrant[],
  scratch: string,
  tell: (progress: string) => void,
): Promise<Result[]> {
  const question = questionOf(test);
  const truth = truthOf(question);
  writeQuestion(question, scratch);
  const results: Result[] = [];
  const ready: Entrant[] = [];
  for (const entrant of entrants) {
    tell(`${entrant.is.name} is checked`);
    const why = await obstacle(entrant, question, truth, scratch);
    if (why === undefined) ready.push(entrant);
    else results.push(...MODES.map((mode) => ({ test, mode, entrant, samples: [], why })));
  }
  for (const mode of MODES) results.push(...(await race(test, mode, ready, tell)));
  return results;
}

function writeQuestion({ input, target }: Question, scratch: string): void {
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'input'), input);
  writeFileSync(join(scratch, 'target'), target);
}

/** Why an entrant is not timed: it cannot do it, or does it wrong. */
async function obstacle(
  { contender }: Entrant,
  { loss, rows, columns }: Question,
  truth: Truth,
  scratch: string,
): Promise<string | undefined> {
  const file = join(scratch, 'answer');
  try {
    await contender.prepare(loss, rows, columns, scratch);
    for (const mode of MODES) {
      await contender.answer(mode, file);
      const fault = faultOf(new Float32Array(new Uint8Array(readFileSync(file)).buffer), truth);
      if (fault !== undefined) return fault;
    }
    return undefined;
  } catch (error) {
    if (error instanceof Unable) return reasonOf(error);
    throw error;
  }
}

async function race(
  test: Case,
  mode: Mode,
  ready: readonly Entrant[],
  tell: (progress: string) => void,
): Promise<Result[]> {
  const samples = new Map<Entrant, number[]>();
  const quick: [Entrant, number[]][] = [];
  for (const entrant of ready) {
    tell(`${mode}: ${entrant.is.name} warms up`);
    const first = await entrant.contender.sample(mode, WARM_UP);
    const own = first > SLOW ? [first] : [];
    samples.set(entrant, own);
    if (own.length === 0) quick.push([entrant, own]);
  }
  for (let round = 1; round <= ROUNDS; round++) {
    tell(`${mode}: round ${round} of ${ROUNDS}`);
    for (const [entrant, own] of quick) own.push(await entrant.contender.sample(mode, SAMPLE));
  }
  return [...samples].map(([entrant, own]) => ({ test, mode, entrant, samples: own }));
}
