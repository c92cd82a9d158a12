#!/usr/bin/env node
// Starts the command line: compiled, where that is what the sources say, and otherwise straight from the sources.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// A run does most of what it does a few thousand times. Node 20 would optimise all of that, which takes longer than it
// saves; later ones wait by themselves, do not know the flag, and can keep what they compiled.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
module.enableCompileCache?.();

if (await runsSources()) {
  const { compile } = await import('./subjects/wasm/compile.mjs');
  process.stderr.write(await compile());
  const { register } = await import('tsx/esm/api');
  register();
  await import('./cli.ts');
} else {
  await import('../dist/runner/cli.js');
}

/** `vectors` writes beside the code it runs from, so it runs from the sources wherever there are any. */
async function runsSources() {
  if (!existsSync(new URL('./cli.ts', import.meta.url))) return false;
  const { isCompiled } = await import('./checkout.mjs');
  return process.argv[2] === 'vectors' || !isCompiled();
}
