/** Reads one loss out of its sheet: what is written short there stands in full here, and every formula is parsed. */
import { common, layouts } from './common.ts';
import type { Line } from './formula/tree.ts';
import type { Formulas } from './formulas.ts';
import type { Clause, Input, Loss, Mistake, Parameter, Point } from './loss.ts';
import type { RawClause, RawInput, RawLoss, RawMistake, Table } from './loss-sheet.ts';
import { expandPoint, type RawPoint } from './points.ts';
import type { Path, Sheet } from './yaml.ts';

const mapped = <T, U>(table: Table<T> | undefined, change: (value: T, name: string) => U): ReadonlyMap<string, U> =>
  new Map(Object.entries(table ?? {}).map(([name, value]) => [name, change(value, name)]));

export class LossReader {
  private readonly sheet: Sheet<RawLoss>;
  private readonly formulas: Formulas;

  constructor(sheet: Sheet<RawLoss>, formulas: Formulas) {
    this.sheet = sheet;
    this.formulas = formulas;
  }

  loss(): Loss {
    const raw = this.sheet.content;
    const layout = layouts[raw.layout];
    if (!layout) {
      return this.sheet.fail(['layout'], `no layout "${raw.layout}"; there are: ${Object.keys(layouts).join(', ')}`);
    }
    const modes = (raw.modes ?? [{ mode: 'only' }]).map(({ mode, when }, index) =>
      when === undefined ? { name: mode } : { name: mode, when: this.formulas.claim(['modes', index, 'when'], when) },
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
        that: this.formulas.claim(['requires', index, 'that'], requirement.that),
      })),
      levels: this.levels(raw),
      definition: this.formulas.lines(['definition'], raw.definition, modes),
      gradients: this.formulas.lines(['gradients'], raw.gradients ?? {}, modes),
      ...(raw.returns === undefined ? {} : { returns: raw.returns }),
      kinks: this.kinks(raw),
      algorithms: mapped(raw.algorithms, ({ lines, gradients, ...algorithm }, name) => ({
        name,
        ...algorithm,
        ...this.formulas.patch(['algorithms', name], lines, gradients, modes),
      })),
      mistakes: mapped(raw.mistakes, (mistake, name) => this.mistake(mistake, name, modes)),
      outOfReach: raw.out_of_reach ?? [],
      dialects: this.dialects(raw, modes),
      laws: this.laws(raw),
      clauses: this.clauses(['clauses'], raw.clauses),
      accuracy: {
        factor: raw.accuracy.factor,
        except: (raw.accuracy.except ?? []).map((exception, index) => ({
          ...exception,
          where: this.formulas.claim(['accuracy', 'except', index, 'where'], exception.where),
        })),
      },
      factors: mapped(raw.factors, (factor) => mapped(factor, (recipe) => recipe)),
      constraints: (raw.constraints ?? []).map((text, index) => this.formulas.claim(['constraints', index], text)),
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

  private levels(raw: RawLoss): Loss['levels'] {
    return (raw.levels ?? []).map((rule, index) => {
      const line = this.formulas.line(['levels', index, 'output'], rule.output, '0');
      const where = this.formulas.claim(['levels', index, 'where'], rule.where);
      return { output: line.name, indices: line.indices, where, level: rule.level, clause: rule.clause };
    });
  }

  private kinks(raw: RawLoss): Loss['kinks'] {
    return (raw.kinks ?? []).map(({ output, where, low, high, clause }, index) => {
      const { name, indices } = this.formulas.line(['kinks', index, 'output'], output, '0');
      const end = (which: 'low' | 'high', text: string): Line =>
        this.formulas.line(['kinks', index, which], `${which}[${indices}]`, text);
      return {
        output: name,
        indices,
        where: this.formulas.claim(['kinks', index, 'where'], where),
        low: end('low', low),
        high: end('high', high),
        clause,
      };
    });
  }

  private dialects(raw: RawLoss, modes: readonly { readonly name: string }[]): Loss['dialects'] {
    return mapped(raw.dialects, ({ clauses, readings, has, ...dialect }, name) => ({
      name,
      ...dialect,
      has: this.formulas.claim(['dialects', name, 'has'], has),
      clauses: this.clauses(['dialects', name, 'clauses'], clauses),
      readings: readings.map(({ clause, lines }, index) => ({
        clause,
        lines: this.formulas.lines(['dialects', name, 'readings', index, 'lines'], lines, modes),
      })),
    }));
  }

  private laws(raw: RawLoss): Loss['laws'] {
    return mapped(raw.laws, ({ when, asks, holds, ...law }, name) => ({
      name,
      ...law,
      when: this.formulas.claim(['laws', name, 'when'], when),
      asks: mapped(asks, ({ where, inputs, ...question }, ask) => ({
        ...question,
        ...(where === undefined ? {} : { where: this.formulas.claim(['laws', name, 'asks', ask, 'where'], where) }),
        inputs: this.formulas.list(['laws', name, 'asks', ask, 'inputs'], inputs ?? {}),
      })),
      holds: this.formulas.list(['laws', name, 'holds'], holds),
    }));
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
      ...this.formulas.patch(path, lines, gradients, modes),
      inputs: this.formulas.lines([...path, 'inputs'], inputs, modes),
      ...(refuses === undefined ? {} : { refuses: this.formulas.claim([...path, 'refuses'], refuses) }),
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
      ...(when === undefined ? {} : { when: this.formulas.claim([...path, id, 'when'], when) }),
    }));
  }
}
