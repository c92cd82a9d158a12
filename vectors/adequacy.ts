/** Whether the suite is worth its name: every clause shown, every triple of factors covered, every mistake killed. */
import type { Clause, Loss } from '../spec/loss.ts';
import { profiles } from '../spec/profiles.ts';
import { parseRow, uncovered } from './array.ts';
import { loadLaws, loadVectors, type Vector } from './format.ts';
import { type KillFile, killers, killsOf, loadKills } from './kills.ts';

/** How one clause is shown. */
export interface ClauseCoverage {
  readonly clause: Clause;
  readonly vectors: number;
  readonly laws: number;
}

export interface Adequacy {
  readonly clauses: readonly ClauseCoverage[];
  readonly mistakes: readonly { readonly name: string; readonly vectors: number }[];
  readonly rows: number;
  readonly accuracy: number;
  /** What is not as it should be, a sentence each. */
  readonly problems: readonly string[];
}

/** @param clauses the loss's own and its dialects'; those shared by all losses are judged over all of them */
export function adequacyOf(loss: Loss): Adequacy {
  const { vectors } = loadVectors(loss.name);
  const kills = loadKills(loss.name);
  const dialects = [...loss.dialects.values()].flatMap((dialect) => [...dialect.clauses.values()]);
  const clauses = coverageOf([...loss.clauses.values(), ...dialects], [loss.name]);
  const mistakes = [...loss.mistakes.values()]
    .filter(({ harmless }) => harmless === undefined)
    .map(({ name }) => ({ name, vectors: killers(kills, name).size }));
  const rows = vectors.map(({ id }) => parseRow(loss, id)).filter((row) => row !== undefined);
  const missing = uncovered(loss, rows);
  return {
    clauses,
    mistakes,
    rows: rows.length,
    accuracy: kills.accuracy,
    problems: [
      ...clauseProblems(clauses),
      ...mistakes
        .filter((one) => one.vectors === 0)
        .map(({ name }) => `${loss.file}: no vector kills the mistake ${name}`),
      ...missing.map((combination) => `${loss.file}: no row covers ${combination}`),
      ...vectors
        .filter((vector) => isIdle(loss, vector, kills))
        .map(
          ({ id }) =>
            `${loss.name}/${id} kills nothing, shows no clause and is no control: drop it or say why it stays`,
        ),
      ...lonely(loss, vectors),
      ...unknownClauses(loss, vectors),
    ],
  };
}

/** Vectors and laws of these losses that show each clause. */
export function coverageOf(clauses: readonly Clause[], losses: readonly string[]): readonly ClauseCoverage[] {
  const vectors = losses.flatMap((name) => loadVectors(name).vectors);
  const laws = losses.flatMap((name) => loadLaws(name).laws);
  return clauses.map((clause) => ({
    clause,
    vectors: vectors.filter((vector) => vector.clauses.includes(clause.id)).length,
    laws: laws.filter((law) => law.clause === clause.id).length,
  }));
}

export function clauseProblems(coverage: readonly ClauseCoverage[]): readonly string[] {
  return coverage.flatMap(({ clause, vectors, laws }) => {
    if (clause.shown === 'vector' && vectors === 0) return [`${clause.id} is shown by no vector`];
    if (clause.shown === 'law' && laws === 0) return [`${clause.id} is shown by no law`];
    return [];
  });
}

/** A vector of the array, or one that shows a clause, earns its place; so does one that kills a mistake. */
const isIdle = (loss: Loss, vector: Vector, kills: KillFile): boolean =>
  vector.control === undefined &&
  vector.clauses.length === 0 &&
  parseRow(loss, vector.id) === undefined &&
  Object.keys(killsOf(kills, vector.id)).length === 0;

/** Points that some dtype cannot hold or nothing bounds there, without a sibling that shows the same or a reason. */
function lonely(loss: Loss, vectors: readonly Vector[]): readonly string[] {
  const dtypes = new Set([...profiles.values()].map(({ dtype }) => dtype));
  return vectors.flatMap(({ id, dtypes: own, outcomes }) => {
    const point = loss.points.get(id);
    const missing = [...dtypes].filter((dtype) => !own.includes(dtype));
    if (!point || missing.length === 0 || !outcomes.some((outcome) => 'answer' in outcome) || point.only !== undefined)
      return [];
    const { sibling } = point;
    if (sibling === undefined)
      return [`${loss.file}: the point ${id} is not in ${missing.join(', ')}: name a sibling, or say why only here`];
    const known = [...loss.points.keys()].some((name) => name === sibling || name.startsWith(`${sibling}-`));
    return known ? [] : [`${loss.file}: the point ${id} names a sibling ${sibling}, which is no point`];
  });
}

function unknownClauses(loss: Loss, vectors: readonly Vector[]): readonly string[] {
  const shared = (id: string): boolean => id.startsWith('common.') || id.startsWith('legacy.');
  const known = new Set([
    ...loss.clauses.keys(),
    ...[...loss.dialects.values()].flatMap(({ clauses }) => [...clauses.keys()]),
  ]);
  const unknown = new Set(vectors.flatMap(({ clauses }) => clauses.filter((id) => !known.has(id) && !shared(id))));
  return [...unknown].map((id) => `${loss.file}: a vector shows ${id}, which is no clause`);
}
