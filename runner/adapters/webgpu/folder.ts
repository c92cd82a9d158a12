/** Reads a folder of WGSL: its hello, as far as the GPU can keep it, and the text of a loss. */
import type { Hello, LossSupport } from '../../protocol.ts';
import { FEATURE_OF } from './device.ts';
import { claims, roundsToNearest } from './rounding.ts';
import { enabled, type File, imports, join, type Source } from './source.ts';

/** The text of a file of the folder; undefined where there is no such file. */
export type ReadFile = (name: string) => Promise<string | undefined>;

/**
 * @param through what the GPU is reached by, where that is no browser
 * @throws Error with a sentence when there is no hello.json, or one that is no JSON, or a loss of it has no kernel
 */
export async function readHello(device: GPUDevice, read: ReadFile, through?: string): Promise<Hello> {
  const text = await read('hello.json');
  if (text === undefined) throw new Error('has no hello.json, which says what it offers');
  const hello = parse(text);
  const losses: Record<string, LossSupport> = {};
  for (const [loss, support] of Object.entries(hello.losses ?? {})) {
    losses[loss] = support;
    if ((await read(`${loss}.wgsl`)) === undefined) throw new Error(`has no ${loss}.wgsl, which hello.json offers`);
    // What is no hello is told by who reads it.
    if (!Array.isArray(support?.dtypes)) continue;
    const offered = await Promise.all(support.dtypes.map((dtype) => canCompute(device, read, dtype)));
    losses[loss] = { ...support, dtypes: support.dtypes.filter((_, index) => offered[index]) };
  }
  const profiles = await claims(hello.profiles, () => roundsToNearest(device));
  return { language: 'WGSL', device: nameOf(device, through), ...hello, profiles, losses };
}

/** @returns what is compiled for a loss in one dtype: the dtype's own file, if there is one, what is imported, the loss's */
export async function readSource(read: ReadFile, loss: string, dtype: string): Promise<Source> {
  const gathering = { files: [], seen: new Set<string>() };
  const own = `${dtype}.wgsl`;
  if ((await read(own)) !== undefined) await gather(own, 'the dtype', read, gathering);
  await gather(`${loss}.wgsl`, 'hello.json', read, gathering);
  return join(gathering.files);
}

interface Gathering {
  readonly files: File[];
  readonly seen: Set<string>;
}

/** Adds a file behind all that it imports, each once. */
async function gather(name: string, importer: string, read: ReadFile, gathering: Gathering): Promise<void> {
  if (gathering.seen.has(name)) return;
  gathering.seen.add(name);
  const text = await read(name);
  if (text === undefined) throw new Error(`there is no ${name}, which ${importer} asks for`);
  for (const other of imports(text)) await gather(other, name, read, gathering);
  gathering.files.push({ name, text });
}

function parse(text: string): Hello {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`has a hello.json that is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** A dtype is offered where the GPU has what the dtype's own file enables. */
async function canCompute(device: GPUDevice, read: ReadFile, dtype: string): Promise<boolean> {
  const names = enabled((await read(`${dtype}.wgsl`)) ?? '');
  return names.every((name) => device.features.has(FEATURE_OF[name] ?? name));
}

function nameOf({ adapterInfo }: GPUDevice, through: string | undefined): string {
  const { description, device, architecture, vendor } = adapterInfo;
  const gpu = description || device || [vendor, architecture].filter(Boolean).join(' ') || 'GPU';
  return through === undefined ? gpu : `${gpu}, ${through}`;
}
