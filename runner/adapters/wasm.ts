/** Runs a subject that is a WASM module, in a thread of its own, where our host module asks it. */
import type { Adapter } from '../channel.ts';
import { openThread } from './module/thread.ts';

export default {
  name: 'wasm',
  example: './my-subject.wasm',
  opens: (target) => typeof target === 'string' && target.endsWith('.wasm'),
  open: (target, listener) => openThread('./wasm/worker', import.meta.url, { file: String(target) }, listener),
} satisfies Adapter;
