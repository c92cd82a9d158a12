/** This project's WASM subject, compiled for every engine with SIMD. */
import { wasm } from '../shared/wasm.mjs';

export default { ...(await wasm('kernels.wasm')), name: 'lossproof WASM' };
