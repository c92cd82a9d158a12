#!/usr/bin/env node
// Starts the command line: straight from its sources in a checkout, compiled where the package is installed.
import { existsSync } from 'node:fs';

if (existsSync(new URL('./cli.ts', import.meta.url))) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./cli.ts');
} else {
  await import('../dist/runner/cli.js');
}
