/** The only reader of the losses' YAML: a file in, a Loss out, or a SpecError that points at the line. */
import { type CommonSheet, common, commonSheet, layouts } from './common.ts';
import { filesIn, readText } from './files.ts';
import { FormulaError, parse, parseLine } from './formula/parse.ts';
import type { Expression, Line } from './formula/tree.ts';
import {
  type Clause,
  EVERY_MODE,
  type Input,
  type Lines,
  type Loss,
  type Mistake,
  type Parameter,
  type Point,
} from './loss.ts';
import type { RawClause, RawInput, RawLines, RawLoss, RawMistake, Table } from './loss-sheet.ts';
import { checkNames } from './names.ts';
import { expandPoint, type RawPoint } from './points.ts';
import { checkReferences } from './references.ts';
import { type Path, readSheet, type Sheet } from './yaml.ts';

/** Every loss of spec/losses/, by name. */
export function loadLosses(): ReadonlyMap<string, Loss> {
  const files = filesIn('spec/losses/').filter((file) => file.endsWith('.yaml'));
  return new Map(
    files.map((file) => {
      const path = `spec/losses/${file}`;
      const loss = readLoss(path, readText(path));
      return [loss.name, loss];
    }),
  );
}

/** The clauses that all losses share. */
export function commonClauses(): ReadonlyMap<string, Clause> {
  return new Reader(commonSheet as unknown as Sheet<RawLoss>).clauses(
    ['clauses'],
    common.clauses as CommonSheet['clauses'] as Table<RawClause>,
  );
}

/** @throws SpecError that points at file, line and column. */
export function readLoss(file: string, text: string): Loss {
  const sheet = readSheet<RawLoss>(file, text, 'loss');
  const reader = new Reader(sheet);
  const loss = reader.loss();
  checkReferences(loss, sheet.fail);
  checkNames(loss, (tree, word, problem) => reader.failAt(tree, word, problem));
  return loss;
}

const mapped = <T, U>(table: Table<T> | undefined, change: (value: T, name: string) => U): ReadonlyMap<string, U> =>
  new Map(Object.entries(table ?? {}).map(([name, value]) => [name, change(value, name)]));

class Reader {
  private readonly sheet: Sheet<RawLoss>;
  /** Where each formula stands, and how it is written. */
  private readonly places = new Map<Expression, { readonly path: Path; readonly text: string }>();

  constructor(sheet: Sheet<RawLoss>) {
    this.sheet = sheet;
  }

  loss(): Loss {
    const raw = this.sheet.content;
    const layout = layouts[raw.layout];
    if (!layout) {
      return this.sheet.fail(['layout'], `no layout "${raw.layout}"; there are: ${Object.keys(layouts).join(', ')}`);
    }
    const modes = (raw.modes ?? [{ mode: 'only' }]).map(({ mode, when }, index) =>
      when === undefined ? { name: mode } : { name: mode, when: this.claim(['modes', index, 'when'], when) },
    );
    const shared = this.sharedParameters();
    return {
      name: raw.loss,
      file: this.sheet.file,
      title: raw.title,
      summary: raw.summary,
      layout,
      modes,
      refuses: raw.refuses,
      inputs: mapped(raw.inputs, (input, name) =>
        this.input(
          input,
          name,
          modes.map((mode) => mode.name),
        ),
      ),
      parameters: mapped({ ...(shared as Table<Omit<Parameter, 'name'>>), ...raw.parameters }, (parameter, name) => ({
        name,
        ...parameter,
      })),
      requires: (raw.requires ?? []).map((requirement, index) => ({
        ...requirement,
        level: requirement.level ?? 'must',
        that: this.claim(['requires', index, 'that'], requirement.that),
      })),
      levels: (raw.levels ?? []).map((rule, index) => {
        const line = this.line(['levels', index, 'output'], rule.output, '0');
        const where = this.claim(['levels', index, 'where'], rule.where);
        return { output: line.name, indices: line.indices, where, level: rule.level, clause: rule.clause };
      }),
      definition: this.lines(['definition'], raw.definition, modes),
      gradients: this.lines(['gradients'], raw.gradients ?? {}, modes),
      ...(raw.returns === undefined ? {} : { returns: raw.returns }),
      kinks: (raw.kinks ?? []).map(({ output, where, low, high, clause }, index) => {
        const { name, indices } = this.line(['kinks', index, 'output'], output, '0');
        const end = (which: 'low' | 'high', text: string): Line =>
          this.line(['kinks', index, which], `${which}[${indices}]`, text);
        return {
          output: name,
          indices,
          where: this.claim(['kinks', index, 'where'], where),
          low: end('low', low),
          high: end('high', high),
          clause,
        };
      }),
      algorithms: mapped(raw.algorithms, ({ lines, gradients, ...algorithm }, name) => ({
        name,
        ...algorithm,
        ...this.patch(['algorithms', name], lines, gradients, modes),
      })),
      mistakes: mapped(raw.mistakes, (mistake, name) => this.mistake(mistake, name, modes)),
      outOfReach: raw.out_of_reach ?? [],
      dialects: mapped(raw.dialects, ({ clauses, readings, has, ...dialect }, name) => ({
        name,
        ...dialect,
        has: this.claim(['dialects', name, 'has'], has),
        clauses: this.clauses(['dialects', name, 'clauses'], clauses),
        readings: readings.map(({ clause, lines }, index) => ({
          clause,
          lines: this.lines(['dialects', name, 'readings', index, 'lines'], lines, modes),
        })),
      })),
      laws: mapped(raw.laws, ({ when, asks, holds, ...law }, name) => ({
        name,
        ...law,
        when: this.claim(['laws', name, 'when'], when),
        asks: mapped(asks, ({ where, inputs, ...question }, ask) => ({
          ...question,
          ...(where === undefined ? {} : { where: this.claim(['laws', name, 'asks', ask, 'where'], where) }),
          inputs: this.list(['laws', name, 'asks', ask, 'inputs'], inputs ?? {}),
        })),
        holds: this.list(['laws', name, 'holds'], holds),
      })),
      clauses: this.clauses(['clauses'], raw.clauses),
      accuracy: {
        factor: raw.accuracy.factor,
        except: (raw.accuracy.except ?? []).map((exception, index) => ({
          ...exception,
          where: this.claim(['accuracy', 'except', index, 'where'], exception.where),
        })),
      },
      factors: mapped(raw.factors, (factor) => mapped(factor, (recipe) => recipe)),
      constraints: (raw.constraints ?? []).map((text, index) => this.claim(['constraints', index], text)),
      points: this.points(raw.points),
    };
  }

