/** Runs in a worker of the page: puts the suite to the subject that the page starts, judges, explains. */
import picocolors from 'picocolors';
import { type Examination, examine } from '../examine.ts';
import { exits, Failure } from '../failure.ts';
import { locate } from '../locate.ts';
import { diagnosisLines } from '../reports/diagnoses.ts';
import { explainLaw, explainVector } from '../reports/explanation.ts';
import { faultLines } from '../reports/faults.ts';
import { jsonReport, subjectReport } from '../reports/json.ts';
import { exitOf, rows } from '../reports/tally.ts';
import { CannotStart } from '../session.ts';
import type { Verdict } from '../verdict.ts';
import { forget, line } from './line.ts';
import type { News, Options, Order, Result } from './messages.ts';

/** Milliseconds for which verdicts are gathered. */
const BEAT = 100;

let running = new AbortController();

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.ask === 'examine') void run(data.name, data.options);
  if (data.ask === 'stop') running.abort();
  if (data.ask === 'explain') explain(data.address);
  if (data.ask === 'forget') forget(data.life);
});

const tell = (news: News): void => postMessage(news);

async function run(name: string, { patience, ...options }: Options): Promise<void> {
  running = new AbortController();
  let gathered: Verdict[] = [];
  let beat: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(beat);
    beat = undefined;
    if (gathered.length > 0) tell({ tell: 'verdicts', verdicts: gathered });
    gathered = [];
  };
  const progress = (_done: number, _failed: number, verdict: Verdict): void => {
    gathered.push(verdict);
    beat ??= setTimeout(flush, BEAT);
  };
  const session = { patience, signal: running.signal, stderr: () => {} };
  const today = new Date().toISOString().slice(0, 10);
  try {
    const subject = { target: name, expect: [] };
    const examination = await examine(line, subject, { ...options, session, today, progress });
    flush();
    tell({ tell: 'result', result: await resultOf(examination) });
  } catch (error) {
    tell({ tell: 'result', result: withoutExamination(name, error) });
  }
}

async function resultOf(examination: Examination): Promise<Result> {
  const { hello, faults, incomplete, evidence } = examination;
  const diagnoses = evidence.failures.size > 0 ? (await import('../diagnose.ts')).diagnose(examination) : [];
  const exit = exitOf(examination);
  const plain = picocolors.createColors(false);
  return {
    exit,
    report: jsonReport([subjectReport(examination, diagnoses, exits[exit])], [], rows(examination), exits[exit]),
    who: [`${hello.name} ${hello.version}`, hello.language, hello.device, hello.dialect].filter(Boolean).join(', '),
    remarks: [
      ...(incomplete === undefined ? [] : [`incomplete: ${incomplete}`]),
      ...diagnoses.map((one) => diagnosisLines(one, plain)),
      ...faults.map(faultLines),
    ],
  };
}

function withoutExamination(name: string, error: unknown): Result {
  const why = error instanceof Error ? error.message : String(error);
  const exit = running.signal.aborted ? 'incomplete' : error instanceof CannotStart ? 'subjectAtFault' : 'suiteAtFault';
  return { exit, report: jsonReport([], [{ name, why }], [], exits[exit]), remarks: [why] };
}

function explain(address: string): void {
  tell({ tell: 'explanation', address, text: explanationOf(address) });
}

function explanationOf(address: string): string {
  try {
    const located = locate(address);
    return located.kind === 'law' ? explainLaw(located.one) : explainVector(located.one);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
