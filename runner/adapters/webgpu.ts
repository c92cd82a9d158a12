/** Runs kernels in WGSL, a folder of them, on whatever GPU Dawn finds. In a process of its own, for drivers may crash. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Adapter, describe, unstarted } from '../channel.ts';
import { openHosted } from './process/hosted.ts';

const SCHEME = /^webgpu:/;

export default {
  name: 'webgpu',
  example: 'webgpu:./my-kernels',
  opens: (target) => typeof target === 'string' && (SCHEME.test(target) || holdsKernels(target)),
  open(target, listener) {
    const folder = resolve(describe(target).replace(SCHEME, ''));
    const lacking = lacks(folder);
    if (lacking === undefined) return openHosted('./webgpu/host', import.meta.url, [folder], listener);
    const remedy = 'give the path of a folder of *.wgsl with a hello.json';
    return unstarted({ how: `could not be loaded: ${lacking}`, remedy }, listener);
  },
} satisfies Adapter;

function holdsKernels(path: string): boolean {
  return existsSync(join(path, 'hello.json')) && readdirSync(path).some((file) => file.endsWith('.wgsl'));
}

function lacks(folder: string): string | undefined {
  if (!existsSync(folder)) return 'there is no such folder';
  return existsSync(join(folder, 'hello.json')) ? undefined : 'it has no hello.json';
}
