/** `lossproof run`: puts the suite to the bundled subjects, or to the one that is named. */
import { describe } from '../channel.ts';
import { type Command, flag, type Given, list, repeated, text } from '../command.ts';
import type { Diagnosis } from '../diagnose.ts';
import { type Examination, type ExamineOptions, examine } from '../examine.ts';
import { type Exit, exits, Failure, gravest, nearest } from '../failure.ts';
import { findAdapter } from '../find-adapter.ts';
import { addSelection, addStrictness, count, patienceOf, selectionOf, strictnessOf } from '../options.ts';
import { showProgress } from '../progress.ts';
import { jsonReport, type NotStarted, subjectReport } from '../reports/json.ts';
import { exitOf, type Row, rows } from '../reports/tally.ts';
import { closingLine, textReport } from '../reports/text.ts';
import { CannotStart, WINDOW } from '../session.ts';
import { chooseSubject, knownSubjects, type Subject } from '../subjects.ts';

/** Questions on their way at once, at most: more only fill pipes. */
const WIDEST_WINDOW = 4096;

export default {
  summary: 'Ask an implementation and judge its answers',
  describe(line) {
    line
      .argument(
        '[subject]',
        'a bundled subject, ./module.mjs, http://…/page, or a command after --; without it, all that are bundled',
      )
      .allowExcessArguments();
    addSelection(line);
    addStrictness(line);
    line
      .option('--expectations <file>', 'known failures of the subject (default: lossproof.yaml)')
      .option('--require <subject>', 'fail when this bundled subject cannot start; may be repeated', repeated)
      .option('--window <count>', 'questions on their way at once', String(WINDOW))
      .option('--patience <seconds>', 'how long an answer may take', '10')
      .option('--json', 'a report for machines on stdout')
      .option('--quiet', 'only failures and the last line');
  },
  async run(given, command) {
    const plan = await planOf(given, command);
    const interrupted = new AbortController();
    const stop = (): void => interrupted.abort();
    // The first signal ends the run in good order; a second one finds the usual handler, and ends the process.
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
      return await runAll(plan, interrupted.signal);
    } finally {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
    }
  },
} satisfies Command;

interface Plan {
  readonly subjects: readonly Subject[];
  readonly required: readonly string[];
  readonly options: ExamineOptions;
  /** How the options that judge more strictly are written, to repeat a failure. */
  readonly strictly: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Everything that can be wrong with the command line is said before anything starts. */
async function planOf(given: Given, command: readonly string[]): Promise<Plan> {
  const required = list(given, 'require') ?? [];
  const chosen = chooseSubjects(given, command);
  const known = knownSubjects();
  const unknown = required.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new Failure('usage', `--require: no subject "${unknown}"${nearest(unknown, [...known.keys()])}`);
  }
  const missing = required.filter((name) => !chosen.some((subject) => subject.name === name));
  const strictness = await strictnessOf(given);
  return {
    subjects: [...chosen, ...missing.flatMap((name) => known.get(name) ?? [])],
    required,
    options: {
      ...strictness,
      selection: await selectionOf(given),
      session: { window: count(given, 'window', 1, WIDEST_WINDOW), patience: patienceOf(given) },
      today: new Date().toISOString().slice(0, 10),
    },
    strictly: ['dialect', 'grade', 'level'].map((name) => written(given, name)).join(''),
    json: flag(given, 'json'),
    quiet: flag(given, 'quiet'),
  };
}

const defaults: Readonly<Record<string, string>> = { grade: 'lenient', level: 'must' };

function written(given: Given, name: string): string {
  const value = text(given, name);
  return value === undefined || value === defaults[name] ? '' : ` --${name} ${value}`;
}

/** @throws Failure when the subject is not known */
function chooseSubjects(given: Given, command: readonly string[]): readonly Subject[] {
  const [word, extra] = given.words;
  if (extra !== undefined) {
    const remedy = 'put a command after --, as in: lossproof run -- python3 my_adapter.py';
    throw new Failure('usage', `"${extra}" is one word too many; ${remedy}`);
  }
  const expectations = text(given, 'expectations');
  if (word !== undefined || command.length > 0) return [chooseSubject(word, command, expectations)];
  if (expectations !== undefined) throw new Failure('usage', '--expectations belongs to one subject; name it');
  return [...knownSubjects().values()].filter(({ bundled }) => bundled);
}

