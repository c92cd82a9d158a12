/** Diagnoses as people read them, at the end of a report. */
import type picocolors from 'picocolors';
import type { Cause, Diagnosis } from '../diagnose.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** Other explanations that are named; of more, only how many there are. */
const NAMED = 3;

export const diagnosisLines = (one: Diagnosis, paint: Paint): string =>
  [paint.bold(headline(one)), ...one.causes.flatMap((cause) => causeLines(cause, paint)), ...pattern(one)].join('\n');

function headline({ loss, causes, alternatives, examined, explained, failed }: Diagnosis): string {
  const on = examined === failed ? `${explained} of ${failed}` : `${explained} of the first ${examined} of ${failed}`;
  if (causes.length === 0) return `${loss}: no known mistake explains its failures`;
  const others = alternatives.slice(0, NAMED).map((names) => names.join(' and '));
  const rest = alternatives.length - others.length;
  const or = [...others, ...(rest > 0 ? [`${rest} more`] : [])].map((words) => `, or ${words}`).join('');
  return `${loss} behaves like ${causes.map(({ name }) => name).join(' and ')}${or}, on ${on} failing vectors`;
}

function causeLines({ kind, name, says, seen, patch }: Cause, paint: Paint): string[] {
  const lines = patch === '' ? [] : patch.split('\n').map((line) => `    ${coloured(line, paint)}`);
  return [`  ${name}${kind === 'dialect' ? ' (a dialect)' : ''}: ${says}`, ...lines, `    seen in ${seen.join(', ')}`];
}

function coloured(line: string, paint: Paint): string {
  if (line.startsWith('-')) return paint.red(line);
  return line.startsWith('+') ? paint.green(line) : line;
}

function pattern({ causes, examined, explained, pattern: sentences }: Diagnosis): string[] {
  if (explained === examined) return [];
  const said = sentences.length > 0 ? sentences : ['nothing sets them apart from what passes'];
  const rest = causes.length > 0 ? [`no known mistake explains the other ${examined - explained}`] : [];
  return [...rest, ...said].map((one) => `  ${one}`);
}
