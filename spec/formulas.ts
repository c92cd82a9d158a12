/** Reads the formulas of a loss's YAML, and remembers where each stands: a fault found later is pointed at there. */
import { FormulaError, parse, parseLine } from './formula/parse.ts';
import type { Expression, Line } from './formula/tree.ts';
import { EVERY_MODE, type Lines } from './loss.ts';
import type { RawLines, Table } from './loss-sheet.ts';
import type { Path, Sheet } from './yaml.ts';

export class Formulas {
  private readonly sheet: Sheet<unknown>;
  /** Where each formula stands, and how it is written. */
  private readonly places = new Map<Expression, { readonly path: Path; readonly text: string }>();

  constructor(sheet: Sheet<unknown>) {
    this.sheet = sheet;
  }

  patch(
    path: Path,
    lines: RawLines = {},
    gradients: RawLines = {},
    modes: readonly { readonly name: string }[],
  ): { lines: Lines; gradients: Lines } {
    return {
      lines: this.lines([...path, 'lines'], lines, modes),
      gradients: this.lines([...path, 'gradients'], gradients, modes),
    };
  }

  lines(path: Path, raw: RawLines, modes: readonly { readonly name: string }[]): Lines {
    const lines = new Map<string, readonly Line[]>();
    const own: Line[] = [];
    for (const [head, body] of Object.entries(raw)) {
      if (typeof body !== 'object') own.push(this.line([...path, head], head, String(body)));
      else if (modes.some(({ name }) => name === head)) lines.set(head, this.list([...path, head], body));
      else
        this.sheet.fail(
          [...path, head],
          `"${head}" is no mode; there are: ${modes.map(({ name }) => name).join(', ')}`,
        );
    }
    if (own.length > 0) lines.set(EVERY_MODE, own);
    return lines;
  }

  list(path: Path, raw: Table<string | number>): readonly Line[] {
    return Object.entries(raw).map(([head, text]) => this.line([...path, head], head, String(text)));
  }

  line(path: Path, head: string, text: string): Line {
    const line = this.pointing(path, () => parseLine(head, text));
    this.places.set(line.body, { path, text });
    return line;
  }

  claim(path: Path, text: string): Expression {
    const tree = this.pointing(path, () => parse(text));
    this.places.set(tree, { path, text });
    return tree;
  }

  /** Points at a word of a formula; at the definition where it lacks what the output is made of. */
  failAt(tree: Expression, word: string, problem: string): never {
    const place = this.places.get(tree);
    if (!place) return this.sheet.fail(['definition'], `the output is made of it: ${problem}`);
    const column = new RegExp(`(?<![\\w.])${word}(?!\\w)`).exec(place.text)?.index ?? 0;
    return this.sheet.fail(place.path, new FormulaError(place.text, column, problem).message);
  }

  private pointing<T>(path: Path, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof FormulaError) this.sheet.fail(path, error.message);
      throw error;
    }
  }
}
