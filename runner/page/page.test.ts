/** The page in a browser: says what the command line says, to the number. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lossproof } from '../testing.ts';
import { type Opened, PATIENCE, run, servedPage } from './testing.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let served: Opened;
beforeAll(async () => {
  served = await servedPage();
});
afterAll(() => served.close());

/** What the page hands over as a file. */
async function downloaded(page: Page): Promise<Report> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  return JSON.parse(readFileSync(await file.path(), 'utf8'));
}

interface Report {
  readonly subjects: readonly {
    readonly subject: { readonly device?: string };
    readonly milliseconds: number;
    readonly verdicts: readonly Counted<{ readonly address: string }>[];
    readonly losses: readonly Counted<{ readonly loss: string; readonly dtype: string; readonly worstAt: string }>[];
  }[];
}

type Counted<One> = One & { readonly worst: unknown };

/**
 * Two runs of the same differ in time, in the order in which answers come, and in what a GPU is called. How near to its end an allowed answer lies
 * depends on the last bit of the engine's logarithm, which is another in Chromium 156 than in Node 20.
 */
const settled = ({ subjects, ...rest }: Report): object => ({
  ...rest,
  subjects: subjects.map(({ subject: { device, ...subject }, milliseconds, verdicts, losses, ...one }) => ({
    ...one,
    subject,
    verdicts: new Map(verdicts.map(({ worst, ...verdict }) => [verdict.address, verdict])),
    losses: new Map(losses.map(({ worst, worstAt, ...row }) => [`${row.loss} ${row.dtype}`, row])),
  })),
});

test.each(['reference', 'wasm', 'webgpu'])(
  '%s is judged in a browser as it is on the command line, verdict by verdict',
  async (name) => {
    const page = await served.open();
    await page.check(`#subject-${name}`);
    await run(page);
    expect(await page.textContent('#status')).toContain('conforms');
    const { stdout } = await lossproof('run', name, '--json');
    expect(settled(await downloaded(page))).toEqual(settled(JSON.parse(stdout)));
  },
);

test('a GPU that is lost in the middle of a run is a fault, is looked for again, and spoils no answer', async () => {
  const page = await served.open();
  await page.check('#subject-webgpu');
  await page.click('#more summary');
  await page.selectOption('#loss', 'cross_entropy');
  await page.click('#run');
  await page.waitForSelector('#counts:text-matches("^[1-9]")');
  await endGpuProcess(page);
  await page.waitForSelector('#download:enabled');
  expect(await page.textContent('#counts')).toMatch(/^[1-9]\d* passed, 0 failed/);
  expect(await page.textContent('#status')).toContain('does not conform');
  expect(await page.textContent('#remarks')).toMatch(/^fault: died: it threw Error: lost its GPU: .*remedy: /s);
});

async function endGpuProcess(page: Page): Promise<void> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {};
  const gpu = processInfo.find(({ type }) => type === 'GPU');
  process.kill(gpu?.id ?? Number.NaN, 'SIGKILL');
}
