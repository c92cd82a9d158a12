/**
 * Bundles what runs in browsers: the page with its workers, the subjects that it brings along, the guest in others' pages.
 * Two files are exchanged on the way, those that say where the project's own files and losses are found.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { ingredients } from '../checkout.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const subjects = join(root, 'runner/subjects');

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2023',
  minify: true,
  platform: 'browser',
  absWorkingDir: root,
  plugins: [{ name: 'found in a browser', setup: exchange }],
  logLevel: 'warning',
};

const guest = 'runner/adapters/page/guest.ts';

/** What is handed over as text can import nothing of ours. */
const whole = { format: 'iife' };

/** Writes everything but the files that are copied as they are. @param folder that which becomes runner/page */
export async function bundlePage(folder) {
  const sheets = bundledSubjects();
  const pages = ['page', 'judge'].map((name) => [name, `runner/page/${name}.ts`]);
  const modules = sheets.flatMap(({ name, module }) =>
    module ? [[`subjects/${name}`, join(subjects, `${module}.ts`)]] : [],
  );
  const openers = readdirSync(join(root, 'runner/page/subjects')).map((file) => [
    `subjects/${stem(file)}`,
    `runner/page/subjects/${file}`,
  ]);
  await build({
    ...common,
    entryPoints: Object.fromEntries([...pages, ...modules, ...openers]),
    outdir: folder,
    splitting: true,
  });
  await build({ ...common, ...whole, outdir: folder, entryPoints: { worker: 'runner/page/worker.ts', guest } });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'files.json'), JSON.stringify(ingredients().data));
  writeFileSync(join(folder, 'subjects.json'), JSON.stringify(sheets.map(offered)));
}

/** @returns the text of what runner/adapters/page/ puts into others' pages */
export async function bundleGuest() {
  const { outputFiles } = await build({ ...common, ...whole, write: false, entryPoints: [guest] });
  return outputFiles[0].text;
}

const stem = (file) => basename(file).replace(/\.\w+$/, '');

const bundledSubjects = () =>
  readdirSync(subjects)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ name: stem(file), ...parse(readFileSync(join(subjects, file), 'utf8')) }))
    .filter(({ bundled }) => bundled);

/** As the page lists it: a module of its own, or one that opens the file or folder that the adapters open in Node. */
function offered({ name, says, module, target }) {
  const opener = module ? name : target.endsWith('.wasm') ? 'wasm' : 'webgpu';
  const at = module ? '' : `?at=${encodeURIComponent(`../../subjects/${target}`)}`;
  return { name, says, module: `subjects/${opener}.js${at}` };
}

function exchange({ onLoad }) {
  onLoad({ filter: /[/\\]spec[/\\]files\.ts$/ }, () => ({
    contents: readFileSync(join(root, 'runner/page/files.ts'), 'utf8'),
    loader: 'ts',
  }));
  onLoad({ filter: /[/\\]reference[/\\]losses\.ts$/ }, () => ({
    contents: losses(),
    loader: 'js',
    resolveDir: join(root, 'reference'),
  }));
}

/** What reference/losses.ts discovers, discovered now. */
function losses() {
  const names = readdirSync(join(root, 'reference/losses'))
    .filter((file) => /^\w+\.ts$/.test(file))
    .map(stem)
    .sort();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return [
    ...names.map((name) => `import ${name} from './losses/${name}.ts';`),
    `export const losses = new Map(Object.entries({ ${names.join(', ')} }));`,
    `export const version = ${JSON.stringify(version)};`,
  ].join('\n');
}
