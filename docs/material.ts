/** Everything one page is made from, read once. */
import { loadLosses } from '../spec/load.ts';
import type { Clause, Loss } from '../spec/loss.ts';
import { profiles } from '../spec/profiles.ts';
import {
  type AcceptanceFile,
  loadAcceptance,
  loadLaws,
  loadVectors,
  publishedLosses,
  type Vector,
} from '../vectors/format.ts';
import { type KillFile, loadKills } from '../vectors/kills.ts';
import type { LawInstance } from '../vectors/laws.ts';

export interface Material {
  readonly loss: Loss;
  readonly vectors: readonly Vector[];
  readonly laws: readonly LawInstance[];
  readonly kills: KillFile;
  /** By profile. */
  readonly acceptance: ReadonlyMap<string, AcceptanceFile>;
}

/** What the spec and the vectors hold, by loss; a loss that has no vectors yet has no page. */
export function readMaterial(): ReadonlyMap<string, Material> {
  const published = new Set(publishedLosses());
  return new Map(
    [...loadLosses().values()]
      .filter(({ name }) => published.has(name))
      .map((loss) => [
        loss.name,
        {
          loss,
          vectors: loadVectors(loss.name).vectors,
          laws: loadLaws(loss.name).laws,
          kills: loadKills(loss.name),
          acceptance: new Map([...profiles.keys()].map((profile) => [profile, loadAcceptance(profile, loss.name)])),
        },
      ]),
  );
}

/** All clauses of a loss, its dialects' after its own. */
export const clausesOf = ({ clauses, dialects }: Loss): readonly Clause[] => [
  ...clauses.values(),
  ...[...dialects.values()].flatMap((dialect) => [...dialect.clauses.values()]),
];
