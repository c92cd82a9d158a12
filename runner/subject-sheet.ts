/** Reads what is written of a subject in YAML: how it is reached, and what it is known to fail. */
import { readFileSync } from 'node:fs';
import semver from 'semver';
import { readSheet, SpecError } from '../spec/yaml.ts';
import type { Entry } from './expectations.ts';
import { type Exit, Failure } from './failure.ts';

export interface SubjectSheet {
  readonly says?: string;
  readonly module?: string;
  readonly target?: string;
  readonly command?: readonly string[];
  readonly bundled?: boolean;
  readonly needs?: string;
  readonly expect?: readonly Entry[];
}

/**
 * @param blame whose fault it is when the file is wrong: the user's own file, or one of ours
 * @throws Failure with place and remedy when the file is missing or wrong
 */
export function readSubjectSheet(file: string, blame: Exit): SubjectSheet {
  const text = readText(file, blame);
  if (isEmpty(text)) return {};
  try {
    const { content, fail } = readSheet<SubjectSheet>(file, text, 'subject');
    for (const [index, { when, until }] of (content.expect ?? []).entries()) {
      if (when?.version !== undefined && semver.validRange(when.version) === null) {
        fail(['expect', index, 'when', 'version'], `"${when.version}" is no version range; write one like ">=1.13 <2"`);
      }
      if (until !== undefined && !isDay(until)) {
        fail(['expect', index, 'until'], `"${until}" is no day; write one like 2027-01-31`);
      }
    }
    return content;
  } catch (error) {
    if (error instanceof SpecError) throw new Failure(blame, error.message);
    throw error;
  }
}

function readText(file: string, blame: Exit): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'does not exist' : 'cannot be read';
    throw new Failure(blame, `${file} ${why}; give --expectations the path of a lossproof.yaml`);
  }
}

/** Comments at most. */
const isEmpty = (text: string): boolean => text.split('\n').every((line) => /^\s*(#|$)/.test(line));

const isDay = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
