/** How the module adapter reaches a hostile subject. */
import { fileURLToPath } from 'node:url';
import type { Target } from '../../channel.ts';

const module = fileURLToPath(new URL('./module.mjs', import.meta.url));

export default (kind: string, when?: string | number): Target =>
  `${module}?kind=${kind}${when === undefined ? '' : `&when=${when}`}`;
