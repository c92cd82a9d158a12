/** What a visitor brings to the page, what opens there, and that everyone can use it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Opened, PATIENCE, run, servedPage } from './testing.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let served: Opened;
beforeAll(async () => {
  served = await servedPage();
});
afterAll(() => served.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const nllLoss = readFileSync(new URL('../subjects/hostile/nll-loss.mjs', import.meta.url), 'utf8');
const honest = `${nllLoss}\nexport default { hello: () => hello, run };`;

/** Answers with what it can reach, so that the table tells. */
const curious = `${nllLoss}
const reach = await fetch(${JSON.stringify('ADDRESS')}).then(() => 'the server', () => 'nothing');
export default { hello: () => ({ ...hello, name: origin + ' reaches ' + reach }), run };`;

test('a pasted module is asked, a failure opens into its explanation, and nothing of it is in the way of anyone', async () => {
  const page = await served.open();
  await page.check('#subject-text');
  await page.fill('#text', honest.replace('(-weights[y]', '(-2 * weights[y]'));
  await run(page);
  expect(await page.textContent('#status')).toContain('does not conform');
  await page.click('#cases summary >> nth=0');
  expect(await page.textContent('.explanation')).toMatch(/question.*clauses/s);
  expect(await page.getAttribute('.explanation a', 'href')).toMatch(/^#nll_loss\/.*\/float64$/);
  await page.evaluate(`{ const module = undefined, exports = undefined, define = undefined; ${axe} }`);
  const violations = await page.evaluate<readonly unknown[]>('axe.run().then(({ violations }) => violations)');
  expect(violations).toEqual([]);
});

test('a pasted module has no origin and reaches nothing of the server', async () => {
  const page = await served.open();
  await page.check('#subject-text');
  await page.fill('#text', curious.replace('ADDRESS', served.url));
  await run(page);
  expect(await page.textContent('#status')).toContain('null reaches nothing');
});

test('a link leads to one vector, and asks the subject that it names', async () => {
  const page = await served.open('#nll_loss/worked-mean/float64?subject=reference');
  await page.waitForSelector('#one-answer :text("passed")');
  expect(await page.textContent('#one-body')).toContain('nll_loss/worked-mean/float64');
});
