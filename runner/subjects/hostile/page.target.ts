/** How the page adapter reaches a hostile subject: from a server of this process, which goes with it. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Target } from '../../channel.ts';

const server = createServer(({ url = '' }, response) => {
  const [, file = '', ending = ''] = /^\/([\w-]+\.(html|mjs))(\?|$)/.exec(url) ?? [];
  if (ending === '') return response.writeHead(404).end();
  response.setHeader('content-type', ending === 'html' ? 'text/html' : 'text/javascript');
  return response.end(readFileSync(new URL(file, import.meta.url)));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();

export const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

export default (kind: string, when?: string | number): Target =>
  `${address}/page.html?kind=${kind}${when === undefined ? '' : `&when=${when}`}`;
