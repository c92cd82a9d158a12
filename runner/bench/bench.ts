/** `npm run bench`: measures the losses against other implementations of them and writes docs/bench.md and docs/bench.svg. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.ts';
import { chart } from './chart.ts';
import { judge } from './claims.ts';
import { findEntrants } from './entrants.ts';
import { measure, type Result } from './measure.ts';
import { claimLine, page } from './page.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

const say = (text: string): boolean => process.stderr.write(`${text}\n`);

/** What is measured against is not there after `npm ci`: it is large, and nothing else needs it. */
function install(): void {
  const installed = join(here, 'node_modules/.package-lock.json');
  const lock = join(here, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installs what is measured against, about 800 MB, into runner/bench/node_modules');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: ['ignore', 2, 2] });
}

/** What is measured is what the package ships. */
function compile(): void {
  execFileSync(process.execPath, [join(root, '.ci/build.mjs')], { stdio: ['ignore', 2, 2] });
}

const scratch = mkdtempSync(join(tmpdir(), 'lossproof-bench-'));
const date = new Date();
const [load = 0] = loadavg();
let end = (): void => {};
try {
  install();
  compile();
  const { entrants, absent } = await findEntrants(scratch);
  end = () => {
    for (const { contender } of entrants) contender.end();
  };
  for (const { id, why } of absent) say(`${id} is left out: ${why}`);
  const results: Result[] = [];
  for (const test of cases) {
    const tell = (progress: string) =>
      process.stderr.isTTY && process.stderr.write(`\r\x1b[K${test.title}: ${progress}`);
    results.push(...(await measure(test, entrants, scratch, tell)));
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    say(`${test.title}: done`);
  }
  const verdicts = judge(results);
  writeFileSync(join(root, 'docs/bench.md'), page({ date, load, entrants, absent, results, verdicts }));
  const drawing = execFileSync(process.execPath, [join(here, 'draw.mjs')], {
    input: JSON.stringify(chart(results)),
    encoding: 'utf8',
  });
  writeFileSync(join(root, 'docs/bench.svg'), drawing);
  for (const verdict of verdicts) process.stdout.write(`${claimLine(verdict)}\n`);
  process.stdout.write('the rest stands in docs/bench.md\n');
} finally {
  end();
  rmSync(scratch, { recursive: true });
}