  /** A function has no reduction; a loss born after the legacy flags has none of those. */
  private sharedParameters(): Table<unknown> {
    const { returns, legacy } = this.sheet.content;
    if (returns !== undefined) return {};
    return legacy === false ? { reduction: common.parameters.reduction } : common.parameters;
  }

  private input(raw: RawInput, name: string, modes: readonly string[]): Input {
    const { of, is, gradient, modes: byMode, broadcast = false, ...rest } = raw;
    const own = of && is && { of, is, ...(gradient === undefined ? {} : { gradient }) };
    if (!own && !byMode) this.sheet.fail(['inputs', name], `"${name}" needs "of" and "is", or both for each mode`);
    for (const mode of Object.keys(byMode ?? {})) {
      if (!modes.includes(mode))
        this.sheet.fail(['inputs', name, 'modes', mode], `"${mode}" is no mode; there are: ${modes.join(', ')}`);
    }
    const forms = new Map(
      modes.flatMap((mode) => {
        const form = byMode?.[mode] ?? own;
        return form ? [[mode, form] as const] : [];
      }),
    );
    return { name, broadcast, forms, ...rest };
  }

  /** One that patches nothing is a mistake in any algorithm, and so in the first. */
  private mistake(raw: RawMistake, name: string, modes: readonly { readonly name: string }[]): Mistake {
    const { in: algorithm, lines, gradients, inputs = {}, refuses, answers = [], changes = [], ...mistake } = raw;
    const path = ['mistakes', name];
    const patches = lines ?? gradients ?? (Object.keys(inputs).length > 0 ? inputs : undefined);
    if (patches && algorithm === undefined)
      this.sheet.fail(path, 'it patches lines: say in which algorithm, under "in"');
    if (!patches && refuses === undefined && answers.length + changes.length === 0)
      this.sheet.fail(path, 'nothing is wrong with it: it needs lines, gradients, inputs, refuses, answers or changes');
    return {
      name,
      ...mistake,
      in: algorithm ?? Object.keys(this.sheet.content.algorithms)[0] ?? '',
      ...this.patch(path, lines, gradients, modes),
      inputs: this.lines([...path, 'inputs'], inputs, modes),
      ...(refuses === undefined ? {} : { refuses: this.claim([...path, 'refuses'], refuses) }),
      answers,
      changes,
    };
  }

  private points(raw: Table<RawPoint>): ReadonlyMap<string, Point> {
    const points = new Map<string, Point>();
    for (const [name, point] of Object.entries(raw)) {
      for (const expanded of expandPoint(name, point, (problem) => this.sheet.fail(['points', name], problem))) {
        points.set(expanded.name, expanded);
      }
    }
    return points;
  }

  clauses(path: Path, raw: Table<RawClause>): ReadonlyMap<string, Clause> {
    return mapped(raw, ({ when, numeric = false, ...clause }, id) => ({
      id,
      numeric,
      ...clause,
      ...(when === undefined ? {} : { when: this.claim([...path, id, 'when'], when) }),
    }));
  }

  private patch(
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

  private lines(path: Path, raw: RawLines, modes: readonly { readonly name: string }[]): Lines {
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

  private list(path: Path, raw: Table<string | number>): readonly Line[] {
    return Object.entries(raw).map(([head, text]) => this.line([...path, head], head, String(text)));
  }

  private line(path: Path, head: string, text: string): Line {
    const line = this.pointing(path, () => parseLine(head, text));
    this.places.set(line.body, { path, text });
    return line;
  }

  private claim(path: Path, text: string): Expression {
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
