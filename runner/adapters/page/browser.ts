/** Opens a Chromium that shows no window, by the package playwright-core, which whoever wants it installs. */
import { existsSync } from 'node:fs';
import type { Browser, BrowserType } from 'playwright-core';
import { findPeer } from '../../peer.ts';

/** Why no page can be opened here, and what helps. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
  readonly remedy: string;

  constructor(how: string, remedy: string) {
    super(`could not be opened: ${how}`);
    this.remedy = remedy;
  }
}

/** Where systems put it. One that Playwright itself has downloaded comes first. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chromium on Linux keeps WebGPU to itself without the first; as root it does not start without the second. */
const ARGUMENTS = ['--enable-unsafe-webgpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** @throws NoBrowser */
export async function openBrowser(): Promise<Browser> {
  const chromium = await load();
  const named = process.env.LOSSPROOF_BROWSER;
  const own = (named === undefined ? [chromium.executablePath(), ...PLACES] : [named]).find(existsSync);
  if (own === undefined) {
    const remedy = 'install one (on Debian: apt install chromium), or set LOSSPROOF_BROWSER to the path of one';
    throw new NoBrowser(`there is no Chromium${named === undefined ? '' : ` at ${named}`}`, remedy);
  }
  try {
    return await chromium.launch({ executablePath: own, args: ARGUMENTS });
  } catch (error) {
    const [said = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw new NoBrowser(`${own} does not start: ${said}`, 'set LOSSPROOF_BROWSER to the path of a Chromium that does');
  }
}

async function load(): Promise<BrowserType> {
  const peer = findPeer('playwright-core');
  if (peer === undefined) {
    throw new NoBrowser('the package playwright-core is not installed', 'npm install playwright-core');
  }
  const { default: playwright }: { readonly default: typeof import('playwright-core') } = await import(peer.url);
  return playwright.chromium;
}
