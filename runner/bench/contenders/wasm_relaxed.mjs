/** This project's WASM subject, compiled for engines with relaxed SIMD; Node 20 has it behind a flag. */
import { setFlagsFromString } from 'node:v8';
import { wasm } from '../shared/wasm.mjs';

setFlagsFromString('--experimental-wasm-relaxed-simd');

export default { ...(await wasm('kernels.relaxed.wasm')), name: 'lossproof WASM, relaxed SIMD' };
