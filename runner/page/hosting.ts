/** Starts subjects, each in a worker of its own; those of visitors in a frame that is denied the page's origin. */
import type { Source } from './messages.ts';

/** @returns what ends the subject at once */
export type Start = (source: Source, port: MessagePort) => () => void;

const worker = new URL('worker.js', import.meta.url);

export const startOwn: Start = (source, port) => {
  const own = new Worker(worker, { type: 'module' });
  own.postMessage(source, [port]);
  // What it throws ends it, and the results tell so.
  own.addEventListener('error', (event) => event.preventDefault());
  return () => own.terminate();
};

/** A worker belongs to the document that made it, and goes with it. */
export const startForeign: Start = (source, port) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'The module at work';
  frame.src = new URL('sandbox.html', import.meta.url).href;
  frame.addEventListener('load', async () => {
    const host = await (await fetch(worker)).text();
    frame.contentWindow?.postMessage({ host, source }, '*', [port]);
  });
  document.body.append(frame);
  return () => frame.remove();
};
