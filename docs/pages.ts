/** All generated pages, and how they differ from those that are there. */
import { readdirSync, readFileSync } from 'node:fs';
import { INDEX } from './clause-link.ts';
import { indexPage } from './index-page.ts';
import { lossPage } from './loss-page.ts';
import { readMaterial } from './material.ts';

export const folder = new URL('losses/', import.meta.url);

/** File in docs/losses/ → text. */
export type Pages = ReadonlyMap<string, string>;

export function makePages(): Pages {
  const materials = [...readMaterial().values()];
  return new Map([
    [INDEX, indexPage(materials)],
    ...materials.map((material) => [`${material.loss.name}.md`, lossPage(material)] as const),
  ]);
}

export const readPages = (): Pages =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
  );

/** A sentence for each page that is missing, stale or left over. */
export function differences(made: Pages, present: Pages): readonly string[] {
  const stale = [...made].flatMap(([file, text]) => {
    const old = present.get(file);
    if (old === text) return [];
    if (old === undefined) return [`docs/losses/${file} is missing`];
    const lines = old.split('\n');
    return [
      `docs/losses/${file}:${text.split('\n').findIndex((line, index) => line !== lines[index]) + 1} is not what the spec and the vectors say`,
    ];
  });
  const left = [...present.keys()].filter((file) => !made.has(file)).map((file) => `docs/losses/${file} is of no loss`);
  return [...stale, ...left];
}
