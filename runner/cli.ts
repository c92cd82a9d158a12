/** Where the program starts; main.ts says what it does. */
import { main } from './main.ts';

// Whoever reads the report may stop reading (head, a pager that was left): the verdict stands nevertheless.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
