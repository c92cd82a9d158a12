/** A WASM module as a subject of the page: wasm.js?at=<its address, from here>. */
import { wasmSubject } from '../../adapters/wasm/subject.ts';

const here = new URL(import.meta.url);
const response = await fetch(new URL(here.searchParams.get('at') ?? '', here));
if (!response.ok) throw new Error(`the server has no ${response.url}`);

export default await wasmSubject(new Uint8Array(await response.arrayBuffer()));
