/** A mistaken subject on stdin and stdout: node --import tsx stdio.ts <loss> <profile> [mistake…]. */
import { createInterface } from 'node:readline';
import type { Request } from '../../protocol.ts';
import { MistakenSubject } from './subject.ts';

const [loss = '', profile = 'float32', ...mistakes] = process.argv.slice(2);
const subject = new MistakenSubject(loss, mistakes, profile);

for await (const line of createInterface({ input: process.stdin })) {
  const request: Request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...reply(request) })}\n`);
}

function reply(request: Request): object {
  if (request.ask === 'hello') return { hello: subject.hello() };
  return request.ask === 'run' ? subject.run(request) : { bye: true };
}
