/** Runs a subject that is an ECMAScript module, in a thread of its own: what it breaks there it breaks alone. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Adapter } from '../channel.ts';
import { openThread } from './module/thread.ts';

/** A file's path, and no address in the web. */
const MODULE = /^(?!https?:).*\.[cm]?[jt]s$/;

export default {
  name: 'module',
  example: './my-subject.mjs',
  opens: (target) => typeof target === 'string' && MODULE.test(split(target).file),
  open(target, listener) {
    const { file, query } = split(typeof target === 'string' ? target : target.join(' '));
    const url = pathToFileURL(resolve(file)).href + query;
    return openThread('./module/worker', import.meta.url, { file, url }, listener);
  },
} satisfies Adapter;

/** A file may be followed by a query, which the module finds in its `import.meta.url`: ./subject.mjs?device=gpu. */
function split(target: string): { file: string; query: string } {
  const [file = '', query] = target.split(/\?(.*)/s);
  return { file, query: query === undefined ? '' : `?${query}` };
}
