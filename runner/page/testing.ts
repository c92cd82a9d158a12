/** For tests: the page as it is now, served, and a browser to open it in. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser } from '../adapters/page/browser.ts';
import { serveFiles } from '../static-server.ts';

/** Long enough for two busy processors. */
export const PATIENCE = 120_000;

export interface Opened {
  readonly url: string;
  /** Opens the page anew, in a profile of its own. @param hash what stands behind its address */
  open(hash?: string, look?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function servedPage(): Promise<Opened> {
  const { compile }: { compile: () => Promise<string> } = await import(
    new URL('../subjects/wasm/compile.mjs', import.meta.url).href
  );
  expect(await compile()).toBe('');
  const { bundlePage }: { bundlePage: (folder: string) => Promise<void> } = await import(
    new URL('bundle.mjs', import.meta.url).href
  );
  const folder = mkdtempSync(join(tmpdir(), 'lossproof-page-'));
  await bundlePage(join(folder, 'runner/page'));
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const server = await serveFiles([folder, root], '/runner/page/', { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await openBrowser();
  return {
    url,
    async open(hash = '', look = {}) {
      const page = await browser.newPage(look);
      page.setDefaultTimeout(PATIENCE);
      page.on('pageerror', (error) => expect.fail(`the page threw ${error.stack}`));
      await page.goto(`${url}runner/page/${hash}`);
      await page.waitForSelector('#bundled input');
      return page;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Pastes a module and chooses it. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.check('#subject-text');
  await page.fill('#text', text);
}

/** Presses Run and waits until all was asked. */
export async function run(page: Page): Promise<void> {
  await page.click('#run');
  await page.waitForSelector('#download:enabled');
}

/** The hello and run of a subject that offers nll_loss in float64, for modules to be pasted. */
export const NLL_LOSS = readFileSync(new URL('../subjects/hostile/nll-loss.mjs', import.meta.url), 'utf8');

/** Nearly all that it is asked it gets wrong. */
export const WRONG = `${NLL_LOSS.replace('(-weights[y]', '(-2 * weights[y]')}\nexport default { hello: () => hello, run };`;
