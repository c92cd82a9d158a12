/** Text is read as WGSL reads it, comments within comments and all. */
import { expect, test } from 'vitest';
import { enabled, entryPoints, imports, join } from './source.ts';

const entries: readonly [name: string, code: string, found: readonly string[]][] = [
  ['a compute entry point', '@compute @workgroup_size(1) fn check() {}', ['check']],
  [
    'attributes in any order',
    '@workgroup_size(8, 8)\n@compute\nfn rows(@builtin(local_invocation_index) i: u32) {}',
    ['rows'],
  ],
  ['sizes that are expressions', '@compute @workgroup_size(SIZE / (2 * 2)) fn halves() {}', ['halves']],
  [
    'several, in their order',
    '@compute @workgroup_size(1) fn b() {} fn c() {} @compute @workgroup_size(1) fn a() {}',
    ['b', 'a'],
  ],
  ['another stage', '@vertex fn corner() -> @builtin(position) vec4f {}', []],
  ['a function with attributes of its own', '@must_use fn number() -> f32 {}', []],
  ['one in a line that is a comment', '// @compute @workgroup_size(1) fn old() {}', []],
  ['one in a comment in a comment', '/* out /* of */ @compute @workgroup_size(1) fn old() {} */', []],
];

test.each(entries)('entry points: %s', (_, code, found) => expect(entryPoints(code)).toEqual(found));

const features: readonly [name: string, code: string, found: readonly string[]][] = [
  ['one', 'enable f16;', ['f16']],
  ['a list', 'enable f16,\n  subgroups;', ['f16', 'subgroups']],
  ['two directives', 'enable f16; enable subgroups;', ['f16', 'subgroups']],
  ['what is a comment', '/* enable f16; */', []],
  ['a name that only begins so', 'const enabled = 1;', []],
];

test.each(features)('features: %s', (_, code, found) => expect(enabled(code)).toEqual(found));

const imported: readonly [name: string, code: string, found: readonly string[]][] = [
  [
    'a line each',
    '// Rows.\n//#import shared/sums.wgsl\n//#import rows.wgsl  \nfn f() {}',
    ['shared/sums.wgsl', 'rows.wgsl'],
  ],
  ['no other comment', '// #import sums.wgsl\n  //#import rows.wgsl\n//#important', []],
];

test.each(imported)('imports: %s', (_, code, found) => expect(imports(code)).toEqual(found));

test('places are told by file, whether its last line ends or not', () => {
  const source = join([
    { name: 'numbers.wgsl', text: 'one\ntwo' },
    { name: 'sigmoid.wgsl', text: 'three\nfour\n' },
  ]);
  const lines = source.code.split('\n');
  for (const [word, place] of [
    ['one', 'numbers.wgsl:1:5'],
    ['two', 'numbers.wgsl:2:5'],
    ['three', 'sigmoid.wgsl:1:5'],
    ['four', 'sigmoid.wgsl:2:5'],
  ] as const) {
    expect(source.place(lines.indexOf(word) + 1, 5)).toBe(place);
  }
});
