/** Finds the adapters, one a file in adapters/, and the one that opens a given target. */
import { readdir } from 'node:fs/promises';
import { type Adapter, CannotOpen, describe, type Target } from './channel.ts';

const folder = new URL('./adapters/', import.meta.url);

/** Every adapter there is, in the order of their names. */
export async function allAdapters(): Promise<readonly Adapter[]> {
  const files = (await readdir(folder)).filter((file) => /^[^.]+\.[jt]s$/.test(file)).sort();
  const modules: { default: Adapter }[] = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.map((module) => module.default);
}

/** Throws {@link CannotOpen} when no adapter opens the target; its message shows what can be opened. */
export async function findAdapter(target: Target): Promise<Adapter> {
  const adapters = await allAdapters();
  const adapter = adapters.find((candidate) => candidate.opens(target));
  if (adapter !== undefined) return adapter;
  const examples = adapters.map(({ example }) => `\n  lossproof run ${example}`).join('');
  throw new CannotOpen(
    `${describe(target) || 'nothing'} is not a subject that can be reached; one is written so:${examples}`,
  );
}
