/** What the suite is worth by the mistakes it rejects: told from the kill matrix, by kind of mistake. */
import type { Loss, Mistake } from '../spec/loss.ts';
import { type KillFile, killers } from './kills.ts';

export const kinds = ['value', 'gradient', 'reading', 'refusal', 'acceptance', 'change', 'state'] as const;
export type Kind = (typeof kinds)[number];

export interface Fate {
  readonly mistake: Mistake;
  readonly kind: Kind;
  /** Vectors that kill it, under one profile at least. */
  readonly vectors: number;
  /** Of those, the ones that were not written for it. */
  readonly independent: number;
}

/** What kind of thing goes wrong, told by what the mistake says of itself. */
export function kindOf({ asked, changes, answers, refuses, inputs, lines }: Mistake): Kind {
  if (asked !== undefined) return 'state';
  if (changes.length > 0) return 'change';
  if (answers.length > 0) return 'acceptance';
  if (refuses) return 'refusal';
  if (inputs.size > 0) return 'reading';
  return lines.size > 0 ? 'value' : 'gradient';
}

export function fatesOf(loss: Loss, kills: KillFile): readonly Fate[] {
  return [...loss.mistakes.values()].map((mistake) => {
    const rows = [...killers(kills, mistake.name).keys()].map((row) => row.split('@')[0] ?? '');
    const writtenFor = (row: string): boolean => loss.points.get(row)?.for.includes(mistake.name) === true;
    return {
      mistake,
      kind: kindOf(mistake),
      vectors: rows.length,
      independent: rows.filter((row) => !writtenFor(row)).length,
    };
  });
}
