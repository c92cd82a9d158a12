/** How the WebGPU adapter reaches a hostile subject: a folder named for its kind, whose kernel does on poison what it can. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoGpu } from '../../adapters/webgpu/testing.ts';
import webgpu, { openFolder } from '../../adapters/webgpu.ts';
import type { Adapter, Target } from '../../channel.ts';

const kernel = readFileSync(new URL('./nll-loss.wgsl', import.meta.url), 'utf8');

const root = mkdtempSync(join(tmpdir(), 'lossproof-hostile-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));

// It never meets its condition, and what it writes keeps a compiler from dropping it. One that is silent never ends, too.
const endless = 'loop { scratch[0]++; if question[0] == 99u { break; } }';

const hello = {
  protocol: 1,
  name: 'honest',
  version: '1',
  profiles: ['float64'],
  gradients: true,
  losses: { nll_loss: { dtypes: ['float64', 'int64'], parameters: ['reduction'], inputs: ['weight'] } },
};

/** What the kernel does after an honest answer. What is not here is done to it by webgpu-host.ts. */
const strikes: Readonly<Record<string, string>> = {
  hangs: endless,
  skips: endless,
  noise: 'answer[0] = 0xfeff8019u;',
  'wrong-length': 'answer[LOSS + 2u] = 2u;',
};

function target(kind: string): Target {
  const folder = join(root, kind);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'hello.json'), JSON.stringify({ ...hello, name: kind }));
  writeFileSync(join(folder, 'nll_loss.wgsl'), kernel.replace('// STRIKE', strikes[kind] ?? ''));
  return folder;
}

export default target;

export const missing = await whyNoGpu(target('honest'));

export const adapter: Adapter = {
  ...webgpu,
  open: (target, listener) => openFolder('./webgpu-host', import.meta.url, target, listener),
};
