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
  const missing = new Set(allowedCombinations(loss));
  for (const row of rows) for (const combination of combinationsOf(row)) missing.delete(combination);
  while (missing.size > 0) {
    const row = bestRow(loss, missing, rows.length);
    rows.push(row);
    for (const combination of combinationsOf(row)) missing.delete(combination);
  }
  return rows;
}

/** Allowed combinations of levels that no row has. */
export function uncovered(loss: Loss, rows: readonly Row[]): readonly string[] {
  const missing = new Set(loss.factors.size === 0 ? [] : allowedCombinations(loss));
  for (const row of rows) for (const combination of combinationsOf(row)) missing.delete(combination);
  return [...missing];
}

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
function allowedCombinations(loss: Loss): readonly string[] {
  const factors = [...loss.factors.keys()];
  const combinations = subsets(factors, Math.min(STRENGTH, factors.length)).flatMap((chosen) =>
    chosen.reduce<readonly Row[]>(
      (parts, factor) =>
        parts.flatMap((part) => [...(loss.factors.get(factor)?.keys() ?? [])].map((level) => ({ ...part, [factor]: level }))),
      [{}],
    ),
  );
  return combinations.filter((part) => complete(loss, part, factors) !== undefined).map(spell);
}

/** A whole allowed row with this part, preferring levels in the order given. */
function complete(
  loss: Loss,
  part: Row,
  factors: readonly string[],
  order: (factor: string) => readonly string[] = (factor) => [...(loss.factors.get(factor)?.keys() ?? [])],
): Row | undefined {
  const open = factors.find((factor) => !(factor in part));
  if (open === undefined) return allowed(loss, part) ? part : undefined;
  for (const level of order(open)) {
    const whole = complete(loss, { ...part, [open]: level }, factors, order);
    if (whole) return whole;
  }
  return undefined;
}

function bestRow(loss: Loss, missing: ReadonlySet<string>, seed: number): Row {
  const factors = [...loss.factors.keys()];
  const random = seeded(`${loss.name} row ${seed}`);
  const list = [...missing];
  let best: Row | undefined;
  let most = -1;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const order = (factor: string): readonly string[] => shuffled([...(loss.factors.get(factor)?.keys() ?? [])], random);
    const part = read(random.pick(list));
    const row = complete(loss, part, factors, order);
    if (!row) continue;
    const covers = combinationsOf(row).filter((combination) => missing.has(combination)).length;
    if (covers > most) [best, most] = [row, covers];
  }
  if (!best) throw new Error(`${loss.file}: no row covers ${list[0]}`);
  return Object.fromEntries(factors.map((factor) => [factor, best?.[factor] ?? '']));
}

function shuffled<T>(list: T[], random: { below(limit: number): number }): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
