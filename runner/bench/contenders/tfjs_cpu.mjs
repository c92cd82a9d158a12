/** TensorFlow.js in plain JavaScript. */
import * as tf from '@tensorflow/tfjs';
import { tfjs } from '../shared/tfjs.mjs';

await tf.setBackend('cpu');

export default { ...tfjs('cpu'), language: 'JavaScript' };
