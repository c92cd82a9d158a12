/** `npm run docs`: makes the reference pages from the spec and the vectors; with --check it only compares. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { differences, folder, makePages, readPages } from './pages.ts';

/** The runner's exit codes: 5 where spec, vectors or pages are at fault. */
const exits = { done: 0, usage: 2, atFault: 5 } as const;

function main(words: readonly string[]): number {
  const unknown = words.find((word) => word !== '--check');
  if (unknown !== undefined) {
    process.stderr.write(`docs: "${unknown}" is no option; there is --check\n`);
    return exits.usage;
  }
  mkdirSync(folder, { recursive: true });
  const made = makePages();
  const found = differences(made, readPages());
  if (words.includes('--check')) {
    for (const difference of found) process.stdout.write(`${difference}\n`);
    process.stdout.write(
      `${made.size} pages compared; ${found.length === 0 ? 'none is stale' : 'run "npm run docs" and look at the changes'}\n`,
    );
    return found.length === 0 ? exits.done : exits.atFault;
  }
  for (const file of readPages().keys()) if (!made.has(file)) rmSync(new URL(file, folder));
  for (const [file, text] of made) writeFileSync(new URL(file, folder), text);
  process.stdout.write(`${made.size} pages in docs/losses, ${found.length} of them changed\n`);
  return exits.done;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`docs: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exits.atFault;
}
