/** The process that holds the browser: opens the page, hands requests to the guest in it, writes what that replies. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import type { Farewell } from '../process/hosted.ts';
import { NoBrowser, openBrowser } from './browser.ts';

/** Such an address is a module's, and not a page's. */
const MODULE = /\.m?js$/;

/** Milliseconds in which it shows whether more has ended than the page. */
const AFTERMATH = 200;

const address = new URL(process.argv[2] ?? '');
let ready: Page | undefined;
let waiting: string[] = [];
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (waiting.push(line) === 1) setImmediate(hand);
  })
  .on('close', () => leave());

try {
  const page = await openPage(await openBrowser());
  const lacking = await page.evaluate<Farewell['end'] | undefined>(
    `lossproofStart(${MODULE.test(address.pathname) ? JSON.stringify(address.href) : ''})`,
  );
  if (lacking) leave(lacking);
  ready = page;
  hand();
} catch (error) {
  if (error instanceof NoBrowser) leave({ how: error.message, remedy: error.remedy });
  else
    leave({ how: `could not be opened: ${firstLine(error)}`, remedy: 'check the address, and that its server runs' });
}

async function openPage(browser: Browser): Promise<Page> {
  // It is not the subject that is at fault then, and another browser would be killed as well.
  browser.on('disconnected', () => leave({ how: 'lost its browser, which was ended', final: true }));
  const page = await browser.newPage();
  page.on('crash', () => leave({ how: 'crashed its page' }));
  // Pages close first where a browser ends.
  page.on('close', () => setTimeout(leave, AFTERMATH, { how: 'closed its page' }));
  page.on('console', (message) => process.stderr.write(`${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
  await page.exposeFunction('lossproofPost', (text: string) => process.stdout.write(`${text}\n`));
  await page.addInitScript({ content: await guest() });
  await visit(page);
  page.on('domcontentloaded', () => leave({ how: 'left its page for another, or loaded it again' }));
  return page;
}

/** A module is imported by an empty page of its own origin, so that its server need not allow anyone else's. */
async function visit(page: Page): Promise<void> {
  // Browsers ask for it by themselves, and complain of a server that has none.
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  const isModule = MODULE.test(address.pathname);
  const home = isModule ? new URL('/', address).href : address.href;
  if (isModule) await page.route(home, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  const response = await page.goto(home);
  if (response !== null && response.status() >= 400) throw new Error(`its server answers ${response.status()}`);
}

/** Compiled, the guest is bundled already; sources are bundled now. */
async function guest(): Promise<string> {
  if (!import.meta.url.endsWith('.ts')) return readFile(new URL('../../page/guest.js', import.meta.url), 'utf8');
  const { bundleGuest }: { bundleGuest: () => Promise<string> } = await import(
    new URL('../../page/bundle.mjs', import.meta.url).href
  );
  return bundleGuest();
}

/** Hands over what has come in the same turn. */
function hand(): void {
  if (ready === undefined || waiting.length === 0) return;
  const requests = waiting.join(',');
  waiting = [];
  // What happens to a page that cannot take them, its own events tell.
  ready.evaluate(`lossproofAsk([${requests}])`).catch(() => {});
}

/** What follows is a log of Playwright's. */
function firstLine(error: unknown): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  return line.replace(/^page\.\w+: | at http\S+$/g, '');
}

/** At once, and with it the browser, which is ended where this process ends. */
function leave(end?: Farewell['end']): void {
  const farewell = end === undefined ? '' : `${JSON.stringify({ end } satisfies Farewell)}\n`;
  process.stdout.write(farewell, () => process.exit(end === undefined ? 0 : 1));
}
