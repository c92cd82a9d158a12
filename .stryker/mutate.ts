/** `npm run mutation -- <set> [file…]`: changes our own code, place by place, and says what nothing notices. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { summaryOf, writePage } from './page.ts';
import { loadReasons, problems } from './reasons.ts';
import { keepResult, loadResult, type StrykerReport } from './result.ts';
import { type MutatedSet, sets } from './sets.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const stryker = here('node_modules/@stryker-mutator/core/bin/stryker.js');

const [name, ...files] = process.argv.slice(2);
const set = name === undefined ? undefined : sets[name];
if (name !== undefined && !set) complain(`there is no set "${name}"; there are ${Object.keys(sets).join(', ')}`, 2);
else {
  try {
    if (name !== undefined && set) measure(name, set);
    conclude();
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error), 1);
  }
}

/** Works in a folder outside the checkout, where no other tool stumbles over what is changed. */
function measure(name: string, set: MutatedSet): void {
  if (!existsSync(stryker)) start('npm', ['ci', '--no-audit', '--no-fund'], here('.'));
  const folder = mkdtempSync(join(tmpdir(), 'lossproof-mutation-'));
  try {
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify(configOf(set, folder)));
    start(process.execPath, [stryker, 'run', config], here('..'));
    const report: StrykerReport = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    keepResult(name, report, new Date().toISOString().slice(0, 10));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf({ mutate, options }: MutatedSet, folder: string): object {
  return {
    mutate: files.length > 0 ? files : mutate,
    plugins: [
      'vectors-runner.mjs',
      'messages.mjs',
      'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js',
    ].map(here),
    ignorers: ['messages'],
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: join(folder, 'report.json') },
    tempDirName: join(folder, 'sandbox'),
    ignorePatterns: ['dist', '.stryker/node_modules'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // Other work on the machine must not look like a mutant that never ends.
    timeoutFactor: 4,
    warnings: { slow: false },
    ...options,
  };
}

function start(command: string, words: readonly string[], folder: string): void {
  const { status } = spawnSync(command, words, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ended with ${status}; what it said stands above`);
}

/** Writes the page and says what is missing in it. */
function conclude(): void {
  const all = Object.entries(sets).map(([name, set]) => ({
    name,
    set,
    result: loadResult(name),
    reasons: loadReasons(name),
  }));
  writePage(all);
  for (const { name, result, reasons } of all) {
    if (!result) continue;
    const found = problems(result, reasons);
    for (const problem of found) process.stdout.write(`${problem}\n`);
    process.stdout.write(`${name}: ${summaryOf(Object.values(result.files))}; ${found.length} to settle\n`);
    if (found.length > 0) process.exitCode = 1;
  }
}

function complain(what: string, exit: number): void {
  process.stderr.write(`mutation: ${what}\n`);
  process.exitCode = exit;
}
