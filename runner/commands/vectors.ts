/** `lossproof vectors`: makes the published files anew from the spec, or with --check compares them with what is there. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadLosses } from '../../spec/load.ts';
import { mpfr } from '../../spec/oracle/mpfr.ts';
import { generate, type Product, readProduct } from '../../vectors/generate.ts';
import { type Command, flag, list, repeated, text } from '../command.ts';
import { Failure } from '../failure.ts';
import { showProgress } from '../progress.ts';
import { checkNames } from '../select.ts';

/** Differences shown; the rest are counted. */
const SHOWN = 10;

export default {
  summary: 'Regenerate vectors, acceptance and laws from the spec',
  describe(line) {
    line
      .option('--check', 'compare with the committed files instead of writing them')
      .option('--loss <name>', 'only this loss; may be repeated', repeated)
      .option('--arithmetic <name>', 'bigint, or mpfr where gmp-wasm is installed', 'bigint');
  },
  async run(given) {
    const arithmetic = text(given, 'arithmetic');
    if (arithmetic !== 'bigint' && arithmetic !== 'mpfr') {
      throw new Failure('usage', `--arithmetic is bigint or mpfr, not "${arithmetic}"`);
    }
    if (arithmetic === 'mpfr') await checkMpfr();
    const losses = list(given, 'loss');
    checkNames('loss', losses, [...loadLosses().keys()]);
    const progress = showProgress('vectors', false);
    const made = await generate({
      arithmetic,
      progress: (done, total) => progress.update(done, 0, total),
      ...(losses === undefined ? {} : { losses }),
    });
    progress.end();
    return flag(given, 'check') ? check(made, losses) : write(made, losses);
  },
} satisfies Command;

/** Asked before any thread is, so that what is missing is said once. Throws a Failure. */
async function checkMpfr(): Promise<void> {
  await mpfr().catch((error: Error) => {
    throw new Failure('usage', error.message);
  });
}

/** Files that the losses asked for have, and that were not made: their loss or profile is gone. */
function leftOver(made: Product, losses: readonly string[] | undefined): readonly string[] {
  return [...readProduct().keys()].filter(
    (path) => !made.has(path) && (losses === undefined || losses.some((loss) => path.endsWith(`/${loss}.json`))),
  );
}

function write(made: Product, losses: readonly string[] | undefined): 'conforms' {
  const place = (path: string): string => fileURLToPath(new URL(`../../vectors/${path}`, import.meta.url));
  for (const path of leftOver(made, losses)) rmSync(place(path));
  for (const [path, text] of made) {
    mkdirSync(dirname(place(path)), { recursive: true });
    writeFileSync(place(path), text);
  }
  process.stdout.write(`${made.size} files written\n`);
  return 'conforms';
}

function check(made: Product, losses: readonly string[] | undefined): 'conforms' | 'suiteAtFault' {
  const present = readProduct();
  const differences = [
    ...[...made].flatMap(([path, text]) => compare(path, present.get(path), text)),
    ...leftOver(made, losses).map((path) => `vectors/${path} is no longer made; remove it`),
  ];
  for (const difference of differences.slice(0, SHOWN)) process.stdout.write(`${difference}\n`);
  if (differences.length > SHOWN) process.stdout.write(`… and ${differences.length - SHOWN} more\n`);
  const verdict =
    differences.length === 0 ? 'all are what the spec says' : 'run "lossproof vectors" and look at the changes';
  process.stdout.write(`${made.size} files compared; ${verdict}\n`);
  return differences.length === 0 ? 'conforms' : 'suiteAtFault';
}

function compare(path: string, present: string | undefined, made: string): string[] {
  if (present === made) return [];
  if (present === undefined) return [`vectors/${path} is missing`];
  const lines = present.split('\n');
  const differing = made.split('\n').findIndex((line, index) => line !== lines[index]);
  return [`vectors/${path}:${differing + 1} differs from what the spec says`];
}
