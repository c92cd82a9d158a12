/** The project's own files, by their path from its root: everything that is written once and read by programs. */
import { readdirSync, readFileSync } from 'node:fs';

/** In a checkout as in dist/, whose folders lie as the sources do. A browser has another such module: runner/page/files.ts. */
const root = new URL('../', import.meta.url);

/** @throws an Error with code ENOENT and the path when there is no such file */
export const readText = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The names of the files in a folder, in their order. */
export const filesIn = (folder: string): readonly string[] => readdirSync(new URL(folder, root)).sort();
