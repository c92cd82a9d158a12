/** Assembles the honest WASM module, with changes. */
import { readFileSync } from 'node:fs';
import binaryen from 'assemblyscript/binaryen';

const text = readFileSync(new URL('./nll-loss.wat', import.meta.url), 'utf8');

/** What is exchanged in the text, and for what. */
export type Change = readonly [old: string, now: string];

export function assemble(...changes: readonly Change[]): Uint8Array<ArrayBuffer> {
  let changed = text;
  for (const [old, now] of changes) {
    if (!changed.includes(old)) throw new Error(`nll-loss.wat does not hold ${old}`);
    changed = changed.replace(old, () => now);
  }
  const module = binaryen.parseText(changed);
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}
