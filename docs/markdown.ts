/** The few forms of Markdown the pages are made of, with what must be escaped in each. */

/** Blocks with a blank line between them; empty ones vanish. */
export const blocks = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

export const heading = (level: number, title: string): string => `${'#'.repeat(level)} ${title}`;

export const anchor = (id: string): string => `<a id="${id}"></a>`;

export const link = (text: string, target: string): string => `[${text}](${target})`;

/** A code span; text that holds backticks gets longer fences. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** GitHub's other delimiters of inline math, inside which Markdown has no meaning. */
export const math = (tex: string): string => `$\`${tex}\`$`;

export const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** A fence instead of $$, so that Markdown takes no backslash, underscore or asterisk for its own. */
export const mathBlock = (tex: string): string => fenced('math', tex);

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** A table, or nothing when it has no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A sentence of the spec: what Markdown would take for its own is escaped, code spans stay, issues become links. */
export const prose = (text: string): string =>
  text
    .trim()
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : issues(escaped(part))))
    .join('');

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('$', '&#36;')
    .replaceAll('*', '\\*')
    .replaceAll('~', '\\~')
    .replaceAll('](', ']\\(')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');

/** owner/repository#12 as a link; GitHub leads on where the number is a pull request. */
const issues = (text: string): string =>
  text.replace(/\b([A-Za-z0-9][\w-]*\/[\w.-]+)#(\d+)\b/g, (mention, repository: string, number: string) =>
    link(mention, `https://github.com/${repository}/issues/${number}`),
  );

/** "1 vector", "2 vectors". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
