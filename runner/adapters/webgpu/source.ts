/** Reads WGSL as far as must be known to run it: what it imports, its entry points, the features it enables. */

/** One text of several files, in the order in which they are joined. */
export interface Source {
  readonly code: string;
  /** @param line counted from 1 in the joined text */
  place(line: number, column: number): string;
}

export interface File {
  readonly name: string;
  readonly text: string;
}

export function join(files: readonly File[]): Source {
  const texts = files.map(({ name, text }) => ({ name, text: text.endsWith('\n') ? text : `${text}\n` }));
  return {
    code: texts.map(({ text }) => text).join(''),
    place(line, column) {
      let before = 0;
      for (const { name, text } of texts) {
        const lines = text.split('\n').length - 1;
        if (line <= before + lines) return `${name}:${line - before}:${column}`;
        before += lines;
      }
      return `${texts.at(-1)?.name ?? 'no file'}:${line - before}:${column}`;
    },
  };
}

const ARGUMENTS = String.raw`\((?:[^()]|\([^()]*\))*\)`;
const FUNCTION = new RegExp(String.raw`((?:@\w+\s*(?:${ARGUMENTS}\s*)?)+)fn\s+(\w+)`, 'g');

/** Names of the compute entry points, in source order. */
export function entryPoints(code: string): readonly string[] {
  const functions = [...withoutComments(code).matchAll(FUNCTION)];
  return functions.flatMap(([, attributes = '', name = '']) => (/@compute\b/.test(attributes) ? [name] : []));
}

/** Names of the files that the text needs, each a line `//#import other.wgsl`: WGSL itself knows one file only. */
export function imports(text: string): readonly string[] {
  return [...text.matchAll(/^\/\/#import[ \t]+(\S+)[ \t]*$/gm)].flatMap(([, name]) => name ?? []);
}

/** What the text enables, as in `enable f16, subgroups;`. */
export function enabled(code: string): readonly string[] {
  const directives = [...withoutComments(code).matchAll(/\benable\s+([\w\s,]+);/g)];
  return directives.flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
}

/** Comments of WGSL nest, so that no regular expression matches one whole: the innermost go first. */
function withoutComments(code: string): string {
  let text = code.replace(/\/\/.*/g, '');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/\/\*(?:(?!\/\*|\*\/).)*\*\//gs, ' ');
  }
  return text;
}