/** What has come of the subjects so far. */
interface Sofar {
  readonly ends: Exit[];
  readonly rows: Row[];
  readonly reports: object[];
  readonly notStarted: NotStarted[];
}

async function runAll(plan: Plan, signal: AbortSignal): Promise<Exit> {
  const sofar: Sofar = { ends: [], rows: [], reports: [], notStarted: [] };
  const waiting = plan.subjects.map(({ name }) => name);
  for (const subject of plan.subjects) {
    if (!signal.aborted && (await runOne(subject, plan, signal, sofar))) waiting.shift();
  }
  const { ends, rows: all, reports, notStarted } = sofar;
  if (signal.aborted) ends.push('incomplete');
  else if (all.every((row) => row.passed + row.failed + row.expected + row.unanswered === 0)) ends.push('nothingRan');
  const exit = gravest(ends);
  if (waiting.length > 0)
    process.stderr.write(`lossproof: interrupted before ${waiting.join(', ')} could be examined\n`);
  if (exit === 'nothingRan') process.stderr.write(`lossproof: nothing ran: ${whyNothing(all)}\n`);
  say(plan.json ? JSON.stringify(jsonReport(reports, notStarted, all, exits[exit]), null, 1) : closingLine(all));
  return exit;
}

/** @returns false when it was interrupted before the subject had said hello */
async function runOne(subject: Subject, plan: Plan, signal: AbortSignal, sofar: Sofar): Promise<boolean> {
  const { json, quiet } = plan;
  const progress = showProgress(subject.name, quiet || json);
  const session = { ...plan.options.session, signal };
  try {
    const examination = await examine(await findAdapter(subject.target), subject, {
      ...plan.options,
      session,
      progress: (done, failed) => progress.update(done, failed),
    });
    progress.end();
    const exit = exitOf(examination);
    sofar.ends.push(exit);
    sofar.rows.push(...rows(examination));
    const diagnoses = await diagnosesOf(examination);
    if (json) sofar.reports.push(subjectReport(examination, diagnoses, exits[exit]));
    else say(textReport(examination, { again: againOf(subject, plan), quiet, colours: wantsColours(), diagnoses }));
    return true;
  } catch (error) {
    progress.end();
    if (!(error instanceof CannotStart)) throw error;
    if (signal.aborted) return false;
    complain(subject, error);
    sofar.notStarted.push({ name: subject.name, why: error.message });
    // A bundled subject that cannot start here is no failure unless it is required.
    if (plan.subjects.length === 1 || plan.required.includes(subject.name)) sofar.ends.push('subjectAtFault');
    return true;
  }
}

/** What it takes to diagnose is loaded only where something failed. */
async function diagnosesOf(examination: Examination): Promise<readonly Diagnosis[]> {
  if (examination.evidence.failures.size === 0) return [];
  return (await import('../diagnose.ts')).diagnose(examination);
}

const whyNothing = (all: readonly Row[]): string =>
  all.length === 0
    ? 'no address is selected; "lossproof list vectors" shows those there are'
    : 'the subject offers none of what is selected; correct its hello, or select something else';

function complain({ name, needs, target }: Subject, { message }: CannotStart): void {
  const who = name === describe(target) ? '' : `${name} did not start: `;
  const remedy = needs === undefined ? '' : `\n  it needs ${needs}`;
  process.stderr.write(`lossproof: ${who}${message}${remedy}\n`);
}

/** How the subject is written on the command line, after the options. */
function againOf({ name, target }: Subject, { strictly }: Plan): string {
  if (knownSubjects().has(name)) return ` ${name}${strictly}`;
  return typeof target === 'string' ? ` ${describe([target])}${strictly}` : `${strictly} -- ${describe(target)}`;
}

const say = (line: string): void => {
  if (line !== '') process.stdout.write(`${line}\n`);
};

const wantsColours = (): boolean => process.stdout.isTTY === true && !process.env.NO_COLOR;
