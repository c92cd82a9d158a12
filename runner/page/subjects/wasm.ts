/** A WASM module as a subject of the page: wasm.js?at=<its address, from here>. */
import { wasmSubject } from '../../adapters/wasm/subject.ts';

const here = new URL(import.meta.url);
const file = new URL(here.searchParams.get('at') ?? '', here);

/** As in Node, a build beside the module is preferred where the engine knows relaxed SIMD. */
const builds = await Promise.all([file.href.replace(/\.wasm$/, '.relaxed.wasm'), file.href].map(bytesOf));

async function bytesOf(address: string): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const response = await fetch(address);
  return response.ok ? [new Uint8Array(await response.arrayBuffer())] : [];
}

export default await wasmSubject(...builds.flat());
