/** Runs kernels in WGSL, a folder of them, on whatever GPU Dawn finds. In a process of its own, for drivers may crash. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Adapter, type Channel, describe, type Listener, type Target, unstarted } from '../channel.ts';
import { openHosted } from './process/hosted.ts';

const SCHEME = /^webgpu:/;

export default {
  name: 'webgpu',
  example: 'webgpu:./my-kernels',
  opens: (target) => typeof target === 'string' && (SCHEME.test(target) || holdsKernels(target)),
  open: (target, listener) => openFolder('./webgpu/host', import.meta.url, target, listener),
} satisfies Adapter;

/**
 * @param host the script that holds the GPU, without its ending, relative to the module that asks
 * @param from that module's `import.meta.url`
 */
export function openFolder(host: string, from: string, target: Target, listener: Listener): Channel {
  const folder = resolve(describe(target).replace(SCHEME, ''));
  const lacking = lacks(folder);
  if (lacking === undefined) return openHosted(host, from, [folder], listener);
  const remedy = 'give the path of a folder of *.wgsl with a hello.json';
  return unstarted({ how: `could not be loaded: ${lacking}`, remedy }, listener);
}

function holdsKernels(path: string): boolean {
  return existsSync(join(path, 'hello.json')) && readdirSync(path).some((file) => file.endsWith('.wgsl'));
}

function lacks(folder: string): string | undefined {
  if (!existsSync(folder)) return 'there is no such folder';
  return existsSync(join(folder, 'hello.json')) ? undefined : 'it has no hello.json';
}
