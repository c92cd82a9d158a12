/** The subjects that come with the project, one YAML file each, and how any subject is reached. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, type Target } from './channel.ts';
import type { Entry } from './expectations.ts';
import { Failure, nearest } from './failure.ts';
import { readSubjectSheet, type SubjectSheet } from './subject-sheet.ts';

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
  const sheet = readSubjectSheet(fileURLToPath(new URL(`${name}.yaml`, folder)), 'suiteAtFault');
  const { needs, says, expect = [], bundled = false } = sheet;
  const target = targetOf(sheet);
  if (target === undefined)
    throw new Failure('suiteAtFault', `runner/subjects/${name}.yaml has neither module nor target nor command`);
  return {
    name,
    target,
    expect,
    bundled,
    ...(needs === undefined ? {} : { needs }),
    ...(says === undefined ? {} : { says }),
  };
}

function targetOf({ module, target, command }: SubjectSheet): Target | undefined {
  if (module !== undefined) return sourceOrCompiled(module);
  if (target !== undefined) return fileURLToPath(new URL(target, folder));
  return command?.map(besideSheet);
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

/**
 * The subject that words on the command line mean: a known name, a module's path, or a command.
 * @param command the words after "--"
 * @throws Failure when it is none of them
 */
export function chooseSubject(word: string | undefined, command: readonly string[], expectations?: string): Subject {
  if (word !== undefined && command.length > 0) {
    throw new Failure('usage', `give either a subject ("${word}") or a command after --, not both`);
  }
  const known = knownSubjects();
  const named = word === undefined ? undefined : known.get(word);
  if (named) return expectations === undefined ? named : { ...named, expect: ownExpectations(expectations) };
  if (word !== undefined && !/[./\\:]/.test(word)) {
    throw new Failure(
      'usage',
      `no subject "${word}"${nearest(word, [...known.keys()])}; a module is written ./like-this.mjs`,
    );
  }
  const target: Target = word ?? command;
  return { name: describe(target), target, expect: ownExpectations(expectations), bundled: false };
}

/** The entries of an expectations file of the user's own; those of lossproof.yaml in the working folder by default. */
function ownExpectations(file: string | undefined): readonly Entry[] {
  if (file === undefined && !existsSync('lossproof.yaml')) return [];
  return readSubjectSheet(file ?? 'lossproof.yaml', 'usage').expect ?? [];
}
