/** Faults of a subject apart from its answers: which of them break the protocol, and what to do about each. */
import type { Fault, FaultKind } from '../session.ts';

interface Meaning {
  /** Dying and hanging break no rule: they are judged vector by vector. */
  readonly breach: boolean;
  readonly remedy: string;
}

const meanings: Readonly<Record<FaultKind, Meaning>> = {
  died: { breach: false, remedy: 'ask it one failed question alone, and read its stderr or its console' },
  silent: { breach: false, remedy: 'answer every request, or give it more time with --patience' },
  garbage: { breach: true, remedy: 'write replies to stdout, and nothing else' },
  'unknown id': { breach: true, remedy: 'give back the id of the request' },
  duplicate: { breach: true, remedy: 'reply once to each request' },
  late: { breach: true, remedy: 'answer sooner, or give it more time with --patience' },
  'partial line': { breach: true, remedy: 'end every reply with a line end, and flush it' },
  'too long': { breach: true, remedy: 'send the answer to one request, and nothing more' },
  'too much garbage': { breach: true, remedy: 'write replies to stdout, and nothing else' },
  'other hello': { breach: true, remedy: 'say the same hello each time it is started' },
};

export const isBreach = (kind: FaultKind): boolean => meanings[kind].breach;

/** A line with the first of its kind as the example, and a line with the remedy. */
export function faultLines({ kind, times, sentences }: Fault): string {
  const often = times > 1 ? `, ${times} times` : '';
  const { breach, remedy } = meanings[kind];
  return `fault: ${kind}${often}${breach ? ', against the protocol' : ''}: ${sentences[0] ?? ''}\n    remedy: ${remedy}`;
}
