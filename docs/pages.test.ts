/** The committed pages: what the spec and the vectors say now, with links that lead somewhere. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences, folder, makePages, readPages } from './pages.ts';

const pages = readPages();

test('no page is stale, missing or left over', () => {
  expect(differences(makePages(), pages), 'run "npm run docs"').toEqual([]);
}, 30_000);

test('a changed, a missing and a left-over page are each named, with the line that differs', () => {
  const made = new Map([
    ['a.md', 'one\ntwo\n'],
    ['b.md', 'x\n'],
  ]);
  const present = new Map([
    ['a.md', 'one\n2\n'],
    ['c.md', 'y\n'],
  ]);
  expect(differences(made, present)).toEqual([
    'docs/losses/a.md:2 is not what the spec and the vectors say',
    'docs/losses/b.md is missing',
    'docs/losses/c.md is of no loss',
  ]);
});

/** What stands outside code, where a link is a link. */
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** Ids written in the page, and those that GitHub gives to headings. */
const anchorsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [
      ...[...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]),
      ...[...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
        (match[1] ?? '')
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      ),
    ].flatMap((anchor) => anchor ?? []),
  );

test('every link inside the repository leads somewhere', () => {
  let checked = 0;
  for (const [file, text] of pages) {
    // Code spans become words, so that a link around one is still seen.
    const links = withoutCode(text.replace(/\[`([^`\n]*)`\]/g, '[$1]')).matchAll(/\]\(([^)]+)\)/g);
    for (const [, target = ''] of links) {
      if (/^https:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      expect(path === '' || existsSync(new URL(path, folder)), `${file}: ${target}`).toBe(true);
      if (anchor !== undefined)
        expect(anchorsOf(pages.get(path === '' ? file : path) ?? '').has(anchor), `${file}: ${target}`).toBe(true);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(100);
});

test('every row of a table has as many cells as its head', () => {
  for (const [file, text] of pages) {
    const tables = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/(?:^\|.*\|$\n?)+/gm);
    for (const [table] of tables) {
      const cells = table
        .trim()
        .split('\n')
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size, `${file}: ${table.slice(0, 200)}`).toBe(1);
    }
  }
});

test('nothing that is missing in the sources shows as a word of the program', () => {
  for (const [file, text] of pages) expect(text, file).not.toMatch(/\bundefined\b|\[object |\bnull\b(?!`)/);
});

test('the page of the cross-entropy tells the course’s example: ln(1 + e), and twice ln(1 + e⁻²)', () => {
  const [first, second] = [Math.log(1 + Math.E), Math.log(1 + Math.exp(-2))];
  const spelled = [first, second, second].map((value) => String(Number(value.toPrecision(6)))).join(', ');
  expect(pages.get('cross_entropy.md')).toContain(`| \`none\` | \`[${spelled}]\` |`);
});
