/** Ends processes together with whatever they started, at the latest when this process ends. */
import type { ChildProcess } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const living = new Set<ChildProcess>();

process.on('exit', killAll);

/** To be called on a child spawned with `detached`, which makes it the head of a group of its own. */
export function track(child: ChildProcess): void {
  if (living.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  living.add(child);
  child.once('close', () => {
    living.delete(child);
    if (living.size === 0) for (const signal of SIGNALS) process.off(signal, onSignal);
  });
}

/** Kills the child and all of its group. A group that is gone is fine. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    // Windows knows no groups; there the child alone is killed.
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: everyone has left already.
  }
}

function killAll(): void {
  for (const child of living) killGroup(child);
}

/** A group of its own does not hear what this process is told, and a hung subject would outlive it. */
function onSignal(signal: NodeJS.Signals): void {
  // Whoever else listens has plans: an interruption in good order, with a report.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
