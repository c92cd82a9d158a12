/** What a visitor brings to the page, and what opens there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { NLL_LOSS, type Opened, PATIENCE, paste, run, servedPage, WRONG } from './testing.ts';

vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

let served: Opened;
beforeAll(async () => {
  served = await servedPage();
});
afterAll(() => served.close());

test('a pasted module is asked, and a failure opens into its explanation', async () => {
  const page = await served.open();
  await paste(page, WRONG);
  await run(page);
  expect(await page.textContent('#status')).toContain('does not conform');
  await page.click('#cases summary >> nth=0');
  expect(await page.textContent('.explanation')).toMatch(/question.*clauses/s);
  expect(await page.getAttribute('.explanation a', 'href')).toMatch(/^#nll_loss\/.*\/float64$/);
});

/** Answers with what it can reach, so that the table tells. */
const curious = (address: string): string => `${NLL_LOSS}
const reach = await fetch(${JSON.stringify(address)}).then(() => 'the server', () => 'nothing');
export default { hello: () => ({ ...hello, name: origin + ' reaches ' + reach }), run };`;

test('a pasted module has no origin and reaches nothing of the server', async () => {
  const page = await served.open();
  await paste(page, curious(served.url));
  await run(page);
  expect(await page.textContent('#status')).toContain('null reaches nothing');
});

test('what was answered before Stop stays, and the page says that not everything was asked', async () => {
  const page = await served.open();
  await paste(
    page,
    `${NLL_LOSS}
    let count = 0;
    const never = new Promise(() => {});
    export default { hello: () => hello, run: (request) => (count++ < 30 ? run(request) : never) };`,
  );
  await page.click('#run');
  await page.waitForSelector('#counts:text-matches("^[1-9]")');
  await page.click('#stop');
  await page.waitForSelector('#download:enabled');
  expect(await page.textContent('#status')).toContain('was not asked everything (exit code 6)');
  expect(await page.textContent('#remarks')).toContain('incomplete: the run was interrupted');
  const [, passed, failed, skipped] =
    /^(\d+) passed, (\d+) failed, (\d+) /.exec((await page.textContent('#counts')) ?? '') ?? [];
  expect(Number(passed) + Number(failed)).toBe(30);
  expect(Number(skipped)).toBeGreaterThan(100);
  await page.selectOption('#filter-status', 'passed');
  expect(await page.textContent('#cases-count')).toBe(`${passed} of ${passed}`);
});

test('a loop without end is ended when patience is, and the list says which vector it was', async () => {
  const page = await served.open();
  await paste(
    page,
    `${NLL_LOSS}
    const isStruck = ({ parameters, inputs }) => parameters.reduction === 'mean' && inputs.input.data.join() === '1,2,1,3,1,3';
    export default { hello: () => hello, run(request) { while (isStruck(request)); return run(request); } };`,
  );
  await page.click('#more summary');
  await page.fill('#only', 'nll_loss/worked-*/float64');
  await page.fill('#patience', '1');
  await run(page);
  expect(await page.textContent('#status')).toContain('does not conform');
  expect(await page.textContent('[data-loss=nll_loss] [data-column=failed]')).toMatch(/^[1-9]/);
  for (const said of await page.locator('#cases summary').allTextContents()) {
    expect(said).toMatch(/^nll_loss\/worked-mean(@again)?\/float64 failed, no answer: said nothing for 1 s/);
  }
  expect(await page.textContent('#remarks')).toMatch(/fault: silent.*remedy: .*--patience/s);
});

const JAVASCRIPT = 'text/javascript';
/** A server of somebody else's: what it has, of which type, and whether others may read it. */
const elsewhere: Readonly<Record<string, { readonly type: string; readonly text: string; readonly closed?: true }>> = {
  '/subject.mjs': {
    type: JAVASCRIPT,
    text: `import { hello, run } from './nll-loss.mjs';\nexport default { hello: () => hello, run };`,
  },
  '/nll-loss.mjs': { type: JAVASCRIPT, text: NLL_LOSS },
  '/closed.mjs': { type: JAVASCRIPT, text: NLL_LOSS, closed: true },
  '/page.html': { type: 'text/html', text: '<!doctype html>' },
  '/wrong.mjs': { type: JAVASCRIPT, text: 'export default {' },
  '/other.mjs': { type: JAVASCRIPT, text: 'export default 7;' },
};
const server = createServer(({ url = '' }, response) => {
  const { type, text, closed } = elsewhere[url] ?? { type: 'text/plain', text: 'nothing here' };
  response.writeHead(url in elsewhere ? 200 : 404, {
    'content-type': type,
    ...(closed ? {} : { 'access-control-allow-origin': '*' }),
  });
  response.end(text);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());
const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

test('a module at an address is asked, with what it imports', async () => {
  const page = await served.open();
  await page.check('#subject-url');
  await page.fill('#url', at('/subject.mjs'));
  await run(page);
  expect(await page.textContent('#status')).toContain('honest 1, JavaScript');
  expect(await page.textContent('#counts')).toMatch(/^1\d\d passed, /);
});

const unread: readonly [what: string, path: string, says: RegExp][] = [
  ['is not there', '/nothing.mjs', /could not be loaded: its server answers 404; check the address/],
  [
    'others may not read',
    '/closed.mjs',
    /: nobody answers there, or its server does not let other sites read it \(CORS\)/,
  ],
  ['is a page', '/page.html', /: its server says that it is text\/html, not text\/javascript/],
  ['is no JavaScript', '/wrong.mjs', /: SyntaxError: .*; correct the module/],
  ['is no subject', '/other.mjs', /could not be loaded: .*hello.*; correct the module/],
];

test.each(unread)('of a module that %s it is said', async (_, path, says) => {
  const page = await served.open();
  await page.check('#subject-url');
  await page.fill('#url', at(path));
  await run(page);
  expect(await page.textContent('#status')).toContain(`${at(path)} did not start`);
  expect(await page.textContent('#remarks')).toMatch(says);
  expect(await page.isVisible('#table, #vectors')).toBe(false);
});

test('what is no address, and nothing pasted, is said before anyone is asked', async () => {
  const page = await served.open();
  await page.check('#subject-url');
  await page.fill('#url', 'subject.mjs');
  await page.click('#run');
  expect(await page.textContent('#status')).toBe('Give the whole address of a module first.');
  await page.check('#subject-text');
  await page.click('#run');
  expect(await page.textContent('#status')).toBe('Paste a module first.');
});

test('a link leads to one vector, and asks the subject that it names', async () => {
  const page = await served.open('#nll_loss/worked-mean/float64?subject=reference');
  await page.waitForSelector('#one-answer :text("passed")');
  expect(await page.textContent('#one-body')).toContain('nll_loss/worked-mean/float64');
});

test('a link asks a module of somebody else only when the visitor says so', async () => {
  const page = await served.open(`#nll_loss/worked-mean/float64?module=${at('/subject.mjs')}`);
  await page.waitForSelector('#one-body .explanation');
  expect(await page.textContent('#one-answer')).toBe('');
  await page.click(`#ask:has-text("Ask ${at('/subject.mjs')}")`);
  await page.waitForSelector('#one-answer :text("passed")');
});
