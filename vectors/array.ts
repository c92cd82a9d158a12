/** Covering arrays: rows of factor levels in which every allowed triple of levels occurs. Extended, never recomputed. */
import { Expander } from '../spec/formula/expand.ts';
import type { Loss } from '../spec/loss.ts';
import { seeded } from '../spec/seeded.ts';
import { type Row, rowName } from './draw.ts';

const STRENGTH = 3;
/** Candidates built for each new row; the one that covers most is kept. */
const CANDIDATES = 24;

/** Whether a row, or the part of one, breaks no constraint it decides. */
export function allowed(loss: Loss, row: Row): boolean {
  const expander = new Expander({
    mode: '',
    sizes: new Map(),
    namedSizes: new Map(),
    lines: new Map(),
    inputs: new Map(),
    absent: new Map(),
    integerInputs: new Set(),
    parameters: new Map(Object.entries(row)),
    integerParameters: new Set(),
    raw: {},
  });
  return loss.constraints.every((constraint) => expander.claim(constraint));
}

/** The rows there were, those the spec no longer has left out, and as many more as full coverage needs. */
export function extendArray(loss: Loss, existing: readonly Row[]): readonly Row[] {
  if (loss.factors.size === 0) return [];
  const rows = existing.filter((row) => isRow(loss, row) && allowed(loss, row));
  const missing = new Map(allowedCombinations(loss));
  for (const row of rows) cover(loss, row, missing);
  while (missing.size > 0) {
    const row = bestRow(loss, missing, rows.length);
    rows.push(row);
    cover(loss, row, missing);
  }
  return rows;
}

/** Allowed combinations of levels that no row has. */
export function uncovered(loss: Loss, rows: readonly Row[]): readonly string[] {
  const missing = new Map(loss.factors.size === 0 ? [] : allowedCombinations(loss));
  for (const row of rows) cover(loss, row, missing);
  return [...missing.keys()];
}

/** Combinations still to be covered, and whether a row without any extension must do it. */
type Missing = Map<string, { readonly inBase: boolean }>;

function cover(loss: Loss, row: Row, missing: Missing): void {
  for (const combination of covered(loss, row, missing)) missing.delete(combination);
}

/** A subject without an extension meets full coverage too: what the base can show, only rows of the base cover. */
function covered(loss: Loss, row: Row, missing: ReadonlyMap<string, { readonly inBase: boolean }>): readonly string[] {
  const base = isBase(loss, row);
  return combinationsOf(row).filter((combination) => {
    const open = missing.get(combination);
    return open !== undefined && (base || !open.inBase);
  });
}

/** Whether a row, or the part of one, uses no extension. */
const isBase = (loss: Loss, row: Row): boolean =>
  Object.entries(row).every(([factor, level]) =>
    Object.keys(loss.factors.get(factor)?.get(level)?.parameters ?? {}).every(
      (parameter) => loss.parameters.get(parameter)?.extension === undefined,
    ),
  );

/** Reads a row back from its name. */
export function parseRow(loss: Loss, name: string): Row | undefined {
  const levels = name.split('-');
  const row = Object.fromEntries([...loss.factors.keys()].map((factor, index) => [factor, levels[index] ?? '']));
  return isRow(loss, row) && rowName(row) === name ? row : undefined;
}

const isRow = (loss: Loss, row: Row): boolean =>
  Object.keys(row).length === loss.factors.size &&
  [...loss.factors].every(([factor, levels]) => levels.has(row[factor] ?? ''));

function subsets(factors: readonly string[], size: number): readonly (readonly string[])[] {
  if (size === 0) return [[]];
  return factors.flatMap((factor, index) =>
    subsets(factors.slice(index + 1), size - 1).map((rest) => [factor, ...rest]),
  );
}

const spell = (part: Row): string =>
  Object.entries(part)
    .map(([factor, level]) => `${factor}=${level}`)
    .join(' ');

const read = (combination: string): Row =>
  Object.fromEntries(
    combination.split(' ').map((part): [string, string] => {
      const [factor = '', level = ''] = part.split('=');
      return [factor, level];
    }),
  );

const combinationsOf = (row: Row): readonly string[] =>
  subsets(Object.keys(row), Math.min(STRENGTH, Object.keys(row).length)).map((factors) =>
    spell(Object.fromEntries(factors.map((factor) => [factor, row[factor] ?? '']))),
  );

/** Those that some whole row can have; a part may be ruled out only by what it forces on the rest. */
function allowedCombinations(loss: Loss): readonly (readonly [string, { readonly inBase: boolean }])[] {
  const factors = [...loss.factors.keys()];
  const combinations = subsets(factors, Math.min(STRENGTH, factors.length)).flatMap((chosen) =>
    chosen.reduce<readonly Row[]>(
      (parts, factor) => parts.flatMap((part) => levelsOf(loss, factor).map((level) => ({ ...part, [factor]: level }))),
      [{}],
    ),
  );
  const order = (factor: string): readonly string[] => levelsOf(loss, factor);
  return combinations.flatMap((part) => {
    if (complete(loss, part, factors, order) === undefined) return [];
    const inBase = complete(loss, part, factors, order, (row) => isBase(loss, row)) !== undefined;
    return [[spell(part), { inBase }] as const];
  });
}

const levelsOf = (loss: Loss, factor: string): readonly string[] => [...(loss.factors.get(factor)?.keys() ?? [])];

/** A whole allowed row with this part, trying levels in the order given. */
function complete(
  loss: Loss,
  part: Row,
  factors: readonly string[],
  order: (factor: string) => readonly string[],
  fits: (row: Row) => boolean = () => true,
): Row | undefined {
  if (!fits(part)) return undefined;
  const open = factors.find((factor) => !(factor in part));
  if (open === undefined) return allowed(loss, part) ? part : undefined;
  for (const level of order(open)) {
    const whole = complete(loss, { ...part, [open]: level }, factors, order, fits);
    if (whole) return whole;
  }
  return undefined;
}

function bestRow(loss: Loss, missing: Missing, seed: number): Row {
  const factors = [...loss.factors.keys()];
  const random = seeded(`${loss.name} row ${seed}`);
  const list = [...missing];
  let best: Row | undefined;
  let most = 0;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const order = (factor: string): readonly string[] => shuffled([...levelsOf(loss, factor)], random);
    const [combination, { inBase }] = random.pick(list);
    const row = complete(loss, read(combination), factors, order, (one) => !inBase || isBase(loss, one));
    if (!row) continue;
    const covers = covered(loss, row, missing).length;
    if (covers > most) [best, most] = [row, covers];
  }
  if (!best) throw new Error(`${loss.file}: no row covers ${list[0]?.[0]}`);
  return Object.fromEntries(factors.map((factor) => [factor, best?.[factor] ?? '']));
}

function shuffled<T>(list: T[], random: { below(limit: number): number }): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
