/** jax-js, which compiles its kernels to WebAssembly. */
import { jax } from '../shared/jax.mjs';

export default { ...(await jax('wasm')), language: 'WebAssembly' };
