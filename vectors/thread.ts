/** Starts a thread on one of our own files: TypeScript in a checkout, compiled once installed. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

const SOURCE = /\.[mc]?ts$/;

/**
 * @param file without its ending, relative to the module that asks
 * @param from that module's `import.meta.url`
 * @param loads a further file that the thread will import: when it is TypeScript, the thread must read that too
 */
export function startThread(file: string, from: string, options: WorkerOptions = {}, loads = ''): Worker {
  const url = new URL(file + (SOURCE.test(from) ? '.ts' : '.js'), from);
  const readsTypeScript = SOURCE.test(url.pathname) || SOURCE.test(loads);
  return new Worker(url, { ...options, execArgv: readsTypeScript ? ['--import', typescriptLoader()] : [] });
}

/** What makes Node read TypeScript in a thread, which does not inherit it. Throws when tsx is not installed. */
function typescriptLoader(): string {
  const code = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register();`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
