/** What dist/ is made from in a checkout, and whether it still is: compiled code must not outlive a change of anything it holds. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
/** Notes what dist/ was made from. */
export const MADE_FROM = new URL('dist/.made-from', root);

const FOLDERS = ['spec', 'vectors', 'reference', 'runner'];
const LEFT_OUT = [
  'spec/oracle/stranger.py',
  'runner/checkout.mjs',
  'runner/bench',
  'runner/subjects/hostile',
  'runner/page/tsconfig.json',
];
const SOURCE = /\.ts$/;
const TEST = /(\.test|[/.]testing)\.ts$/;
const DATA = /\.(yaml|json|py|wasm|wgsl|html|css)$/;
const COMPILER = [
  'tsconfig.json',
  '.ci/tsconfig.json',
  '.ci/build.mjs',
  'runner/checkout.mjs',
  'runner/page/bundle.mjs',
];

/** Paths from the root: what is compiled, and what the program reads when it runs. */
export function ingredients() {
  const files = FOLDERS.flatMap(filesIn);
  return {
    sources: files.filter((path) => SOURCE.test(path) && !TEST.test(path)),
    data: files.filter((path) => DATA.test(path)),
  };
}

function filesIn(folder) {
  return readdirSync(new URL(folder, root), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (LEFT_OUT.includes(path) || entry.name === 'node_modules') return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

export function fingerprint() {
  const { sources, data } = ingredients();
  return printOf([...sources, ...data, ...COMPILER]);
}

/** Changes with every file that comes, goes, or is written. */
export function printOf(paths) {
  const lines = paths.map((path) => {
    const { size, mtimeMs } = statSync(new URL(path, root));
    return `${path} ${size} ${mtimeMs}`;
  });
  return lines.join('\n');
}

/**
 * Notes what something was made from.
 *
 * @param print the fingerprint, taken before it was made
 */
export const stamp = (file, print) => writeFileSync(file, print);

/** Whether it was made from what `takePrint` sees now; not where something of that is missing. */
export function isStamped(file, takePrint) {
  try {
    return readFileSync(file, 'utf8') === takePrint();
  } catch {
    return false;
  }
}

/** Whether dist/ is there and made from the files as they are now. */
export const isCompiled = () => isStamped(MADE_FROM, fingerprint);
