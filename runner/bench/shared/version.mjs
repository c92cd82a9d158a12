/** Which releases are measured. */
import { readFileSync } from 'node:fs';

const versionIn = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).version;

/** Of a package that is installed beside the bench. */
export const versionOf = (name) => versionIn(`../node_modules/${name}/package.json`);

export const ourVersion = versionIn('../../../package.json');
