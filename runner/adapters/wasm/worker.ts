/** Runs in a thread: makes a subject of the WASM module. */
import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { host } from '../module/host.ts';
import { wasmSubject } from './subject.ts';

host(await wasmSubject(new Uint8Array(await readFile(workerData.file))));
