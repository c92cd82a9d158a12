/** The losses that lie in losses/, and the version of the package they belong to. In a browser both are bundled. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { DescribedLoss } from './described_loss.ts';

/** Every file in losses/ describes one loss; its name is the loss's. Compiled, the files end in .js. */
async function discover(): Promise<ReadonlyMap<string, DescribedLoss>> {
  const folder = new URL('losses/', import.meta.url);
  const found = new Map<string, DescribedLoss>();
  for (const file of readdirSync(folder).sort()) {
    const [stem, ending, more] = file.split('.');
    if (more !== undefined || (ending !== 'ts' && ending !== 'js')) continue;
    const module: { readonly default: DescribedLoss } = await import(new URL(file, folder).href);
    found.set(stem, module.default);
  }
  return found;
}

/** The version in the nearest package.json above: one folder up in a checkout, two when compiled. */
function packageVersion(): string {
  let folder = new URL('..', import.meta.url);
  while (!existsSync(new URL('package.json', folder)) && folder.pathname !== '/') folder = new URL('..', folder);
  const file = new URL('package.json', folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : '0';
}

export const losses = await discover();
export const version = packageVersion();
