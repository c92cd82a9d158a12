/** What is kept of a run of Stryker: counts by file, and each mutant that nothing noticed, by its text. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A mutant that survived. Told by text, since lines move. */
export interface Survivor {
  /** The line it begins in. */
  readonly code: string;
  /** The same line with the mutation in it. */
  readonly mutant: string;
  /** How many of the file's mutants read like this. */
  readonly times: number;
  /** Whether no test so much as reached it. */
  readonly reached: boolean;
}

export interface FileResult {
  readonly date: string;
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  readonly noCoverage: number;
  /** Would not load: neither killed nor survived. */
  readonly errors: number;
  /** Left out on purpose, by why. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly survivors: readonly Survivor[];
}

export interface Result {
  readonly stryker: string;
  readonly node: string;
  readonly files: Readonly<Record<string, FileResult>>;
}

/** The parts read here of Stryker's JSON report. */
export interface StrykerReport {
  readonly framework?: { readonly version?: string };
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Mutant {
  readonly status: string;
  readonly statusReason?: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

const file = (set: string): URL => new URL(`results/${set}.json`, import.meta.url);

export const loadResult = (set: string): Result | undefined =>
  existsSync(file(set)) ? JSON.parse(readFileSync(file(set), 'utf8')) : undefined;

/** Of files that were not mutated this time, what is known stays, as long as they are there. */
export function keepResult(set: string, report: StrykerReport, date: string): Result {
  const all: Record<string, FileResult> = { ...loadResult(set)?.files };
  for (const [path, { source, mutants }] of Object.entries(report.files)) all[path] = summary(source, mutants, date);
  const files = Object.fromEntries(
    Object.entries(all)
      .filter(([path]) => existsSync(path))
      .sort(),
  );
  const result: Result = { stryker: report.framework?.version ?? '', node: process.version, files };
  writeFileSync(file(set), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

function summary(source: string, mutants: readonly Mutant[], date: string): FileResult {
  const count = (status: string): number => mutants.filter((mutant) => mutant.status === status).length;
  const ignored: Record<string, number> = {};
  for (const { status, statusReason = '' } of mutants)
    if (status === 'Ignored') ignored[statusReason] = (ignored[statusReason] ?? 0) + 1;
  return {
    date,
    killed: count('Killed'),
    timeout: count('Timeout'),
    survived: count('Survived'),
    noCoverage: count('NoCoverage'),
    errors: count('RuntimeError') + count('CompileError'),
    ignored,
    survivors: survivorsAmong(source, mutants),
  };
}

function survivorsAmong(source: string, mutants: readonly Mutant[]): readonly Survivor[] {
  const lines = source.split('\n');
  const found = new Map<string, Survivor>();
  for (const { status, replacement, location } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const { start, end } = location;
    const [first = '', last = ''] = [lines[start.line - 1], lines[end.line - 1]];
    const mutant = onOneLine(first.slice(0, start.column - 1) + replacement + last.slice(end.column - 1));
    const code = onOneLine(first);
    const key = `${code}\n${mutant}`;
    found.set(key, { code, mutant, times: (found.get(key)?.times ?? 0) + 1, reached: status === 'Survived' });
  }
  return [...found.values()];
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
