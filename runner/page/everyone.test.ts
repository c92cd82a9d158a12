/** That everyone can use the page: on a phone and on a desk, by day and by night, without a mouse, by ear. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Opened, PATIENCE, paste, run, servedPage, WRONG } from './testing.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let served: Opened;
beforeAll(async () => {
  served = await servedPage();
});
afterAll(() => served.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What keeps someone from using the page as it stands there now. */
async function obstacles(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(`{ const module = undefined, exports = undefined, define = undefined; ${axe} }`);
  return page.evaluate('axe.run().then(({ violations }) => violations)');
}

const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ colorScheme, width })),
);

for (const { colorScheme, width } of looks) {
  test(`${colorScheme}, ${width} px wide: nothing is in the way of anyone before a run, after it, or of one vector`, async () => {
    const page = await served.open('', { colorScheme, viewport: { width, height: 740 } });
    expect(await obstacles(page)).toEqual([]);
    await page.click('#more summary');
    await paste(page, WRONG);
    await run(page);
    await page.check('#split');
    await page.click('#cases summary >> nth=0');
    await page.waitForSelector('.explanation');
    expect(await obstacles(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.click('.explanation a');
    await page.click('#ask');
    await page.waitForSelector('#one-answer :text("failed")');
    expect(await obstacles(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });
}

test('on a phone all of a row is to be seen, and Stop while the run goes on', async () => {
  const page = await served.open('', { viewport: { width: 360, height: 740 } });
  await page.click('#run');
  await page.waitForSelector('#table tbody tr >> nth=1');
  expect(await isInView(page, '#stop')).toBe(true);
  await page.evaluate('scrollTo(0, document.body.scrollHeight)');
  expect(await isInView(page, '#stop')).toBe(true);
  await page.waitForSelector('#download:enabled');
  await page.locator('[data-loss=sigmoid] th').scrollIntoViewIfNeeded();
  for (const column of ['passed', 'failed', 'skipped', 'grade', 'worst']) {
    expect(await isInView(page, `[data-loss=sigmoid] [data-column=${column}]`)).toBe(true);
  }
  await page.check('#split');
  for (const width of [320, 480, 710, 768, 780]) {
    await page.setViewportSize({ width, height: 740 });
    expect(await isTooWide(page), `${width} px`).toBe(false);
  }
});

const isInView = async (page: Page, selector: string): Promise<boolean> => {
  const box = await page.locator(selector).boundingBox();
  if (box === null) return false;
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
};

/** Goes on with one key until what has the focus fits. */
async function press(page: Page, key: string, until: string): Promise<void> {
  for (let times = 0; times < 60; times++) {
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(until)})`)) return;
    await page.keyboard.press(key);
  }
  expect.fail(`${key} does not lead to ${until}`);
}

test('by keyboard alone a module is pasted and asked, and a failure is opened', async () => {
  const page = await served.open();
  await press(page, 'Tab', '[name=subject]');
  await press(page, 'ArrowDown', '#subject-text');
  await press(page, 'Tab', '#text');
  await page.keyboard.insertText(WRONG);
  await press(page, 'Tab', '#run');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#download:enabled');
  await press(page, 'Tab', '#cases li:nth-child(2) summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#cases li:nth-child(2) .explanation');
  await press(page, 'Tab', '.explanation a');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#one-title:focus');
});

test('by ear the table is one at every width: what tells a screen reader of it says so', async () => {
  for (const width of [360, 1280]) {
    const page = await served.open('', { viewport: { width, height: 740 } });
    await page.click('#more summary');
    await page.selectOption('#loss', 'sigmoid');
    await run(page);
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const named = (role: string) =>
      nodes.filter((node) => node.role?.value === role && !node.ignored).map(({ name }) => name?.value);
    expect(named('columnheader')).toEqual(['loss', 'passed', 'failed', 'skipped', 'grade', 'worst']);
    expect(named('rowheader')).toEqual(['sigmoid', 'all']);
  }
});
