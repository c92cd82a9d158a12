/** The subjects that come with the project, one YAML file each, and how any subject is reached. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Target } from './channel.ts';
import { type Entry, readSubjectSheet } from './expectations.ts';
import { Failure } from './failure.ts';

export interface Subject {
  readonly name: string;
  readonly target: Target;
  /** What to install when it cannot start. */
  readonly needs?: string;
  readonly expect: readonly Entry[];
  readonly bundled: boolean;
  readonly says?: string;
}

const folder = new URL('subjects/', import.meta.url);

/** Every subject of subjects/, by name. */
export function knownSubjects(): ReadonlyMap<string, Subject> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
  return new Map(names.map((name) => [name, readSubject(name)]));
}

function readSubject(name: string): Subject {
  const sheet = readSubjectSheet(fileURLToPath(new URL(`${name}.yaml`, folder)));
  const { module, command, needs, says, expect = [], bundled = false } = sheet;
  const target = module === undefined ? command?.map(besideSheet) : sourceOrCompiled(module);
  if (target === undefined) throw new Failure('suiteAtFault', `runner/subjects/${name}.yaml has neither module nor command`);
  return { name, target, expect, bundled, ...(needs === undefined ? {} : { needs }), ...(says === undefined ? {} : { says }) };
}

/** In a checkout the module is TypeScript, installed it is compiled. */
function sourceOrCompiled(module: string): string {
  const path = ['.ts', '.js', '.mjs'].map((ending) => fileURLToPath(new URL(module + ending, folder))).find(existsSync);
  return path ?? fileURLToPath(new URL(module, folder));
}

function besideSheet(word: string): string {
  const path = fileURLToPath(new URL(word, folder));
  return /\.\w+$/.test(word) && existsSync(path) ? path : word;
}

/** The entries of an expectations file of the user's own; those of lossproof.yaml in the working folder by default. */
export function ownExpectations(file: string | undefined): readonly Entry[] {
  if (file === undefined && !existsSync('lossproof.yaml')) return [];
  return readSubjectSheet(file ?? 'lossproof.yaml').expect ?? [];
}
