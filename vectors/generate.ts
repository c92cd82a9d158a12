/** Makes every published file from the spec; nothing in it is typed in. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Loss } from '../spec/loss.ts';
import { profiles } from '../spec/profiles.ts';
import type { Answered } from './answer.ts';
import { type AcceptanceFile, FORMAT, printAcceptance, printLaws, printVectors, VectorError } from './format.ts';
import { printKills } from './kills.ts';
import type { LawInstance } from './laws.ts';
import { digest, type Planned } from './plan.ts';
import { printRegistry, type Registry, readRegistry, register } from './registry.ts';
import { startThread } from './thread.ts';
import { type ArithmeticName, Workshop } from './work.ts';

/** Raised whenever an algorithm is added or a profile changes: the acceptance may move, the exact answers do not. */
export const ACCEPTANCE_VERSION = 1;

export interface Options {
  readonly arithmetic: ArithmeticName;
  /** Losses to make; all when absent. */
  readonly losses?: readonly string[];
  /** 0 answers here, in this thread. */
  readonly workers?: number;
  readonly progress?: (done: number, total: number) => void;
}

/** Path under vectors/ → text. */
export type Product = ReadonlyMap<string, string>;

/** One question to a worker; one answer back. */
export interface Job {
  readonly loss: string;
  readonly id: string;
  readonly arithmetic: ArithmeticName;
}

/** @throws Error that names the vector at fault */
export async function generate({ arithmetic, losses, workers, progress }: Options): Promise<Product> {
  const workshop = new Workshop();
  const registry = readRegistry();
  const names = losses ?? workshop.names();
  const plans = names.map((name) => [name, workshop.plan(name, Object.keys(registry[name] ?? {}))] as const);
  const jobs = plans.flatMap(([loss, planned]) => planned.map(({ id }): Job => ({ loss, id, arithmetic })));
  const count = workers ?? availableParallelism();
  const answers =
    count === 0
      ? await answerHere(workshop, plans, arithmetic, progress)
      : await answerInWorkers(jobs, count, progress);
  const files = new Map<string, string>();
  let known: Registry = registry;
  for (const [name, planned] of plans) {
    known = register(known, name, new Map(planned.map((one) => [one.id, digest(one)])));
    const answered = planned.map((one) => present(answers.get(`${name}/${one.id}`), one));
    const laws = await workshop.laws(name, planned, arithmetic);
    for (const [path, text] of filesOf(workshop.loss(name), answered, laws)) files.set(path, text);
  }
  files.set('registry.json', printRegistry(known));
  return files;
}

function present(answered: Answered | undefined, { id }: Planned): Answered {
  if (!answered) throw new Error(`${id} was not answered`);
  return answered;
}

function filesOf(loss: Loss, answered: readonly Answered[], laws: readonly LawInstance[]): Product {
  const { name } = loss;
  const files = new Map<string, string>();
  files.set(
    `losses/${name}.json`,
    printVectors({ format: FORMAT, loss: name, vectors: answered.map(({ vector }) => vector) }),
  );
  files.set(`laws/${name}.json`, printLaws({ format: FORMAT, loss: name, laws }));
  for (const profile of profiles.keys()) {
    const vectors: AcceptanceFile['vectors'] = Object.fromEntries(
      answered.flatMap(({ vector, acceptance }) => {
        const own = acceptance[profile];
        return own ? [[vector.id, own]] : [];
      }),
    );
    const head = { format: FORMAT, version: ACCEPTANCE_VERSION, profile, loss: name } as const;
    files.set(`acceptance/${profile}/${name}.json`, printAcceptance({ ...head, vectors }));
  }
  const kills = new Map(answered.flatMap(({ kills: own }) => Object.entries(own)));
  const accuracy = Math.max(0, ...answered.map((one) => one.accuracy));
  files.set(`kills/${name}.json`, printKills(name, accuracy, [...loss.mistakes.keys()], kills));
  return files;
}

async function answerHere(
  workshop: Workshop,
  plans: readonly (readonly [string, readonly Planned[]])[],
  arithmetic: ArithmeticName,
  progress: Options['progress'],
): Promise<ReadonlyMap<string, Answered>> {
  const answers = new Map<string, Answered>();
  const total = plans.reduce((sum, [, planned]) => sum + planned.length, 0);
  for (const [loss, planned] of plans) {
    for (const one of planned) {
      answers.set(`${loss}/${one.id}`, await workshop.answer(loss, one, arithmetic));
      progress?.(answers.size, total);
    }
  }
  return answers;
}

/** Hands out one question at a time, so that a slow one holds up nobody. */
async function answerInWorkers(
  jobs: readonly Job[],
  count: number,
  progress: Options['progress'],
): Promise<ReadonlyMap<string, Answered>> {
  const answers = new Map<string, Answered>();
  const waiting = [...jobs];
  const attend = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = startThread('./worker', import.meta.url);
      const next = (): void => {
        const job = waiting.shift();
        if (job) worker.postMessage(job);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', ({ job, answered, problem }: { job: Job; answered?: Answered; problem?: string }) => {
        if (problem !== undefined || !answered) {
          waiting.length = 0;
          void worker.terminate();
          reject(new VectorError(problem));
          return;
        }
        answers.set(`${job.loss}/${job.id}`, answered);
        progress?.(answers.size, jobs.length);
        next();
      });
      worker.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: Math.min(count, jobs.length) }, attend));
  return answers;
}

/** The published files as they are now. */
export function readProduct(): Product {
  const files = new Map<string, string>();
  const read = (folder: string): void => {
    for (const entry of readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })) {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory()) read(`${path}/`);
      else if (entry.name.endsWith('.json'))
        files.set(path.slice(2), readFileSync(new URL(path, import.meta.url), 'utf8'));
    }
  };
  read('./');
  return files;
}
