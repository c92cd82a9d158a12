/** ONNX Runtime's native build for Node, on one thread. */
import * as runtime from 'onnxruntime-node';
import { onnxRuntime } from '../shared/onnx.mjs';

const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 };

export default {
  ...onnxRuntime('onnxruntime-node', runtime, options, true),
  name: 'onnxruntime-node',
  language: 'native',
};
