/** Mistakes and dialects as suspects: where each would have been caught, told from the kill matrix. */
import type { Dialect, Loss, Mistake } from '../../spec/loss.ts';
import { askedIn } from '../../vectors/address.ts';
import { type KillFile, killers } from '../../vectors/kills.ts';
import type { Case } from '../suite.ts';
import type { Verdict } from '../verdict.ts';
import type { Hypothesis } from './hypothesis.ts';

export interface Suspect {
  readonly name: string;
  readonly hypothesis: Hypothesis;
  /** Whether a subject with it surely fails at a vector, put in this manner, under this profile. */
  isCaught(row: string, profile: string): boolean;
  /** Whether it is caught at `standard` only: then a vector that passes with less says nothing against it. */
  readonly isWithinLenient: boolean;
}

export const suspectsOf = (loss: Loss, kills: KillFile, own: readonly Case[]): readonly Suspect[] => [
  ...[...loss.mistakes.values()].filter(({ harmless }) => harmless === undefined).map((one) => mistaken(one, kills)),
  ...[...loss.dialects.values()].map((dialect) => speaking(dialect, own)),
];

function mistaken(mistake: Mistake, kills: KillFile): Suspect {
  const rows = killers(kills, mistake.name);
  const { name, asked, within } = mistake;
  return {
    name,
    isWithinLenient: within !== undefined,
    hypothesis: { mistakes: [mistake] },
    isCaught(row, profile) {
      // A mistake made in every manner is made when asked again, too.
      const [id = '', manner] = row.split('@');
      const at = asked === undefined ? id : manner === asked ? askedIn(id, asked) : '';
      return rows.get(at)?.includes(profile) === true;
    },
  };
}

/** A dialect is caught where its answers are none that the base allows. */
function speaking(dialect: Dialect, own: readonly Case[]): Suspect {
  const differing = new Set(
    own.flatMap(({ vector }) => ((vector.dialects?.[dialect.name]?.length ?? 0) > 0 ? [vector.id] : [])),
  );
  return {
    name: dialect.name,
    hypothesis: { mistakes: [], dialect },
    isWithinLenient: false,
    isCaught: (row) => differing.has(row.split('@')[0] ?? ''),
  };
}

/** The row of the kill matrix that a verdict speaks of. */
export const rowOf = ({ address }: Pick<Verdict, 'address'>): string => address.split('/')[1] ?? '';
