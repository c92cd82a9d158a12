/** What is said of a hand-written file that is not as it should be: where, what, and what would be right. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readSheet, SpecError, schema } from './yaml.ts';

function complaint(text: string, schemaName = 'profiles'): string {
  try {
    readSheet('some.yaml', text, schemaName);
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
  throw new Error('nothing was said');
}

const PROFILE = `# An arithmetic.
float32:
  dtype: float32
  says: IEEE 754 binary32.
  division: 2.01
  ulps: { exp: 4, log: 4, log1p: 4, expm1: 7 }
  source: somewhere
`;

test('a file that is as it should be is read', () => {
  expect(readSheet('some.yaml', PROFILE, 'profiles').content).toMatchObject({ float32: { division: 2.01 } });
});

test.each<[says: string, text: string, complaint: RegExp]>([
  [
    'a key with a typo',
    PROFILE.replace('source', 'sauce'),
    /^some\.yaml:7:3 {2}"sauce" is not known here; there are: .*\bsource\b/,
  ],
  [
    'a key inside a row',
    PROFILE.replace('log1p: 4', 'log2: 4'),
    /^some\.yaml:6:27 {2}"log2" is not known here; there are: exp, log, log1p, expm1/,
  ],
  [
    'a key that is missing',
    PROFILE.replace('  division: 2.01\n', ''),
    /^some\.yaml:2:1 {2}"float32" lacks "division"; add it/,
  ],
  [
    'a word of no list',
    PROFILE.replace('dtype: float32', 'dtype: float8'),
    /^some\.yaml:3:3 {2}"dtype" must be one of: float64, float32/,
  ],
  ['a word for a number', PROFILE.replace('2.01', 'two'), /^some\.yaml:5:3 {2}"division" must be number/],
  ['a list for a table', '- a\n- b\n', /^some\.yaml:1:1 {2}"the file" must be object/],
  ['nothing at all', '', /^some\.yaml:1:1 {2}"the file" must be object/],
  ['a key twice', `${PROFILE}float32: {}\n`, /^some\.yaml:8:1 {2}Map keys must be unique/],
  ['a bracket left open', 'float32: { dtype: float32\n', /^some\.yaml:2:1 {2}\S/],
  ['a tab for an indent', 'float32:\n\tdtype: float32\n', /^some\.yaml:2:1 {2}Tabs are not allowed as indentation/],
  ['a quote left open', "float32: 'abc\n", /^some\.yaml:\d+:\d+ {2}Missing closing 'quote/],
])('%s', (_, text, expected) => {
  const message = complaint(text);
  expect(message).toMatch(expected);
  expect(message).not.toMatch(/\n {4}at /);
});

test('a schema that is not there is the programmer’s mistake', () => {
  expect(() => schema('nonsense')).toThrow(/spec\/schema\/ has no nonsense\.schema\.json/);
});

test('a complaint about a place that is not in the file points at what would hold it', () => {
  const sheet = readSheet('some.yaml', PROFILE, 'profiles');
  expect(() => sheet.fail(['float32', 'ulps', 'sqrt'], 'lost')).toThrow('some.yaml:6:3  lost');
  expect(() => sheet.fail(['float32', 'ulps', 'log'], 'lost')).toThrow('some.yaml:6:19  lost');
  expect(() => sheet.fail(['float9'], 'lost')).toThrow('some.yaml:1:1  lost');
});

test('every schema is one, by the meta-schema of JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false });
  const folder = new URL('schema/', import.meta.url);
  for (const file of readdirSync(folder)) {
    expect(ajv.validateSchema(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))), file).toBe(true);
  }
});
