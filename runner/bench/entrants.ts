/** Finds the contenders: a file in `contenders/` is one. */
import { execFileSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contender, type Introduction, Unable } from './contender.ts';

const folder = fileURLToPath(new URL('contenders/', import.meta.url));
const host = fileURLToPath(new URL('host.mjs', import.meta.url));

export interface Entrant {
  /** Its file's name, without what follows the dot. */
  readonly id: string;
  readonly is: Introduction;
  readonly contender: Contender;
}

export interface Absent {
  readonly id: string;
  readonly why: string;
}

/** How a file is run, by what its name ends in: every way that may lead to another release of the same thing. */
const commands: Readonly<Record<string, (file: string, scratch: string) => string[][]>> = {
  '.mjs': (file) => [[process.execPath, host, file]],
  '.py': (file) => pythons().map((python) => [python, file]),
  '.c': (file, scratch) => [[compiled(file, scratch)]],
};

/** Starts all of them, one after the other. */
export async function findEntrants(scratch: string): Promise<{ entrants: Entrant[]; absent: Absent[] }> {
  const entrants: Entrant[] = [];
  const absent: Absent[] = [];
  for (const file of readdirSync(folder).sort()) {
    const id = basename(file, extname(file));
    const reasons: string[] = [];
    try {
      for (const command of commands[extname(file)]?.(join(folder, file), scratch) ?? []) {
        await enter(id, command, entrants).catch((error) => reasons.push(reasonOf(error)));
      }
    } catch (error) {
      reasons.push(reasonOf(error));
    }
    if (entrants.every((entrant) => entrant.id !== id)) absent.push({ id, why: reasons.join('; ') });
  }
  return { entrants, absent };
}

async function enter(id: string, command: readonly string[], entrants: Entrant[]): Promise<void> {
  const contender = new Contender(command);
  const is = await contender.introduce();
  const twice = entrants.some((other) => other.is.name === is.name && other.is.version === is.version);
  if (twice) contender.end();
  else entrants.push({ id, is, contender });
}

/** The python3 of whoever asks, and Debian's, which has its own packages. */
function pythons(): string[] {
  const found = ['python3', '/usr/bin/python3'].flatMap((python) => {
    try {
      return [
        realpathSync(execFileSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()),
      ];
    } catch {
      return [];
    }
  });
  if (found.length === 0) throw new Unable('there is no python3');
  return [...new Set(found)];
}

function compiled(file: string, scratch: string): string {
  const program = join(scratch, basename(file, '.c'));
  try {
    execFileSync('gcc', ['-O3', '-msse4.2', '-o', program, file, '-lm'], { stdio: 'pipe' });
  } catch (error) {
    throw new Unable(`gcc does not compile it here: ${reasonOf(error).split('\n', 1)[0]}`);
  }
  return program;
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
