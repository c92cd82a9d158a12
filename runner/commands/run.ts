/** `lossproof run`: puts the suite to the bundled subjects, or to the one that is named. */
import { type Command, flag, type Given, list, text } from '../command.ts';
import { examine } from '../examine.ts';
import { type Exit, exits, Failure, gravest, nearest } from '../failure.ts';
import { addSelection, addStrictness, selectionOf, strictnessOf } from '../options.ts';
import { showProgress } from '../progress.ts';
import { jsonReport } from '../reports/json.ts';
import { exitOf, type Row, rows } from '../reports/tally.ts';
import { closingLine, textReport } from '../reports/text.ts';
import { CannotStart, type SessionOptions } from '../session.ts';
import { chooseSubject, knownSubjects, type Subject } from '../subjects.ts';
import { describe } from '../channel.ts';

export default {
  summary: 'Ask an implementation and judge its answers',
  describe(line) {
    line.argument('[subject]', 'a bundled subject, ./module.mjs, or a command after --; without it, all bundled in process');
    addSelection(line);
    addStrictness(line);
    line
      .option('--expectations <file>', 'known failures of the subject (default: lossproof.yaml)')
      .option('--require <subject...>', 'fail when this bundled subject cannot start')
      .option('--window <count>', 'questions on their way at once', '16')
      .option('--patience <seconds>', 'how long an answer may take', '10')
      .option('--json', 'a report for machines on stdout')
      .option('--quiet', 'only failures and the last line');
  },
  async run(given, command) {
    const subjects = chooseSubjects(given, command);
    const interrupted = new AbortController();
    const stop = (): void => interrupted.abort();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
      return await runAll(given, subjects, interrupted.signal);
    } finally {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
    }
  },
} satisfies Command;

/** @throws Failure when the subject is not known */
function chooseSubjects(given: Given, command: readonly string[]): readonly Subject[] {
  const [word, extra] = given.words;
  if (extra !== undefined) throw new Failure('usage', `"${extra}" is one word too many; put a command after --, as in: lossproof run -- python3 my_adapter.py`);
  if (word === undefined && command.length === 0) return [...knownSubjects().values()].filter(({ bundled }) => bundled);
  return [chooseSubject(word, command, text(given, 'expectations'))];
}

async function runAll(given: Given, subjects: readonly Subject[], signal: AbortSignal): Promise<Exit> {
  const selection = selectionOf(given);
  const strictness = strictnessOf(given);
  const session: SessionOptions = { window: number(given, 'window', 1), patience: 1000 * number(given, 'patience', 0.01), signal };
  const required = list(given, 'require') ?? [];
  const known = knownSubjects();
  for (const name of required) if (!known.has(name)) throw new Failure('usage', `--require: no subject "${name}"${nearest(name, [...known.keys()])}`);
  const [json, quiet] = [flag(given, 'json'), flag(given, 'quiet')];
  const ends: Exit[] = [];
  const all: Row[] = [];
  const reports: object[] = [];
  const missing = required.filter((name) => !subjects.some((subject) => subject.name === name)).flatMap((name) => known.get(name) ?? []);
  for (const subject of [...subjects, ...missing]) {
    const progress = showProgress(subject.name, quiet || json);
    try {
      const today = new Date().toISOString().slice(0, 10);
      const examination = await examine(subject, { ...strictness, selection, session, today, progress: progress.update });
      progress.end();
      const exit = exitOf(examination);
      ends.push(exit);
      all.push(...rows(examination));
      if (json) reports.push(jsonReport(examination, exits[exit]));
      else say(textReport(examination, { again: againOf(subject), quiet, colours: wantsColours() }));
    } catch (error) {
      progress.end();
      if (!(error instanceof CannotStart)) throw error;
      ends.push(cannotStart(subject, error, subjects.length > 1 && !required.includes(subject.name)));
    }
  }
  if (all.length === 0 && ends.every((end) => end === 'conforms' || end === 'nothingRan')) {
    ends.push('nothingRan');
    process.stderr.write('lossproof: nothing ran; the selection matches no vector that the subject offers\n');
  }
  if (json) say(JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 1));
  else say(closingLine(all));
  return gravest(ends);
}

/** A bundled subject that cannot start here is no failure unless it is required. */
function cannotStart(subject: Subject, error: CannotStart, tolerated: boolean): Exit {
  const remedy = subject.needs === undefined ? '' : `\n  it needs ${subject.needs}`;
  process.stderr.write(`lossproof: ${subject.name} did not start: ${error.message}${remedy}\n`);
  return tolerated ? 'conforms' : 'subjectAtFault';
}

const againOf = ({ name, bundled, target }: Subject): string => {
  if (bundled) return ` ${name}`;
  return typeof target === 'string' ? ` ${target}` : ` -- ${describe(target)}`;
};

const say = (line: string): void => {
  if (line !== '') process.stdout.write(`${line}\n`);
};

const wantsColours = (): boolean => process.stdout.isTTY === true && !process.env['NO_COLOR'];

function number(given: Given, name: string, least: number): number {
  const value = Number(text(given, name));
  if (!(value >= least)) throw new Failure('usage', `--${name} is a number of at least ${least}, not "${text(given, name)}"`);
  return value;
}
