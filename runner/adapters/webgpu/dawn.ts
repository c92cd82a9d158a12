/** WebGPU in Node: Dawn, from the package webgpu, which whoever wants it installs. */
import { existsSync, readdirSync } from 'node:fs';
import { findPeer } from '../../peer.ts';
import { openDevice } from './device.ts';

export interface Dawn {
  readonly device: GPUDevice;
  /** The package and its version, for who reads what computed. */
  readonly name: string;
}

/** Why there is no GPU here, and what helps. */
export class NoGpu extends Error {
  override readonly name = 'NoGpu';
  readonly remedy: string;

  constructor(how: string, remedy: string) {
    super(how);
    this.remedy = remedy;
  }
}

/** The driver in software that Debian's and Google's browsers bring along; no system finds it there by itself. */
const SOFTWARE = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** Where Vulkan finds drivers by itself. */
const DRIVERS = ['/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/share/vulkan/icd.d'];

const DRIVER = 'install a Vulkan driver; for one in software, on Debian: apt install libvulkan1 chromium';

/** @throws NoGpu */
export async function startDawn(): Promise<Dawn> {
  const { create, globals, version } = await load();
  Object.assign(globalThis, globals, { setImmediate: soon });
  const name = `Dawn (webgpu ${version})`;
  let failure: unknown;
  for (const prepare of drivers()) {
    if (!prepare()) continue;
    try {
      return { name, device: await openDevice(create([])) };
    } catch (error) {
      failure = error;
    }
  }
  const said = failure instanceof Error ? failure.message : 'finds no driver';
  throw new NoGpu(`could not be started: Dawn ${said}`, DRIVER);
}

/** By setImmediate Dawn looks again and again whether work is done, on a core that a driver in software needs for it. */
const soon = (look: () => void): NodeJS.Timeout => setTimeout(look, 1);

/** What to do before each try: nothing where a driver may be found, or somebody has named one; then name ours. */
function drivers(): readonly (() => boolean)[] {
  const asItIs = (): boolean => true;
  if (process.env.VK_ICD_FILENAMES || process.env.VK_DRIVER_FILES) return [asItIs];
  return process.platform === 'linux' && !DRIVERS.some(isInhabited) ? [nameSoftware] : [asItIs, nameSoftware];
}

/** Names the driver in software to Vulkan. @returns whether there is one */
function nameSoftware(): boolean {
  const driver = SOFTWARE.find(existsSync);
  if (driver !== undefined) process.env.VK_ICD_FILENAMES = driver;
  return driver !== undefined;
}

const isInhabited = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

type Package = typeof import('webgpu') & { readonly version: string };

async function load(): Promise<Package> {
  const peer = findPeer('webgpu');
  if (peer === undefined) {
    throw new NoGpu('could not be started: the package webgpu, which is Dawn, is not installed', 'npm install webgpu');
  }
  try {
    return { ...(await import(peer.url)), version: peer.version };
  } catch (error) {
    const said = error instanceof Error ? error.message : error;
    throw new NoGpu(`could not be started: the package webgpu does not load: ${said}`, 'npm install webgpu anew');
  }
}
