/** Answers questions in a thread of its own, one at a time, as generate.ts hands them out. */
import { parentPort } from 'node:worker_threads';
import type { Job } from './generate.ts';
import type { Planned } from './plan.ts';
import { readRegistry } from './registry.ts';
import { Workshop } from './work.ts';

const workshop = new Workshop();
const registry = readRegistry();
const plans = new Map<string, ReadonlyMap<string, Planned>>();

function planned({ loss, id }: Job): Planned {
  const own =
    plans.get(loss) ??
    new Map(workshop.plan(loss, Object.keys(registry[loss] ?? {})).map((one) => [one.id, one] as const));
  plans.set(loss, own);
  const found = own.get(id);
  if (!found) throw new Error(`${loss}/${id} is not planned`);
  return found;
}

parentPort?.on('message', async (job: Job) => {
  try {
    parentPort?.postMessage({ job, answered: await workshop.answer(job.loss, planned(job), job.arithmetic) });
  } catch (error) {
    parentPort?.postMessage({ job, problem: error instanceof Error ? error.message : String(error) });
  }
});
