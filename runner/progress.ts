/** Progress on a terminal; nothing at all in a pipe. */

export interface Progress {
  readonly update: (done: number, failed: number, total?: number) => void;
  readonly end: () => void;
}

const REDRAW_MS = 100;

export function showProgress(subject: string, silent: boolean): Progress {
  if (silent || process.stderr.isTTY !== true) return { update: () => {}, end: () => {} };
  let drawn = 0;
  return {
    update(done, failed, total) {
      const now = performance.now();
      if (now - drawn < REDRAW_MS) return;
      drawn = now;
      process.stderr.write(
        `\r\u001b[K${subject}: ${done}${total === undefined ? '' : ` of ${total}`}${failed > 0 ? `, ${failed} failed` : ''}`,
      );
    },
    end() {
      if (drawn > 0) process.stderr.write('\r\u001b[K');
    },
  };
}
