/** For tests: the command line as a function, with what it prints and the code it ends with. */
import { vi } from 'vitest';
import { main } from './main.ts';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout. */
  readonly last: string;
}

/** Runs `lossproof ...argv` in this process. One call at a time: it listens to the process's own streams. */
export async function lossproof(...argv: readonly string[]): Promise<Ran> {
  const out = listen(process.stdout);
  const err = listen(process.stderr);
  try {
    const exit = await main(argv);
    const stdout = out.heard();
    return { exit, stdout, stderr: err.heard(), last: stdout.trimEnd().split('\n').at(-1) ?? '' };
  } finally {
    out.stop();
    err.stop();
  }
}

function listen(stream: NodeJS.WriteStream): { heard: () => string; stop: () => void } {
  const chunks: string[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  });
  return { heard: () => chunks.join(''), stop: () => spy.mockRestore() };
}

/** Whether text holds what only a programmer wants to see. */
export const showsStackTrace = (text: string): boolean => /^ {4}at /m.test(text);
