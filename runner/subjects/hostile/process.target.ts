/** How the process adapter reaches a hostile subject. */
import { fileURLToPath } from 'node:url';
import type { Target } from '../../channel.ts';

const script = fileURLToPath(new URL('./stdio.mjs', import.meta.url));

export default (kind: string, when?: string | number): Target =>
  [process.execPath, script, kind, when].filter((word) => word !== undefined).map(String);
