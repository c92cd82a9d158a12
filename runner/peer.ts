/** Packages that whoever wants what they do installs: beside ours, or in the project in whose folder the runner was started. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Peer {
  readonly version: string;
  /** For import(). */
  readonly url: string;
}

/** @returns nothing where it is not installed */
export function findPeer(name: string): Peer | undefined {
  const places = [createRequire(import.meta.url), createRequire(join(process.cwd(), 'package.json'))];
  for (const require of places) {
    const path = resolved(require, name);
    if (path === undefined) continue;
    const { version }: { readonly version: string } = require(`${name}/package.json`);
    return { version, url: pathToFileURL(path).href };
  }
  return undefined;
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
