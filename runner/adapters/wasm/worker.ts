/** Runs in a thread: makes a subject of the WASM module. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { workerData } from 'node:worker_threads';
import { host } from '../module/host.ts';
import { wasmSubject } from './subject.ts';

/** A build beside the module is preferred where the engine knows relaxed SIMD. */
const file: string = workerData.file;
const relaxed = file.replace(/\.wasm$/, '.relaxed.wasm');
const builds = [relaxed, file].filter(existsSync);

// Node 20 knows it and has it switched off. Later ones have no such flag.
if (builds.includes(relaxed) && process.versions.v8.startsWith('11.3.')) {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
}

host(await wasmSubject(...(await Promise.all(builds.map(async (build) => new Uint8Array(await readFile(build)))))));
