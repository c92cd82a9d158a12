/** Which release of a package is installed beside the bench. */
import { readFileSync } from 'node:fs';

export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
