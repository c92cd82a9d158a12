/** Talks JSON lines to a child process, a message a line on its stdin and stdout: any language can be on the other end. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type Adapter, type Channel, type End, type Listener, MESSAGE_LIMIT, unstarted } from '../channel.ts';
import { killGroup, track } from './process/group.ts';
import { Lines } from './process/lines.ts';

/** Milliseconds a subject has to go by itself once its stdin has ended. */
const FAREWELL = 1000;

/** Milliseconds after its exit in which what it wrote is still read, should someone hold its pipes open. */
const AFTERMATH = 500;

export default {
  name: 'process',
  example: '-- python my_subject.py',
  opens: (target) => typeof target !== 'string' && target.length > 0,
  open(target, listener) {
    const [command = '', ...words] = typeof target === 'string' ? [target] : target;
    try {
      return converse(
        spawn(command, words, { detached: process.platform !== 'win32', windowsHide: true }),
        command,
        listener,
      );
    } catch (error) {
      return unstarted(whyNotStarted(error, command), listener);
    }
  },
} satisfies Adapter;

function converse(child: ChildProcessWithoutNullStreams, command: string, listener: Listener): Channel {
  let end: End | undefined;
  let left = false;
  const lines = new Lines({ ...listener, tooLong }, MESSAGE_LIMIT);
  track(child);

  child.stdout.on('data', (chunk: Buffer) => lines.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => listener.stderr(chunk));
  // A dead child is noticed where it ends, not where it is written to.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on('error', () => {});
  child.on('error', (error) => {
    end ??= whyNotStarted(error, command);
  });
  child.on('exit', (code, signal) => {
    end ??= { how: signal === null ? `exited with code ${code}` : `was killed by ${signal}` };
    killGroup(child);
    setTimeout(dropPipes, AFTERMATH).unref();
  });
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => {
      left = true;
      listener.end({ ...(end ?? { how: 'ended' }), partial: lines.partial });
      resolve();
    });
  });

  function dropPipes(): void {
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
  }

  function tooLong(): void {
    child.stdout.destroy();
    killGroup(child);
    listener.tooLong();
  }

  return {
    send(message) {
      if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    kill() {
      killGroup(child);
    },
    async close() {
      if (left) return;
      child.stdin.end();
      const force = setTimeout(() => killGroup(child), FAREWELL);
      await closed;
      clearTimeout(force);
    },
  };
}

function whyNotStarted(error: unknown, command: string): End {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const how = `could not be started: ${error instanceof Error ? error.message : String(error)}`;
  if (code === 'ENOENT') {
    return {
      how: `could not be started: there is no command ${command}`,
      remedy: 'check its spelling, or give its path',
    };
  }
  if (code === 'EACCES') {
    const remedy = 'make it executable, or put its interpreter before it';
    return { how: `could not be started: ${command} is not executable`, remedy };
  }
  return { how, remedy: 'check the command' };
}
