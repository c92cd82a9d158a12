/** ONNX Runtime compiled to WebAssembly with SIMD, on one thread. */
import * as runtime from 'onnxruntime-web/wasm';
import { onnxRuntime } from '../shared/onnx.mjs';

runtime.env.wasm.numThreads = 1;
const options = { executionProviders: ['wasm'] };

export default {
  ...onnxRuntime('onnxruntime-web', runtime, options, false),
  name: 'onnxruntime-web',
  language: 'WebAssembly',
};
