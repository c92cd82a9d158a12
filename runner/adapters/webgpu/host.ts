/** The process that holds the GPU. */
import { startDawn } from './dawn.ts';
import { serve } from './serve.ts';

const [folder = ''] = process.argv.slice(2);

await serve(folder, startDawn);
