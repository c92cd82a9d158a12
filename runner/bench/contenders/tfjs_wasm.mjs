/** TensorFlow.js in WebAssembly with SIMD, on one thread. */

import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { tfjs } from '../shared/tfjs.mjs';

setThreadsCount(1);
await tf.setBackend('wasm');

export default { ...tfjs('wasm'), language: 'WebAssembly' };
