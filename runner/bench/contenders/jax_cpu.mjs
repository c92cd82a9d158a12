/** jax-js, interpreting in plain JavaScript. */
import { jax } from '../shared/jax.mjs';

export default { ...(await jax('cpu')), language: 'JavaScript' };
