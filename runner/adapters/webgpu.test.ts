/** What only folders of WGSL can do wrong, and what comes of a machine without a driver. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as everywhere, expect, vi } from 'vitest';
import { exits } from '../failure.ts';
import { openSession } from '../session.ts';
import { lossproof } from '../testing.ts';
import { outcomes, root, test } from './webgpu.testing.ts';
import adapter from './webgpu.ts';

// A driver in software compiles, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let written = 0;

function folder(files: Readonly<Record<string, string>>): string {
  const path = join(root, `kernels-${written++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const support = { dtypes: ['float64', 'int64'], parameters: ['reduction'], inputs: ['weight'] };

/** A hello.json that offers nll_loss, which is what the questions ask. */
const hello = JSON.stringify({
  protocol: 1,
  name: 'x',
  version: '',
  profiles: [],
  gradients: true,
  losses: { nll_loss: support },
});

const bindings = `@group(0) @binding(0) var<storage, read> question: array<u32>;
@group(0) @binding(1) var<storage, read_write> answer: array<u32>;
@group(0) @binding(2) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(3) var<storage, read_write> plan: array<u32>;
`;

const check = (body: string) => `${bindings}@compute @workgroup_size(1) fn check() { ${body} }\n`;

const unopened: readonly [name: string, target: string, message: RegExp][] = [
  ['a folder that is not there', 'webgpu:nowhere', /there is no such folder; give the path of a folder of \*\.wgsl/],
  ['a folder without hello.json', `webgpu:${folder({ 'a.wgsl': '' })}`, /it has no hello\.json; give the path/],
];

everywhere.each(unopened)('%s does not start, and says so', async (_, target, message) => {
  await expect(openSession(adapter, target)).rejects.toThrow(message);
});

const unstarted: readonly [name: string, files: Readonly<Record<string, string>>, message: RegExp][] = [
  [
    'a hello that is no JSON',
    { 'hello.json': '{', 'a.wgsl': '' },
    /has a hello\.json that is no JSON: .*; correct the folder/,
  ],
  [
    'a loss without a kernel',
    { 'hello.json': hello, 'sigmoid.wgsl': '' },
    /has no nll_loss\.wgsl, which hello\.json offers; correct the folder/,
  ],
];

test.each(unstarted)('%s does not start, and says so', async (_, files, message) => {
  await expect(openSession(adapter, folder(files), { stderr: () => {} })).rejects.toThrow(message);
});

const failing: readonly [name: string, files: Readonly<Record<string, string>>, message: RegExp][] = [
  [
    'WGSL that does not compile is told with file and line',
    { 'nll_loss.wgsl': `${bindings}\nfn f() -> u32 {\n  return 1.5;\n}\n` },
    /^nll_loss\.wgsl:7:\d+: /,
  ],
  [
    'an error in what is imported is told where it is',
    { 'nll_loss.wgsl': `//#import parts/a.wgsl\n${check('')}`, 'parts/a.wgsl': '// A.\nfn f( {}\n' },
    /^parts\/a\.wgsl:2:\d+: /,
  ],
  [
    'what is imported must be there',
    { 'nll_loss.wgsl': `//#import gone.wgsl\n${check('')}` },
    /^there is no gone\.wgsl, which nll_loss\.wgsl asks for$/,
  ],
  [
    'there must be a check',
    { 'nll_loss.wgsl': `${bindings}@compute @workgroup_size(1) fn sum() {}` },
    /^nll_loss\.wgsl:1:1: there is no entry point check: @compute @workgroup_size\(1\) fn check\(\)$/,
  ],
  [
    'an entry point of which no pipeline comes is named',
    { 'nll_loss.wgsl': `${check('')}@compute @workgroup_size(100000) fn sum() {}` },
    /^nll_loss\.wgsl:1:1: no pipeline comes of sum: /,
  ],
  [
    'more workgroups than fit an axis are told, for they are not dispatched',
    {
      'nll_loss.wgsl': `${check('plan[0] = 65536u; plan[1] = 1u; plan[2] = 1u;')}@compute @workgroup_size(1) fn sum() {}`,
    },
    /^check plans 65536 × 1 × 1 workgroups of sum, and the GPU takes 65535 an axis$/,
  ],
];

for (const [name, files, message] of failing) {
  test(name, async () => {
    for (const outcome of await outcomes(folder({ 'hello.json': hello, ...files }))) {
      expect(outcome).toMatchObject({ kind: 'failed', message: expect.stringMatching(message) });
    }
  });
}

const broken: readonly [name: string, body: string, detail: RegExp][] = [
  ['a status that is none', 'answer[0] = 9u;', /the answer's status is 9/],
  ['a dtype that is none', 'answer[4] = 99u;', /the loss has dtype 99/],
  ['a tensor that ends outside', 'answer[4] = 0u; answer[6] = 1u << 20u;', /outside of it/],
];

for (const [name, body, detail] of broken) {
  test(`${name} is no answer, and breaks the protocol`, async () => {
    for (const outcome of await outcomes(folder({ 'hello.json': hello, 'nll_loss.wgsl': check(body) }))) {
      expect(outcome).toMatchObject({ kind: 'broken', detail: expect.stringMatching(detail) });
    }
  });
}

test('an answer of an earlier question is not found by a later one', async () => {
  const once = 'answer[0] = select(3u, 1u, answer[4] == 0u && scratch[0] == 0u && plan[5] == 0u);';
  const kernel = check(`${once} answer[4] = 7u; scratch[0] = 7u;`);
  const target = folder({ 'hello.json': hello, 'nll_loss.wgsl': kernel });
  // One by one, so that all pass through the same buffers.
  for (const outcome of await outcomes(target, { window: 1 })) {
    expect(outcome.kind).toBe('refused');
  }
});

test('the sample conforms', async () => {
  const ran = await lossproof('run', 'webgpu:runner/subjects/sample-webgpu');
  expect(ran.exit).toBe(exits.conforms);
  expect(ran.last).toMatch(/^[1-9]\d* passed, 0 failed/);
});

everywhere.runIf(process.platform === 'linux')('without a driver the other subjects are run', async () => {
  vi.stubEnv('VK_DRIVER_FILES', '');
  vi.stubEnv('VK_ICD_FILENAMES', '/nowhere');
  const few = ['run', '--only', 'sigmoid/worked/float32'];
  const bare = await lossproof(...few);
  const required = await lossproof(...few, '--require', 'webgpu');
  vi.unstubAllEnvs();
  expect(bare.exit).toBe(exits.conforms);
  expect(bare.last).toMatch(/^[1-9]\d* passed, 0 failed/);
  expect(bare.stderr).toMatch(/lossproof: webgpu did not start: .*; install a Vulkan driver/);
  expect(required.exit).toBe(exits.subjectAtFault);
});
