/** Pages and modules at addresses as subjects, and what is said where there is none, or no browser, or not any more. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lossproof, type Ran, showsStackTrace } from '../testing.ts';

vi.setConfig({ testTimeout: 120_000 });

const subject = readFileSync(new URL('../subjects/hostile/nll-loss.mjs', import.meta.url), 'utf8');
const page = (script: string): string => `<!doctype html><script type="module">${script}</script>`;
const honest = "import { hello, run } from '/nll-loss.mjs'; const honest = { hello: () => hello, run };";

const files: Readonly<Record<string, string>> = {
  '/nll-loss.mjs': subject,
  '/offers.html': page(`${honest} globalThis.lossproof = honest;`),
  '/promises.html': page(`${honest} globalThis.lossproof = new Promise((done) => setTimeout(done, 50, honest));`),
  '/offers-half.html': page(`${honest} globalThis.lossproof = { hello() {} };`),
  '/module.mjs': `${honest} export default honest;`,
  '/no-default.mjs': 'export const hello = 1;',
  '/throws.mjs': "throw new Error('no device');",
  '/numbers.html': page(`${honest}
    const loss = { dtype: 'float64', shape: [4], data: [NaN, Infinity, -Infinity, 2n ** 60n] };
    globalThis.lossproof = { hello: () => hello, run: () => ({ answer: { loss } }) };`),
  '/killed.html': page(`${honest} let asked = 0;
    globalThis.lossproof = { hello: () => hello, run: (request) => (++asked > 100 ? fetch('/kill').then(() => run(request)) : run(request)) };`),
};

const server = createServer(({ url = '' }, response) => {
  const text = files[url];
  if (url === '/kill') browsers().forEach(kill);
  response.writeHead(text === undefined ? 404 : 200, {
    'content-type': url.endsWith('html') ? 'text/html' : 'text/javascript',
  });
  response.end(text ?? 'nothing here');
});

/** The processes that this one's hosts have started, as Linux lists them. */
function browsers(): readonly number[] {
  const parents = new Map(
    readdirSync('/proc').flatMap((pid): [number, number][] => {
      const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(/^\d/.test(pid) ? statOf(pid) : '') ?? [];
      return parent === undefined ? [] : [[Number(pid), Number(parent)]];
    }),
  );
  const childrenOf = (pid: number): readonly number[] => [...parents].flatMap(([one, by]) => (by === pid ? [one] : []));
  return childrenOf(process.pid).flatMap(childrenOf);
}

/** Its page asks for that more than once, and by then it may be gone. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // It has ended since.
  }
}

let home: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const run = (path: string, ...words: readonly string[]): Promise<Ran> =>
  lossproof('run', `${home}/${path}`, '--only', 'nll_loss/worked-*/float64', ...words);

test.each(['offers.html', 'promises.html', 'module.mjs'])('%s is asked as any subject is', async (path) => {
  const { exit, stdout, stderr } = await run(path);
  expect(stderr).toBe('');
  expect(stdout).toContain('honest 1 (JavaScript)');
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed/m);
  expect(exit).toBe(0);
});

test.each([
  ['offers-half.html', 'it offers no subject; set globalThis.lossproof = { hello() {…}, run(request) {…} }'],
  ['no-default.mjs', 'it has no default export; it takes: export default { hello() {…}, run(request) {…} }'],
  ['throws.mjs', 'could not be loaded: Error: no device; correct the module'],
  ['nowhere.html', 'could not be opened: its server answers 404; check the address'],
])('%s is no subject, and is told why', async (path, says) => {
  const { exit, stderr } = await run(path);
  expect(stderr).toContain(says);
  expect(showsStackTrace(stderr)).toBe(false);
  expect(exit).toBe(3);
});

test('an address where nobody listens is told', async () => {
  const { exit, stderr } = await lossproof('run', 'http://127.0.0.1:9/');
  expect(stderr).toContain('could not be opened: net::ERR_');
  expect(exit).toBe(3);
});

test('numbers that JSON lacks arrive', async () => {
  const { stdout } = await run('numbers.html');
  expect(stdout).toMatch(/the loss has shape \[4\], not/);
});

test('without a browser it is said what to install', async () => {
  vi.stubEnv('LOSSPROOF_BROWSER', '/no/such/browser');
  const { exit, stderr } = await run('offers.html');
  vi.unstubAllEnvs();
  expect(stderr).toContain('there is no Chromium at /no/such/browser; install one (on Debian: apt install chromium)');
  expect(exit).toBe(3);
});

test('where the browser is ended by someone, the run is incomplete, and what was answered stays', async () => {
  const { exit, stdout } = await lossproof('run', `${home}/killed.html`, '--loss', 'nll_loss', '--json');
  expect(exit).toBe(6);
  const [{ incomplete, totals, faults, verdicts }] = JSON.parse(stdout).subjects;
  expect(incomplete).toBe('it lost its browser, which was ended');
  expect(faults).toEqual([]);
  expect(totals.passed).toBeGreaterThan(30);
  expect(verdicts.filter(({ status }: { status: string }) => status === 'unanswered').length).toBeGreaterThan(30);
});
