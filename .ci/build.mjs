/**
 * Makes dist/, which is what the package holds and a checkout runs while it is up to date: compiled JavaScript,
 * declarations, and the files that these read, each where its source lies, so that the same relative paths find it.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, ingredients, MADE_FROM, stamp } from '../runner/checkout.mjs';
import { compile } from '../runner/subjects/wasm/compile.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');

if (existsSync(compiler)) await build();
else if (['pack', 'publish'].includes(process.env.npm_command ?? '')) complain('typescript is not installed; npm ci');
else console.log('dist/ is not made, since typescript is not installed');

async function build() {
  const complaints = await compile();
  if (complaints !== '') return complain(`the WASM subject does not compile:\n${complaints}`);
  const print = fingerprint();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, '--project', '.ci/tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) return complain('the sources do not compile; correct what stands above, then npm run prepare');
  for (const path of ingredients().data) {
    mkdirSync(dirname(join(root, 'dist', path)), { recursive: true });
    copyFileSync(join(root, path), join(root, 'dist', path));
  }
  const { bundlePage } = await import('../runner/page/bundle.mjs');
  await bundlePage(join(root, 'dist/runner/page'));
  stamp(MADE_FROM, print);
}

function complain(what) {
  console.error(`dist/ is not made: ${what}`);
  process.exitCode = 1;
}
