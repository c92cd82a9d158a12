/** Every id that was ever published, with the digest of its question: an id is never used for another question. */
import { existsSync, readFileSync } from 'node:fs';
import { VectorError } from './format.ts';

/** By loss, by id: the digest; an id whose vector is gone stays, so that nothing takes its name. */
export type Registry = Readonly<Record<string, Readonly<Record<string, string>>>>;

const file = new URL('registry.json', import.meta.url);

export const readRegistry = (): Registry => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/**
 * Adds ids to what is known.
 * @throws Error when an id was published with another question
 */
export function register(registry: Registry, loss: string, digests: ReadonlyMap<string, string>): Registry {
  const known = registry[loss] ?? {};
  for (const [id, digest] of digests) {
    const before = known[id];
    if (before !== undefined && before !== digest) {
      throw new VectorError(
        `vectors/registry.json: ${loss}/${id} was published with another question; give the new question a new name`,
      );
    }
  }
  return { ...registry, [loss]: { ...known, ...Object.fromEntries(digests) } };
}

export function printRegistry(registry: Registry): string {
  const losses = Object.entries(registry).sort(([a], [b]) => (a < b ? -1 : 1));
  const blocks = losses.map(([loss, ids]) => {
    const lines = Object.entries(ids).map(([id, digest]) => `${JSON.stringify(id)}:${JSON.stringify(digest)}`);
    return `${JSON.stringify(loss)}:{\n${lines.join(',\n')}\n}`;
  });
  return `{\n${blocks.join(',\n')}\n}\n`;
}
